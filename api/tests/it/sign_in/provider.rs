//! A provider that is away, slow, speaks nonsense, or changes its keys.

use std::time::Duration;

use axum::http::StatusCode;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::MySqlPool;

use super::google::{Google, OURS, Reply, STRANGE, sign};
use super::refusals::expect_nobody;
use super::trip::{START, Trip};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_service_starts_without_the_provider_and_signs_in_once_it_is_there(db: MySqlPool) {
    let google = Google::start().await;
    google.describe(Some(Reply::Text(StatusCode::BAD_GATEWAY, "<html>".into())));
    let house = House::with(db, |parts| google.vouch(parts)).await;
    house.get("/healthz").await.expect_status(StatusCode::OK);
    let away = house.get(START).await;
    assert_eq!(away.header("retry-after"), Some("1"));
    away.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");

    google.describe(None);
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    trip.come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    assert_eq!(google.asked().counts(), (2, 1, 1));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_makes_no_sense_counts_as_no_answer(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let other_issuer = json!({
        "issuer": "https://evil.example", "authorization_endpoint": "https://evil.example/a",
        "token_endpoint": "https://evil.example/t", "jwks_uri": "https://evil.example/k",
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    });
    for reply in [
        Reply::Text(StatusCode::OK, String::new()),
        Reply::Text(StatusCode::OK, "{".into()),
        Reply::Text(StatusCode::OK, "x".repeat(300 * 1024)),
        Reply::Text(StatusCode::FOUND, "{}".into()),
        Reply::Json(StatusCode::OK, json!({})),
        Reply::Json(StatusCode::OK, other_issuer),
    ] {
        google.describe(Some(reply));
        let answer = house.get(START).await;
        answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
    google.describe(None);
    for reply in [
        Reply::Text(StatusCode::OK, "{".into()),
        Reply::Text(StatusCode::BAD_GATEWAY, "<html>".into()),
        Reply::Text(StatusCode::BAD_GATEWAY, String::new()),
        Reply::Text(StatusCode::OK, "x".repeat(300 * 1024)),
        Reply::Json(StatusCode::OK, json!({"id_token": "a.b.c"})),
    ] {
        let trip = Trip::begin(&house).await;
        google.answer(reply);
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_provider_that_is_too_slow_counts_as_away(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| {
        let mut config = google.config();
        config.patience = Duration::from_millis(200);
        google.vouch_with(parts, config);
    })
    .await;
    let trip = Trip::begin(&house).await;
    google.answer(Reply::Never);
    let answer = trip.come_back(&house).await;
    expect_nobody(answer, StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn those_who_wait_for_a_slow_provider_do_not_wait_in_turn(db: MySqlPool) {
    let google = Google::start().await;
    google.describe(Some(Reply::Never));
    let house = House::with(db, |parts| {
        let mut config = google.config();
        config.patience = Duration::from_millis(200);
        google.vouch_with(parts, config);
    })
    .await;
    let all = join_all((0..8).map(|_| house.get(START))).await;
    for answer in all {
        answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
    assert!(google.asked().counts().0 <= 2, "each of them asked");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_provider_that_is_down_stops_signing_in_and_nothing_else(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    google.go_down().await;
    let answer = trip.come_back(&house).await;
    expect_nobody(answer, StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    house.get("/readyz").await.expect_status(StatusCode::OK);
    house
        .get("/flight-plans?from=SEL&to=TYO&date=2026-12-24")
        .await
        .expect_status(StatusCode::OK);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_the_provider_says_of_itself_is_kept_for_an_hour_and_longer_while_it_is_away(
    db: MySqlPool,
) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let start = house.clock.now();
    Trip::begin(&house).await;
    house.clock.set(start + TimeDelta::minutes(59));
    Trip::begin(&house).await;
    assert_eq!(google.asked().counts().0, 1);
    house.clock.set(start + TimeDelta::minutes(61));
    Trip::begin(&house).await;
    assert_eq!(google.asked().counts().0, 2);

    google.describe(Some(Reply::Text(StatusCode::BAD_GATEWAY, String::new())));
    house.clock.set(start + TimeDelta::minutes(122));
    Trip::begin(&house).await;
    Trip::begin(&house).await;
    assert_eq!(google.asked().counts().0, 3, "it is not asked each time");
    google.describe(None);
    house.clock.set(start + TimeDelta::minutes(124));
    Trip::begin(&house).await;
    assert_eq!(google.asked().counts().0, 4);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_new_key_is_fetched_when_a_token_names_it(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    google.publish(&[&STRANGE, &OURS]);
    let header = json!({"alg": "RS256", "kid": "strange"});
    // The id of the key alone decides: at_hash is the same for each.
    google.grant(&sign(&header, &google.claims(trip.nonce()), &STRANGE));
    trip.come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    assert_eq!(google.asked().counts(), (1, 2, 1));

    let again = Trip::begin(&house).await;
    google.grant(&sign(&header, &google.claims(again.nonce()), &STRANGE));
    again
        .come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    assert_eq!(google.asked().counts().1, 2, "it is known now");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn tokens_of_unknown_keys_do_not_make_us_ask_again_and_again(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let start = house.clock.now();
    let header = json!({"alg": "RS256", "kid": "strange"});
    for (after_s, asked) in [(0, 2), (1, 2), (29, 2), (30, 3), (31, 3)] {
        house.clock.set(start + TimeDelta::seconds(after_s));
        let trip = Trip::begin(&house).await;
        google.grant(&sign(&header, &google.claims(trip.nonce()), &STRANGE));
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
        assert_eq!(google.asked().counts().1, asked, "after {after_s} s");
    }
}
