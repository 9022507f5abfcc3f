//! What happens to every request: ids, limits, panics.

mod rates;
mod shield;

use std::future::pending;
use std::time::Duration;

use api::app::{WalkLimits, Walks};
use api::http::behind_front;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use axum::routing::{get, post};
use sqlx::MySqlPool;

use crate::house::{Answer, House};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_request_keeps_its_own_id_or_gets_one(db: MySqlPool) {
    let house = House::open(db).await;
    let theirs = house.get_with("/healthz", &[("x-request-id", "abc-1")]);
    assert_eq!(theirs.await.header("x-request-id"), Some("abc-1"));

    let strange = house
        .get_with("/healthz", &[("x-request-id", "a b{}")])
        .await;
    let other = house.get("/healthz").await;
    let [strange, other] = [&strange, &other].map(|a| a.header("x-request-id").unwrap());
    assert_eq!((strange.len(), other.len()), (16, 16));
    assert_ne!(strange, other);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn past_the_limit_of_requests_at_once_the_rest_is_turned_away_at_once(db: MySqlPool) {
    let house = House::with(db, |parts| parts.config.http.limits.in_flight = 0).await;

    let answer = house.get("/").await;
    assert_eq!(answer.header("retry-after"), Some("1"));
    let problem = answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    assert_eq!(problem["retry"], "after");

    house.get("/healthz").await.expect_status(StatusCode::OK);
    let metrics = house.get("/metrics").await.expect_status(StatusCode::OK);
    assert!(metrics.text().contains("\ngajo_http_shed_total 1\n"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_long_search_is_turned_away_when_too_many_wait(db: MySqlPool) {
    let limits = WalkLimits {
        running: 0,
        waiting: 0,
    };
    let house = House::with(db, |parts| parts.walks = Walks::new(limits)).await;
    let direct = "/flight-plans?from=SEL&to=TYO&date=2026-12-24";
    house.get(direct).await.expect_status(StatusCode::OK);

    let one_stop = house.get(&format!("{direct}&max_stops=1")).await;
    assert_eq!(one_stop.header("retry-after"), Some("1"));
    one_stop.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_request_that_takes_too_long_is_given_up(db: MySqlPool) {
    let house = House::with(db, |parts| {
        parts.config.http.limits.request = Duration::from_millis(1);
    })
    .await;
    let router = behind_front(house.app, Router::new().route("/", get(pending::<()>)));
    let answer = Answer::of(&router, Request::get("/").body(Body::empty()).unwrap()).await;
    answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_panic_is_an_internal_error_that_gives_nothing_away(db: MySqlPool) {
    async fn broken() {
        panic!("the password is hunter2");
    }
    let house = House::open(db).await;
    let router = behind_front(house.app, Router::new().route("/", get(broken)));
    let answer = Answer::of(&router, Request::get("/").body(Body::empty()).unwrap()).await;
    assert!(!answer.text().contains("hunter2"));
    answer.expect_problem(StatusCode::INTERNAL_SERVER_ERROR, "internal");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_body_of_unknown_length_is_read_up_to_64_kib(db: MySqlPool) {
    async fn length(body: Bytes) -> String {
        body.len().to_string()
    }
    let house = House::open(db).await;
    let router = behind_front(house.app, Router::new().route("/", post(length)));
    let send = |length: usize| {
        let body = Body::from(vec![b' '; length]);
        Answer::of(&router, Request::post("/").body(body).unwrap())
    };
    assert_eq!(send(64 * 1024).await.text(), "65536");
    let refused = send(64 * 1024 + 1).await;
    refused.expect_problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
}
