//! Whether the service says what it stands on.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use search::{Activity, Follower, IndexDir, Stale, StaleReason};
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

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_index_that_is_too_old_makes_it_degraded(db: MySqlPool) {
    let house = House::open(db).await;
    let later = |seconds| house.clock.now() + TimeDelta::seconds(seconds);
    house.clock.set(later(30));
    let answer = house.get("/readyz").await.expect_status(StatusCode::OK);
    assert_eq!(answer.json()["status"], "ready");

    house.clock.set(later(1));

    let answer = house.get("/readyz").await.expect_status(StatusCode::OK);
    let readiness = answer.json();
    assert_eq!(readiness["status"], "degraded");
    assert_eq!(readiness["index"]["lag_seconds"], 31);
    assert_eq!(readiness["index"]["stale"]["reason"], "behind");
    assert_eq!(readiness["index"]["followed"], false);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_the_follower_says_is_passed_on(db: MySqlPool) {
    let house = House::open(db).await;
    let now = house.clock.now();
    let mut said = Follower {
        process: 7,
        activity: Activity::Following,
        stale: None,
        flights: 0,
        commits: 0,
        rebuilds: 0,
        connections: 1,
        bad_rows: 0,
        started_at: now,
        updated_at: now,
    };
    let index = IndexDir::new(&house.app.config.index.dir);
    said.write(&index).unwrap();
    let readiness = house.get("/readyz").await.json();
    assert_eq!(readiness["status"], "ready");
    assert_eq!(readiness["index"]["followed"], true);
    assert!(readiness["index"]["stale"].is_null());

    said.activity = Activity::Rebuilding;
    said.stale = Some(Stale {
        reason: StaleReason::LogGone,
        detail: "it was purged".into(),
        since: now,
    });
    said.write(&index).unwrap();
    let readiness = house.get("/readyz").await.json();
    assert_eq!(readiness["status"], "degraded");
    assert_eq!(readiness["index"]["stale"]["reason"], "log_gone");
    assert_eq!(readiness["index"]["stale"]["detail"], "it was purged");
    let metrics = house.get("/metrics").await.text();
    let line = "gajo_index_stale{reason=\"log_gone\"} 1";
    assert!(metrics.lines().any(|l| l == line), "{metrics}");
}
