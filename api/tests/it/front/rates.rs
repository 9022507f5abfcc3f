//! How fast anybody may ask.

use api::http::Peer;
use api::rates::Rates;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use chrono::TimeDelta;
use serde_json::json;
use sqlx::MySqlPool;

use crate::house::{Answer, House};

async fn limited(db: MySqlPool) -> House {
    House::with(db, |parts| parts.rates = Rates::limited(&parts.clock)).await
}

/// Asks from an address, through a proxy that says so.
async fn ask(house: &House, method: Method, peer: &str, forwarded_for: &str) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri("/nowhere")
        .header("x-forwarded-for", forwarded_for)
        .body(Body::empty())
        .unwrap();
    request.extensions_mut().insert(Peer(peer.parse().unwrap()));
    house.send(request).await
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_writes_thirty_times_at_once_and_then_five_times_a_second(db: MySqlPool) {
    let house = limited(db).await;
    let kim = house.customer("kim@x.kr").await;
    let write = || kim.patch("/users/me", json!({}));
    for _ in 0..30 {
        write().await.expect_status(StatusCode::OK);
    }
    let refused = write().await;
    assert_eq!(refused.header("retry-after"), Some("1"));
    let problem = refused.expect_problem(StatusCode::TOO_MANY_REQUESTS, "rate_limited");
    assert_eq!(
        (&problem["retry"], &problem["money"]),
        (&json!("after"), &json!("untouched"))
    );

    // Reading goes on, and so do others.
    kim.get("/users/me").await.expect_status(StatusCode::OK);
    let lee = house.customer("lee@x.kr").await;
    lee.patch("/users/me", json!({}))
        .await
        .expect_status(StatusCode::OK);

    house.clock.set(house.clock.now() + TimeDelta::seconds(1));
    for _ in 0..5 {
        write().await.expect_status(StatusCode::OK);
    }
    write().await.expect_status(StatusCode::TOO_MANY_REQUESTS);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_reads_fifty_times_a_second(db: MySqlPool) {
    let house = limited(db).await;
    let kim = house.customer("kim@x.kr").await;
    for _ in 0..50 {
        kim.get("/users/me").await.expect_status(StatusCode::OK);
    }
    let refused = kim.get("/users/me").await;
    refused.expect_problem(StatusCode::TOO_MANY_REQUESTS, "rate_limited");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_address_may_do_as_much_as_twenty_sessions(db: MySqlPool) {
    let house = limited(db).await;
    for (method, most) in [(Method::POST, 600), (Method::GET, 1_000)] {
        for _ in 0..most {
            let answer = ask(&house, method.clone(), "8.8.8.8", "1.2.3.4").await;
            answer.expect_status(StatusCode::NOT_FOUND);
        }
        // It is not a proxy of ours, so it cannot pass for another by saying so.
        let refused = ask(&house, method.clone(), "8.8.8.8", "5.6.7.8").await;
        refused.expect_problem(StatusCode::TOO_MANY_REQUESTS, "rate_limited");
        let other = ask(&house, method, "8.8.4.4", "1.2.3.4").await;
        other.expect_status(StatusCode::NOT_FOUND);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn behind_a_trusted_proxy_each_has_their_own_limit(db: MySqlPool) {
    let house = House::with(db, |parts| {
        parts.rates = Rates::limited(&parts.clock);
        parts.config.rates.trusted_proxies = api::config::Network::parse("10.0.0.0/8")
            .into_iter()
            .collect();
    })
    .await;
    for _ in 0..600 {
        let answer = ask(&house, Method::POST, "10.0.0.1", "6.6.6.6, 1.2.3.4").await;
        answer.expect_status(StatusCode::NOT_FOUND);
    }
    let refused = ask(&house, Method::POST, "10.0.0.2", "9.9.9.9, 1.2.3.4").await;
    refused.expect_status(StatusCode::TOO_MANY_REQUESTS);
    let other = ask(&house, Method::POST, "10.0.0.1", "1.2.3.5").await;
    other.expect_status(StatusCode::NOT_FOUND);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whoever_watches_over_the_service_is_never_too_fast(db: MySqlPool) {
    let house = limited(db).await;
    for _ in 0..1_100 {
        let mut request = Request::get("/healthz").body(Body::empty()).unwrap();
        request
            .extensions_mut()
            .insert(Peer("8.8.8.8".parse().unwrap()));
        house.send(request).await.expect_status(StatusCode::OK);
    }
}
