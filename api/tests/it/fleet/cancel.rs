//! Cancelling flights.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use super::{audit, outbox, sell_a_seat};
use crate::house::House;

/// The flight KE703 of the usual timetable.
const KE703: &str = "/admin/flight-plans/1";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_is_gone_for_travellers_and_stays_for_administrators(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    admin
        .delete(KE703)
        .await
        .expect_status(StatusCode::NO_CONTENT);
    let seats = house.get("/flight-plans/1/seats").await;
    seats.expect_problem(StatusCode::NOT_FOUND, "not_found");
    house.rebuild_index().await;
    let found = house
        .get("/flight-plans?from=ICN&to=NRT&date=2026-12-24")
        .await
        .json();
    assert_eq!(found["total"], 2);

    let listed = admin
        .get("/admin/flight-plans?date=2026-12-24&status=cancelled")
        .await
        .json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    assert_eq!(listed["items"][0]["flight_number"], "KE703");
    let (who, action, subject, before, after) = audit(&db).await.pop().unwrap();
    assert_eq!((who, action.as_str()), (Some(admin.id()), "flight.cancel"));
    assert_eq!(subject, "flight:1");
    assert_eq!(
        (&before["status"], &before["version"]),
        (&json!("scheduled"), &json!(1))
    );
    assert_eq!(
        (&after["status"], &after["version"]),
        (&json!("cancelled"), &json!(2))
    );
    assert_eq!(outbox(&db).await, [], "nobody had a seat");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn cancelling_twice_is_cancelling_once(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    sell_a_seat(&db, 1).await;
    for _ in 0..2 {
        admin
            .delete(KE703)
            .await
            .expect_status(StatusCode::NO_CONTENT);
    }
    assert_eq!(audit(&db).await.len(), 1);
    let expected = ("flight_cancelled".to_owned(), json!({"flight_id": 1}));
    assert_eq!(outbox(&db).await, [expected]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_that_the_operator_blocked_is_no_customer(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    sqlx::raw_sql("INSERT INTO seat_claims (flight_id, seat_index) VALUES (1, 0)")
        .execute(&db)
        .await
        .unwrap();
    admin
        .delete(KE703)
        .await
        .expect_status(StatusCode::NO_CONTENT);
    assert_eq!(outbox(&db).await, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_not_there_is_not_cancelled(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for unknown in ["/admin/flight-plans/999", "/admin/flight-plans/x"] {
        let answer = admin.delete(unknown).await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
}
