//! The documents that describe the service, held to what it does.

use std::fs;
use std::path::Path;

use axum::http::{Method, StatusCode};
use sqlx::MySqlPool;

use crate::authorization::ROUTES;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_document_names_every_path_and_each_answers(db: MySqlPool) {
    let house = House::open(db).await;
    let document = house.get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    let paths = document["paths"].as_object().unwrap();
    for path in paths.keys() {
        // A path that the router knows refuses a method; one that it does not know is not found.
        let answer = house.call(Method::TRACE, path).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
}

#[test]
fn no_route_is_added_past_the_document() {
    // `routes!` takes a handler together with its description; `route` would take it alone.
    for file in crate::tidy::rust_files("api/src") {
        let code = fs::read_to_string(&file).unwrap();
        for undocumented in [".route(", ".route_service(", ".nest("] {
            assert!(!code.contains(undocumented), "{undocumented} in {file:?}");
        }
    }
}

#[test]
fn every_operation_and_every_parameter_says_what_it_is_for() {
    let document = serde_json::to_value(api::http::document()).unwrap();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            assert!(operation["summary"].is_string(), "{method} {path}");
            let parameters = operation["parameters"].as_array();
            for parameter in parameters.into_iter().flatten() {
                let meaning = parameter["description"].as_str().unwrap_or_default();
                assert!(!meaning.is_empty(), "{method} {path} {parameter}");
            }
        }
    }
}

#[test]
fn the_committed_document_is_the_one_that_the_code_makes() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let committed = fs::read_to_string(committed).unwrap();
    let made = api::http::document().to_pretty_json().unwrap();
    assert!(
        committed.trim_end() == made,
        "write it anew: cargo run -p api -- openapi > api/openapi.json"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_docs_show_every_path_and_load_nothing_from_elsewhere(db: MySqlPool) {
    let house = House::open(db).await;
    let page = house.get("/docs").await.expect_status(StatusCode::OK);
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("content-language"), Some("ko"));
    assert_eq!(page.header("vary"), Some("accept-language"));
    let page = page.text();
    for (method, path, _) in ROUTES {
        let heading = format!("<h2>{method} {path}</h2>");
        assert!(page.contains(&heading), "{heading}");
    }
    for outside in ["<script", "<link", "<img", "src=", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
