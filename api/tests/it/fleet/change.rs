//! Changing flights.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{airplane, audit, outbox, plan, sell_a_seat, to_tokyo};
use crate::client::Client;
use crate::fixture;
use crate::house::House;

/// A flight of an airplane of its own, and the path to change it.
async fn planned(admin: &Client<'_>) -> (Value, String) {
    let airplane = airplane(admin, "HL8222").await;
    let made = plan(admin, airplane, to_tokyo(&json!({}))).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    let path = format!("/admin/flight-plans/{}", made["id"]);
    (made, path)
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn price_and_times_change_with_the_version_and_the_audit_log_tells(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let (made, path) = planned(&admin).await;
    let price = admin
        .patch(&path, json!({"version": 1, "base_price": 99_000}))
        .await;
    let price = price.expect_status(StatusCode::OK).json();
    assert_eq!(
        (&price["base_price"], &price["version"]),
        (&json!(99_000), &json!(2))
    );
    let (_, action, subject, before, after) = audit(&db).await.pop().unwrap();
    assert_eq!(action, "flight.change");
    assert_eq!(subject, format!("flight:{}", made["id"]));
    assert_eq!((before, &after), (made, &price));

    let moved =
        json!({"version": 2, "departs_at": "2026-12-26T00:10", "arrives_at": "2026-12-26T02:30"});
    let moved = admin
        .patch(&path, moved)
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(moved["departs_at"], "2026-12-26T00:10:00+09:00");
    assert_eq!(moved["base_price"], 99_000);
    let listed = admin
        .get("/admin/flight-plans?date=2026-12-26&airline=KE")
        .await
        .json();
    assert_eq!(listed["items"], json!([moved]));
    assert_eq!(outbox(&db).await, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_moved_flight_tells_its_customers(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let (made, path) = planned(&admin).await;
    sell_a_seat(&db, made["id"].as_u64().unwrap()).await;
    let price = admin
        .patch(&path, json!({"version": 1, "base_price": 99_000}))
        .await;
    price.expect_status(StatusCode::OK);
    assert_eq!(outbox(&db).await, [], "a price is nobody's news");

    let late = json!({"version": 2, "arrives_at": "2026-12-25T12:40"});
    admin.patch(&path, late).await.expect_status(StatusCode::OK);
    let expected = json!({
        "flight_id": made["id"],
        "before": {"departs_at": "2026-12-25T01:00:00Z", "arrives_at": "2026-12-25T03:20:00Z"},
        "after": {"departs_at": "2026-12-25T01:00:00Z", "arrives_at": "2026-12-25T03:40:00Z"},
    });
    assert_eq!(outbox(&db).await, [("flight_moved".to_owned(), expected)]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_change_of_an_older_version_is_refused(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let (_, path) = planned(&admin).await;
    let change = json!({"version": 1, "base_price": 99_000});
    admin
        .patch(&path, change.clone())
        .await
        .expect_status(StatusCode::OK);
    let entries = audit(&db).await.len();
    let late = admin.patch(&path, change).await;
    let problem = late.expect_problem(StatusCode::CONFLICT, "changed_meanwhile");
    assert!(
        problem["detail"].as_str().unwrap().contains('2'),
        "{problem}"
    );
    assert_eq!(audit(&db).await.len(), entries);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_stays_as_it_is_writes_nothing(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let (made, path) = planned(&admin).await;
    let entries = audit(&db).await.len();
    let same = json!({"version": 1, "base_price": 150_000, "departs_at": "2026-12-25T10:00"});
    let same = admin
        .patch(&path, same)
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(same, made);
    assert_eq!(audit(&db).await.len(), entries);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_fault_of_a_change_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let (_, path) = planned(&admin).await;
    for (change, named) in [
        (json!({"version": 1}), &[""][..]),
        (json!({"base_price": 1}), &["/version"]),
        (json!({"version": 1, "base_price": 0}), &["/base_price"]),
        (
            json!({"version": 1, "departs_at": "2026-12-25T12:20"}),
            &["/arrives_at"],
        ),
        (
            json!({"version": 1, "departs_at": "2026-12-01T09:00"}),
            &["/departs_at"],
        ),
        (
            json!({"version": 1, "arrives_at": "noon", "base_price": -1}),
            &["/arrives_at", "/base_price"],
        ),
        (json!({"version": 1, "origin": "GMP"}), &["/origin"]),
        (json!({"version": 1, "status": "cancelled"}), &["/status"]),
    ] {
        let answer = admin.patch(&path, change.clone()).await;
        answer.expect_wrong(named);
    }
    for unknown in ["/admin/flight-plans/999", "/admin/flight-plans/x"] {
        let answer = admin
            .patch(unknown, json!({"version": 1, "base_price": 1}))
            .await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_is_not_moved_into_the_way_of_another(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let (made, path) = planned(&admin).await;
    let airplane = made["airplane"]["id"].as_u64().unwrap();
    let back = to_tokyo(
        &json!({"flight_number": "KE762", "origin": "NRT", "destination": "ICN",
        "departs_at": "2026-12-25T13:00", "arrives_at": "2026-12-25T15:40"}),
    );
    plan(&admin, airplane, back)
        .await
        .expect_status(StatusCode::CREATED);

    let late =
        json!({"version": 1, "departs_at": "2026-12-25T10:11", "arrives_at": "2026-12-25T12:31"});
    let refused = admin.patch(&path, late).await;
    let problem = refused.expect_problem(StatusCode::CONFLICT, "airplane_busy");
    assert!(
        problem["detail"].as_str().unwrap().contains("KE762"),
        "{problem}"
    );
    // It is not in its own way, and its price is in nobody's.
    let late =
        json!({"version": 1, "departs_at": "2026-12-25T10:10", "arrives_at": "2026-12-25T12:30"});
    admin.patch(&path, late).await.expect_status(StatusCode::OK);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_is_not_moved_to_a_day_on_which_its_number_leaves_already(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let first = plan(&admin, 1, to_tokyo(&json!({}))).await.json();
    let next = json!({"departs_at": "2026-12-26T10:00", "arrives_at": "2026-12-26T12:20"});
    plan(&admin, 1, to_tokyo(&next))
        .await
        .expect_status(StatusCode::CREATED);
    let path = format!("/admin/flight-plans/{}", first["id"]);
    let moved =
        json!({"version": 1, "departs_at": "2026-12-26T00:10", "arrives_at": "2026-12-26T02:30"});
    let refused = admin.patch(&path, moved).await;
    refused.expect_problem(StatusCode::CONFLICT, "already_exists");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_has_left_or_is_cancelled_is_not_changed(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let (_, path) = planned(&admin).await;
    let change = json!({"version": 1, "base_price": 1});
    house.clock.set(fixture::instant("2026-12-25T01:00:00Z"));
    let admin = house.admin().await;
    let left = admin.patch(&path, change).await;
    left.expect_problem(StatusCode::GONE, "flight_departed");
    let left = admin.delete(&path).await;
    left.expect_problem(StatusCode::GONE, "flight_departed");

    house.clock.set(fixture::instant("2026-12-25T00:59:59Z"));
    admin
        .delete(&path)
        .await
        .expect_status(StatusCode::NO_CONTENT);
    let change = json!({"version": 2, "base_price": 1});
    let cancelled = admin.patch(&path, change).await;
    cancelled.expect_problem(StatusCode::CONFLICT, "flight_cancelled");
}
