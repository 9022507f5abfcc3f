//! The same request again: one effect, one answer.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use super::kit::{body, empty_redis, rounds};
use crate::house::House;

async fn orders_in(db: &MySqlPool) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM orders")
        .fetch_one(db)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_same_request_again_shows_the_order_as_it_is(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let first = kim.order_with("a", &body(&[(1, None)])).await;
    assert_eq!(first.header("idempotency-replayed"), None);
    let order = first.expect_status(StatusCode::CREATED).json();
    kim.extend(&order).await.expect_status(StatusCode::OK);

    // Quoted it is the same key.
    let again = kim.order_with("\"a\"", &body(&[(1, None)])).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let again = again.expect_status(StatusCode::CREATED).json();
    assert_eq!(again["id"], order["id"]);
    assert_eq!(again["hold_expires_at"], "2026-12-01T00:15:00Z");
    assert_eq!(orders_in(&house.db).await, 1);

    // A key is its caller's.
    let lee = house.customer("lee@x.kr").await;
    let other = lee.order_with("a", &body(&[(1, None)])).await;
    assert_ne!(
        other.expect_status(StatusCode::CREATED).json()["id"],
        order["id"]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_key_with_other_content_is_refused(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    kim.order_with("a", &body(&[(1, None)]))
        .await
        .expect_status(StatusCode::CREATED);
    for _ in 0..2 {
        let other = kim.order_with("a", &body(&[(2, None)])).await;
        other.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused");
        // Also when only MySQL remembers.
        empty_redis(&house).await;
    }
    assert_eq!(orders_in(&house.db).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_order_needs_a_key_and_a_good_one(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let without = kim.post("/orders", body(&[(1, None)])).await;
    without.expect_problem(StatusCode::BAD_REQUEST, "idempotency_key_missing");
    let long = "a".repeat(256);
    for key in ["", "\"\"", "a\tb", &long] {
        let answer = kim.order_with(key, &body(&[(1, None)])).await;
        answer.expect_problem(StatusCode::BAD_REQUEST, "idempotency_key_invalid");
    }
    let twice = kim
        .with("idempotency-key", "a")
        .with("idempotency-key", "b");
    let answer = twice.post("/orders", body(&[(1, None)])).await;
    answer.expect_problem(StatusCode::BAD_REQUEST, "idempotency_key_invalid");
    // Who it is comes first.
    let answer = house.nobody().post("/orders", json!({})).await;
    answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    assert_eq!(orders_in(&house.db).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_wrong_may_be_put_right_under_the_same_key(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let wrong = kim.order_with("a", &json!({})).await;
    wrong.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    kim.order_with("a", &body(&[(1, None)]))
        .await
        .expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_final_refusal_is_told_again(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let lee = house.customer("lee@x.kr").await;
    let taken = lee.order_with("a", &body(&[(1, Some("31A"))])).await;
    let taken = taken.expect_problem(StatusCode::CONFLICT, "seat_taken");
    kim.cancel(&order).await.expect_status(StatusCode::OK);
    let again = lee.order_with("a", &body(&[(1, Some("31A"))])).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let again = again.expect_problem(StatusCode::CONFLICT, "seat_taken");
    assert_eq!(again["detail"], taken["detail"]);
    lee.order_with("b", &body(&[(1, Some("31A"))]))
        .await
        .expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn when_redis_has_forgotten_mysql_remembers(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.order_with("a", &body(&[(1, None)])).await;
    let order = order.expect_status(StatusCode::CREATED).json();
    empty_redis(&house).await;
    house.after(1);
    let again = kim.order_with("a", &body(&[(1, None)])).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    assert_eq!(again.json()["id"], order["id"]);
    assert_eq!(orders_in(&house.db).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn equal_requests_at_the_same_moment_have_one_effect(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    for round in 0..rounds() {
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let wanted = body(&[(1, None)]);
        if round % 2 == 1 {
            empty_redis(&house).await;
        }
        let (a, b) = tokio::join!(kim.order_with("a", &wanted), kim.order_with("a", &wanted));
        let mut created = 0;
        for answer in [a, b] {
            match answer.status {
                StatusCode::CREATED => created += 1,
                _ => {
                    answer.expect_problem(StatusCode::CONFLICT, "idempotency_key_running");
                }
            }
        }
        assert!(created >= 1);
        let again = kim.order_with("a", &wanted).await;
        let again = again.expect_status(StatusCode::CREATED).json();
        kim.cancel(&again).await.expect_status(StatusCode::OK);
        assert_eq!(orders_in(&house.db).await, i64::from(round) + 1);
    }
    assert_eq!(house.claims(1).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_refusal_beside_an_equal_request_that_got_the_seat_is_not_told_again(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    house.block_all_but(3, 1, 189).await;
    let wanted = body(&[(3, None)]);
    for round in 0..rounds() {
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let (a, b) = tokio::join!(kim.order_with("a", &wanted), async {
            empty_redis(&house).await;
            kim.order_with("a", &wanted).await
        });
        for answer in [a, b] {
            let code = answer.text().contains("\"code\":\"sold_out\"")
                || answer
                    .text()
                    .contains("\"code\":\"idempotency_key_running\"");
            assert!(
                answer.status == StatusCode::CREATED || code,
                "{}",
                answer.text()
            );
        }
        let again = kim.order_with("a", &wanted).await;
        let again = again.expect_status(StatusCode::CREATED).json();
        kim.cancel(&again).await.expect_status(StatusCode::OK);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_equal_requests_still_have_one_effect(db: MySqlPool) {
    let pool = super::kit::crowd(&db).await;
    let house = House::with(db, |parts| {
        parts.redis = crate::house::redis_that_is_away();
        parts.db = pool;
    })
    .await;
    for round in 0..rounds().min(20) {
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let wanted = body(&[(1, None)]);
        let (a, b) = tokio::join!(kim.order_with("a", &wanted), kim.order_with("a", &wanted));
        let a = a.expect_status(StatusCode::CREATED).json();
        let b = b.expect_status(StatusCode::CREATED).json();
        assert_eq!(a["id"], b["id"]);
    }
    assert_eq!(house.claims(1).await, i64::from(rounds().min(20)));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_key_is_free_again_after_a_day(db: MySqlPool) {
    let house = House::with(db, |parts| parts.redis = crate::house::redis_that_is_away()).await;
    let kim = house.customer("kim@x.kr").await;
    let first = kim.order_with("a", &body(&[(1, None)])).await.json();
    house.after(24 * 3_600);
    let later = kim.order_with("a", &body(&[(1, None)])).await;
    let later = later.expect_status(StatusCode::CREATED).json();
    assert_ne!(later["id"], first["id"]);
    house.after(48 * 3_600);
    assert_eq!(api::idempotency::purge(&house.app).await.unwrap(), 1);
}
