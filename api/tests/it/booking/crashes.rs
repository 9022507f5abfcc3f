//! The process is killed at the worst moments: what it leaves behind heals by itself.

use api::booking::{Scope, check};
use axum::http::StatusCode;
use sqlx::MySqlPool;

use super::kit::body;
use crate::client::Client;
use crate::house::House;

/// Flight 3 of the usual timetable has 189 seats, all economy.
const FLIGHT: u64 = 3;
const SEATS: u16 = 189;

/// A house whose flight has one seat left, and somebody who wants it.
async fn last_seat(db: MySqlPool) -> House {
    let house = House::for_nodes(db).await;
    house.block_all_but(FLIGHT, 1, SEATS).await;
    house
}

pub(super) async fn expect_good_books(house: &House) {
    let found = check(&house.db, Scope::All).await.unwrap();
    assert_eq!(found.differences(), 0, "{found}");
}

/// Has a node killed over an order at that place, and starts another.
async fn killed_at(house: &House, point: &str, who: &Client<'_>, key: &str) -> super::node::Node {
    let node = house.node(&[("FAILPOINTS", &format!("{point}=return"))]);
    assert!(
        node.order(who, key, &body(&[(FLIGHT, None)]))
            .await
            .is_none()
    );
    node.await_death();
    house.node(&[])
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_between_the_map_and_mysql_the_seat_is_free_again_soon(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = killed_at(&house, "hold-seats", &kim, "a").await;
    assert_eq!(house.claims(FLIGHT).await, i64::from(SEATS) - 1);
    // The map says that the seat is taken until somebody wants it and the map is old.
    node.order_until(&kim, &body(&[(FLIGHT, None)])).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_before_the_commit_nothing_is_left(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = killed_at(&house, "hold-written", &kim, "a").await;
    house.await_orders(0).await;
    node.order_until(&kim, &body(&[(FLIGHT, None)])).await;
    house.await_orders(1).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_after_the_commit_the_same_key_brings_the_order(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = killed_at(&house, "hold-committed", &kim, "a").await;
    house.await_orders(1).await;
    let wanted = body(&[(FLIGHT, None)]);
    let early = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(early.body["code"], "idempotency_key_running");
    house.end_leases().await;
    let again = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(
        (again.status, again.replayed),
        (StatusCode::CREATED, true),
        "{again:?}"
    );
    let mine = kim.get("/orders").await.json();
    assert_eq!(mine["items"][0]["id"], again.body["id"]);
    house.await_orders(1).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_once_the_key_is_taken_the_lease_ends_and_mysql_decides(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = killed_at(&house, "key-taken", &kim, "a").await;
    let wanted = body(&[(FLIGHT, None)]);
    let early = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(early.body["code"], "idempotency_key_running");
    house.end_leases().await;
    let again = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(
        (again.status, again.replayed),
        (StatusCode::CREATED, false),
        "{again:?}"
    );
    house.await_orders(1).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn when_the_commit_is_not_answered_the_same_key_tells_what_became_of_it(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = house.node(&[("FAILPOINTS", "hold-unanswered=1*return->off")]);
    let wanted = body(&[(FLIGHT, None)]);
    let unknown = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(unknown.body["retry"], "same_key");
    let again = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(
        (again.status, again.replayed),
        (StatusCode::CREATED, true),
        "{again:?}"
    );
    house.await_orders(1).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn when_the_commit_is_not_answered_nobody_else_comes_between(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let node = house.node(&[("FAILPOINTS", "hold-unanswered=1*return->off")]);
    let wanted = body(&[(FLIGHT, None)]);
    let unknown = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(unknown.status, StatusCode::SERVICE_UNAVAILABLE);
    // By now everybody knows that the flight is full.
    let late = node.order(&lee, "a", &wanted).await.unwrap();
    assert_eq!(late.body["code"], "sold_out", "{late:?}");
    let again = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(
        (again.status, again.replayed),
        (StatusCode::CREATED, true),
        "{again:?}"
    );
    house.await_orders(1).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_after_an_expiry_the_seat_is_free_again_soon(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let settings = [
        ("GAJO_HOLD_SECONDS", "1"),
        ("FAILPOINTS", "expire-committed=return"),
    ];
    let node = house.node(&settings);
    let wanted = body(&[(FLIGHT, None)]);
    let held = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(held.status, StatusCode::CREATED, "{held:?}");
    // The job comes by within five seconds.
    node.await_death();
    assert_eq!(house.claims(FLIGHT).await, i64::from(SEATS) - 1);
    let node = house.node(&[]);
    node.order_until(&kim, &wanted).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_caller_who_hangs_up_does_not_cut_a_write_in_two(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = house.node(&[("FAILPOINTS", "hold-written=sleep(1000)")]);
    let wanted = body(&[(FLIGHT, None)]);
    let hang_up = std::time::Duration::from_millis(500);
    let cut = tokio::time::timeout(hang_up, node.order(&kim, "a", &wanted)).await;
    assert!(cut.is_err(), "it answered at once");
    house.await_orders(1).await;
    expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_connection_that_mysql_kills_in_a_transaction_leaves_nothing(db: MySqlPool) {
    let house = last_seat(db).await;
    let kim = house.customer("kim@x.kr").await;
    let node = house.node(&[("FAILPOINTS", "hold-written=1*sleep(3000)->off")]);
    let wanted = body(&[(FLIGHT, None)]);
    let (said, ()) = tokio::join!(node.order(&kim, "a", &wanted), kill_writer(&house.db));
    assert_eq!(said.unwrap().status, StatusCode::SERVICE_UNAVAILABLE);
    house.await_orders(0).await;
    let again = node.order(&kim, "a", &wanted).await.unwrap();
    assert_eq!(again.status, StatusCode::CREATED, "{again:?}");
    expect_good_books(&house).await;
}

/// Kills the connection that has an order written and not committed.
async fn kill_writer(db: &MySqlPool) {
    let select = "
        SELECT trx_mysql_thread_id FROM information_schema.innodb_trx
        JOIN information_schema.processlist p ON p.id = trx_mysql_thread_id
        WHERE p.db = DATABASE() AND trx_rows_modified > 3
    ";
    loop {
        let writer: Option<u64> = sqlx::query_scalar(select).fetch_optional(db).await.unwrap();
        if let Some(writer) = writer {
            let kill = sqlx::AssertSqlSafe(format!("KILL {writer}"));
            sqlx::raw_sql(kill).execute(db).await.unwrap();
            return;
        }
        // The server renews this table only when nobody has read it for a tenth of a second.
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
}
