//! Failures in words: problem+json, in two languages.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_unknown_path_is_a_problem_in_korean_and_in_english(db: MySqlPool) {
    let house = House::open(db).await;

    let korean = house.get("/nowhere").await;
    assert_eq!(korean.header("content-language"), Some("ko"));
    let id = korean.header("x-request-id").unwrap().to_owned();
    let problem = korean.expect_problem(StatusCode::NOT_FOUND, "not_found");
    assert_eq!(problem["title"], "찾을 수 없음");
    assert_eq!(problem["type"], "/problems/not_found");
    assert_eq!(problem["request_id"], id.as_str());
    assert_eq!(problem["retry"], "never");
    assert_eq!(problem["money"], "untouched");

    let english = [("accept-language", "en-GB,ko;q=0.5")];
    let english = house.get_with("/nowhere", &english).await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(english.json()["title"], "Not found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_method_that_a_path_does_not_know_is_refused_with_those_it_knows(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = house.call(Method::DELETE, "/healthz").await;
    assert_eq!(answer.header("allow"), Some("GET,HEAD"));
    answer.expect_problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_body_over_64_kib_is_refused_before_it_is_read(db: MySqlPool) {
    let house = House::open(db).await;
    for (length, status) in [
        (64 * 1024, StatusCode::OK),
        (64 * 1024 + 1, StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = Request::get("/healthz").header("content-length", length);
        let answer = house.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, status);
        if status != StatusCode::OK {
            answer.expect_problem(status, "too_large");
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_code_has_a_page(db: MySqlPool) {
    let house = House::open(db).await;
    for code in api::problem::Code::ALL {
        let path = format!("/problems/{}", code.name());
        let explanation = house.get(&path).await.expect_status(StatusCode::OK).json();
        assert_eq!(explanation["code"], code.name());
        assert_eq!(explanation["status"], code.status().as_u16());

        let browser = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "en")];
        let page = house.get_with(&path, &browser).await;
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(page.header("content-language"), Some("en"));
        let title = code.title();
        assert!(page.text().contains(title.get(api::problem::Language::En)));
    }
    let unknown = house.get("/problems/nonsense").await;
    unknown.expect_problem(StatusCode::NOT_FOUND, "not_found");
}
