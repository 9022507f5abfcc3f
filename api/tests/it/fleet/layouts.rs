//! Seat layouts.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::audit;
use crate::house::House;

fn a321() -> Value {
    json!({"name": "321 of 182", "cabins": [
        {"cabin": "economy", "first_row": 10, "last_row": 38, "pattern": "ABC DEF", "exit_rows": [26, 10]},
        {"cabin": "business", "first_row": 1, "last_row": 2, "pattern": "AC DF"},
    ]})
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_layout_is_made_and_listed_from_the_front(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let made = admin.post("/admin/seat-layouts", a321()).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    assert_eq!(
        (&made["seats"], &made["airplanes"]),
        (&json!(182), &json!(0))
    );
    assert_eq!(made["cabins"][0]["cabin"], "business");
    assert_eq!(made["cabins"][0]["last_row_length"], 4);
    assert_eq!(made["cabins"][1]["exit_rows"], json!([10, 26]));

    let listed = admin.get("/admin/seat-layouts").await.json();
    let listed = listed["items"].as_array().unwrap();
    assert_eq!(listed.len(), 4);
    assert_eq!(listed[3], made);
    assert_eq!(
        (&listed[0]["name"], &listed[0]["airplanes"]),
        (&json!("738 of 186"), &json!(3))
    );
    assert_eq!(listed[1]["seats"], 291);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn layouts_come_in_pages(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let first = admin.get("/admin/seat-layouts?limit=2").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let path = format!("/admin/seat-layouts?limit=2&cursor={cursor}");
    let second = admin.get(&path).await.json();
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["items"][0]["id"], 3);
    assert_eq!(second["next_cursor"], Value::Null);

    let wrong = admin
        .get("/admin/seat-layouts?limit=101&cursor=-1&name=x")
        .await;
    wrong.expect_invalid(&["limit", "cursor", "name"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_that_is_wrong_is_named_at_once_and_nothing_is_written(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let mut draft = a321();
    draft["name"] = json!("");
    draft["cabins"][0]["pattern"] = json!("AAA");
    draft["cabins"][0]["last_row"] = json!(120);
    draft["cabins"][1]["cabin"] = json!("roof");
    let answer = admin.post("/admin/seat-layouts", draft).await;
    let expected = [
        "/name",
        "/cabins/0/last_row",
        "/cabins/0/pattern",
        "/cabins/1/cabin",
    ];
    answer.expect_wrong(&expected);

    let unknown = json!({"name": "x", "cabins": [], "wings": 2});
    let answer = admin.post("/admin/seat-layouts", unknown).await;
    answer.expect_wrong(&["/wings"]);
    let listed = admin.get("/admin/seat-layouts").await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert_eq!(audit(&db).await, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_name_is_taken_once_and_a_layout_never_changes(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let made = admin.post("/admin/seat-layouts", a321()).await;
    made.expect_status(StatusCode::CREATED);
    let again = admin.post("/admin/seat-layouts", a321()).await;
    again.expect_problem(StatusCode::CONFLICT, "already_exists");
    // Names are compared as people read them.
    let mut shouted = a321();
    shouted["name"] = json!(" 321 OF 182 ");
    let shouted = admin.post("/admin/seat-layouts", shouted).await;
    shouted.expect_problem(StatusCode::CONFLICT, "already_exists");
    for method in [Method::PUT, Method::PATCH, Method::DELETE] {
        let changed = admin
            .send(method, "/admin/seat-layouts", Some(a321()))
            .await;
        changed.expect_problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn making_a_layout_is_in_the_audit_log(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let made = admin.post("/admin/seat-layouts", a321()).await.json();
    let [(who, action, subject, before, after)] = &audit(&db).await[..] else {
        panic!("one entry");
    };
    assert_eq!(*who, Some(admin.id()));
    assert_eq!(action, "seat_layout.create");
    assert_eq!(*subject, format!("seat_layout:{}", made["id"]));
    assert_eq!((before, after), (&Value::Null, &made));
}
