//! What an administrator changes.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use super::kit::{body, path, rounds};
use crate::house::{Answer, House};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_administrator_changes_contact_names_and_seats_and_leaves_a_trace(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let admin = house.admin().await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let ticket = &order["tickets"][0]["id"];
    let change = json!({
        "version": 1,
        "contact": { "email": "new@x.kr", "phone": "010-9999-9999" },
        "passengers": [{ "number": 0, "given_name": "GIL-DONG", "surname": "HONG" }],
        "tickets": [{ "id": ticket, "seat": "34C" }],
    });
    let answer = admin.put(&path(&order), change.clone()).await;
    let changed = answer.expect_status(StatusCode::OK).json();
    assert_eq!(changed["version"], 2);
    assert_eq!(changed["contact"]["email"], "new@x.kr");
    assert_eq!(changed["passengers"][0]["given_name"], "GIL-DONG");
    assert_eq!(changed["tickets"][0]["seat"], "34C");
    assert_eq!(changed["timeline"][1]["what"], "changed");
    assert_eq!(house.claims(1).await, 1);
    // Somebody who looked at the first version.
    let late = admin.put(&path(&order), change).await;
    late.expect_problem(StatusCode::CONFLICT, "order_state");

    let lee = house.customer("lee@x.kr").await;
    lee.ordered(&body(&[(1, Some("31A"))])).await;
    let back = json!({ "tickets": [{ "id": ticket, "seat": "31A" }] });
    let taken = admin.put(&path(&order), back).await;
    taken.expect_problem(StatusCode::CONFLICT, "seat_taken");
    assert_eq!(kim.look(&order).await["tickets"][0]["seat"], "34C");
    let log: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM audit_log WHERE action = 'order.change'")
            .fetch_one(&house.db)
            .await
            .unwrap();
    assert_eq!(log, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn passengers_of_one_order_swap_seats(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let admin = house.admin().await;
    let mut two = body(&[(1, None)]);
    two["passengers"] = json!([super::kit::adult(), super::kit::adult()]);
    two["flights"][0]["seats"] = json!(["31A", "31B"]);
    let order = kim.ordered(&two).await;
    let swap = json!({ "tickets": [
        { "id": order["tickets"][0]["id"], "seat": "31B" },
        { "id": order["tickets"][1]["id"], "seat": "31A" },
    ] });
    let answer = admin.put(&path(&order), swap).await;
    let swapped = answer.expect_status(StatusCode::OK).json();
    assert_eq!(swapped["tickets"][0]["seat"], "31B");
    assert_eq!(house.claims(1).await, 2);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_cannot_be_changed_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let admin = house.admin().await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let other = kim.ordered(&body(&[(2, None)])).await;
    let wrong = json!({
        "passengers": [{ "number": 1, "given_name": "A", "surname": "B" }],
        "tickets": [
            { "id": order["tickets"][0]["id"], "seat": "1A" },
            { "id": other["tickets"][0]["id"], "seat": "31B" },
        ],
    });
    let problem = admin.put(&path(&order), wrong).await;
    let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        ["/passengers/0/number", "/tickets/0", "/tickets/1"]
    );
    let nothing = admin.put(&path(&order), json!({})).await;
    nothing.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");

    kim.cancel(&order).await.expect_status(StatusCode::OK);
    let late = json!({ "tickets": [{ "id": order["tickets"][0]["id"], "seat": "31B" }] });
    let problem = admin.put(&path(&order), late).await;
    problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    let contact = json!({ "contact": { "email": "a@x.kr", "phone": "010-1234-5678" } });
    let problem = admin.put(&path(&order), contact).await;
    problem.expect_problem(StatusCode::CONFLICT, "order_state");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_that_is_changed_to_and_ordered_at_once_has_one_owner(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    let admin = house.admin().await;
    let lee = house.customer("lee@x.kr").await;
    let kim = house.customer("kim@x.kr").await;
    for _ in 0..rounds().min(20) {
        let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
        let change = json!({ "tickets": [{ "id": order["tickets"][0]["id"], "seat": "31B" }] });
        let wanted = body(&[(1, Some("31B"))]);
        let order_path = path(&order);
        let (a, b) = tokio::join!(admin.put(&order_path, change), lee.order(&wanted));
        let changed = |answer: &Answer| answer.status.is_success();
        assert!(changed(&a) != changed(&b), "{} {}", a.text(), b.text());
        if changed(&b) {
            lee.cancel(&b.json()).await.expect_status(StatusCode::OK);
        }
        kim.cancel(&order).await.expect_status(StatusCode::OK);
        assert_eq!(house.claims(1).await, 0);
    }
}
