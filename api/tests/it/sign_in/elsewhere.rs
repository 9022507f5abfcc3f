//! The whole way at a provider that we did not write: `dev/test --oidc` starts one.
//!
//! It also runs at our own sandbox, which must pass for a provider of the world.

use std::collections::HashMap;
use std::time::Duration;

use api::accounts::{Provider, Sessions};
use api::app::{Clock, Parts};
use api::config::OidcConfig;
use axum::http::StatusCode;
use openidconnect::reqwest::{Client, Response, redirect::Policy};
use sqlx::MySqlPool;
use url::Url;

use super::trip::{START, Trip, session, who_is};
use crate::house::{Answer, House};

const OURS: &str = "http://127.0.0.1:8080/";

/// More than any provider needs to send a browser around.
const MOST_HOPS: usize = 10;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
#[ignore = "needs GAJO_TEST_OIDC_ISSUER, a provider: run dev/test --oidc"]
async fn a_provider_of_the_world_signs_somebody_in(db: MySqlPool) {
    let house = House::with(db, vouch).await;
    let start = format!("{START}?login_hint=buyer%40example.com&return_to=%2Fdocs");
    let trip = Trip::begin_at(&house, &start, &[]).await;
    let arrived = come_back(&house, &trip).await;
    let arrived = arrived.expect_status(StatusCode::SEE_OTHER);
    assert_eq!(arrived.header("location"), Some("/docs"));
    let me = who_is(&house, &session(&arrived)).await.unwrap();
    assert_eq!(me.email, "buyer@example.com");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
#[ignore = "needs GAJO_TEST_OIDC_ISSUER, a provider: run dev/test --oidc"]
async fn whom_a_provider_of_the_world_has_not_verified_stays_outside(db: MySqlPool) {
    let house = House::with(db, vouch).await;
    let start = format!("{START}?login_hint=unverified%40example.com");
    let trip = Trip::begin_at(&house, &start, &[]).await;
    let refused = come_back(&house, &trip).await;
    refused.expect_problem(StatusCode::FORBIDDEN, "email_not_verified");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
#[ignore = "needs GAJO_TEST_OIDC_ISSUER, a provider: run dev/test --oidc"]
async fn a_code_of_a_provider_of_the_world_needs_its_verifier(db: MySqlPool) {
    let house = House::with(db, vouch).await;
    let start = format!("{START}?login_hint=buyer%40example.com");
    let trip = Trip::begin_at(&house, &start, &[]).await;
    let code = at_provider(&trip).await["code"].clone();
    // Another attempt of the same browser, whose verifier is not that of the code.
    let headers = [("cookie", trip.cookie.as_str())];
    let other = Trip::begin_at(&house, START, &headers).await;
    let parameters = format!("code={code}");
    let refused = other.come_back_with(&house, &parameters, &[]).await;
    refused.expect_problem(StatusCode::BAD_REQUEST, "sign_in_expired");
}

/// The provider, in the time of the world: its tokens are of now.
fn vouch(parts: &mut Parts) {
    parts.clock = Clock::system();
    parts.sessions = Sessions::new(parts.db.clone(), parts.clock.clone());
    let config = OidcConfig {
        issuer: setting("GAJO_TEST_OIDC_ISSUER"),
        client_id: setting("GAJO_TEST_OIDC_CLIENT_ID"),
        client_secret: setting("GAJO_TEST_OIDC_CLIENT_SECRET").into(),
        redirects: vec![],
        patience: Duration::from_secs(8),
    };
    let provider = Provider::new(config, parts.clock.clone());
    parts.provider = Some(provider.unwrap());
}

/// Comes back with whatever the provider sends the browser with.
async fn come_back(house: &House, trip: &Trip) -> Answer {
    let back = at_provider(trip).await;
    let mut query = form_urlencoded::Serializer::new(String::new());
    let beside = back.iter().filter(|(name, _)| *name != "state");
    let query = query.extend_pairs(beside).finish();
    assert_eq!(back["state"], trip.state());
    trip.come_back_with(house, &query, &[]).await
}

/// Follows the provider from address to address, as a browser does, until it sends us back.
async fn at_provider(trip: &Trip) -> HashMap<String, String> {
    let browser = Client::builder().redirect(Policy::none()).build().unwrap();
    let mut cookies = HashMap::new();
    let mut url = trip.url.clone();
    for _ in 0..MOST_HOPS {
        let jar: Vec<_> = cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = browser.get(url.clone()).header("cookie", jar.join("; "));
        let answer = request.send().await.unwrap();
        assert!(
            answer.status().is_redirection(),
            "{url}: {}",
            answer.text().await.unwrap()
        );
        keep(&mut cookies, &answer);
        let location = answer.headers()["location"].to_str().unwrap();
        url = url.join(location).unwrap();
        if url.as_str().starts_with(OURS) {
            return Url::query_pairs(&url).into_owned().collect();
        }
    }
    panic!("the provider does not send us back");
}

fn keep(cookies: &mut HashMap<String, String>, answer: &Response) {
    for cookie in answer.headers().get_all("set-cookie") {
        let pair = cookie.to_str().unwrap().split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        cookies.insert(name.to_owned(), value.to_owned());
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the service's settings come from config.rs; this is the test's own"
)]
fn setting(name: &str) -> String {
    std::env::var(name).expect("dev/test --oidc says which provider")
}
