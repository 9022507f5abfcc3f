//! Whether the service says what it stands on.

use std::time::Duration;

use axum::http::StatusCode;
use sqlx::MySqlPool;
use sqlx::mysql::MySqlPoolOptions;

use crate::house::{House, redis_that_is_away};

/// A pool for a MySQL that nobody can reach.
pub(crate) fn mysql_that_is_away() -> MySqlPool {
    MySqlPoolOptions::new()
        .acquire_timeout(Duration::from_millis(300))
        .connect_lazy("mysql://nobody@127.0.0.1:1/nothing")
        .unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_process_that_answers_is_alive(db: MySqlPool) {
    let house = House::with(db, |parts| parts.db = mysql_that_is_away()).await;
    let answer = house.get("/healthz").await.expect_status(StatusCode::OK);
    assert_eq!(answer.json()["status"], "alive");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn with_everything_up_it_is_ready(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = house.get("/readyz").await.expect_status(StatusCode::OK);
    let readiness = answer.json();
    assert_eq!(readiness["status"], "ready");
    assert_eq!(readiness["index"]["generation"], 1);
    assert_eq!(readiness["index"]["documents"], 14);
    assert_eq!(readiness["index"]["as_of"], "2026-12-01T00:00:00Z");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_it_is_degraded_and_still_takes_requests(db: MySqlPool) {
    let house = House::with(db, |parts| parts.redis = redis_that_is_away()).await;
    let answer = house.get("/readyz").await.expect_status(StatusCode::OK);
    assert_eq!(answer.json()["status"], "degraded");
    assert_eq!(answer.json()["redis"], "down");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_it_is_not_ready(db: MySqlPool) {
    let house = House::with(db, |parts| parts.db = mysql_that_is_away()).await;
    let answer = house.get("/readyz").await;
    let answer = answer.expect_status(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["status"], "not_ready");
    assert_eq!(answer.json()["mysql"], "down");
}
