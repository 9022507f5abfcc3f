//! An app that has been at the provider itself.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::google::{APP_REDIRECT, Google, OURS, Reply, sign};
use super::trip::{START, who_is};
use crate::house::House;

const NONCE: &str = "the nonce of the app";

fn body() -> Value {
    json!({
        "code": "a-code",
        "code_verifier": "v".repeat(43),
        "nonce": NONCE,
        "redirect_uri": APP_REDIRECT,
    })
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_app_gets_a_token_that_works(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    google.vouch_for("kim@x.kr", NONCE);
    let answer = house.nobody().post(START, body()).await;
    let answer = answer.expect_status(StatusCode::OK);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("set-cookie").is_none());
    let answer = answer.json();
    assert_eq!(answer["token_type"], "Bearer");
    assert_eq!(answer["expires_in"], 30 * 24 * 60 * 60);
    assert_eq!(answer["user"]["email"], "kim@x.kr");
    assert_eq!(answer["user"]["role"], "CUSTOMER");

    let me = who_is(&house, answer["access_token"].as_str().unwrap()).await;
    assert_eq!(me.unwrap().id, answer["user"]["id"]);

    let form = google.form();
    assert_eq!(form["redirect_uri"], APP_REDIRECT);
    assert_eq!(form["code_verifier"], "v".repeat(43));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_that_is_wrong_with_a_body_is_named_at_once(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let wrong = json!({"code": "", "code_verifier": "short", "nonce": "",
        "redirect_uri": "http://127.0.0.1:8080/login/oauth2/code/google"});
    for (body, pointers) in [
        (
            wrong,
            vec!["/code", "/code_verifier", "/nonce", "/redirect_uri"],
        ),
        (json!({"code_verifier": 1, "state": "x"}), vec![]),
        (json!([]), vec![]),
    ] {
        let problem = house.nobody().post(START, body).await;
        let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let named = problem["errors"].as_array().unwrap();
        let named: Vec<_> = named
            .iter()
            .map(|e| e["pointer"].as_str().unwrap())
            .collect();
        assert!(!named.is_empty());
        assert!(pointers.is_empty() || named == pointers, "{problem}");
    }
    assert_eq!(google.asked().counts().2, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_a_browser_would_not_be_believed_an_app_is_not_either(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (member, value, status, code) in [
        (
            "nonce",
            json!("another"),
            StatusCode::UNAUTHORIZED,
            "sign_in_refused",
        ),
        (
            "aud",
            json!("another"),
            StatusCode::UNAUTHORIZED,
            "sign_in_refused",
        ),
        (
            "email_verified",
            json!(false),
            StatusCode::FORBIDDEN,
            "email_not_verified",
        ),
    ] {
        let mut claims = google.claims(NONCE);
        claims[member] = value;
        google.grant(&sign(
            &json!({"alg": "RS256", "kid": "ours"}),
            &claims,
            &OURS,
        ));
        let answer = house.nobody().post(START, body()).await;
        answer.expect_problem(status, code);
    }
    google.answer(Reply::Json(
        StatusCode::BAD_REQUEST,
        json!({"error": "invalid_grant"}),
    ));
    let used = house.nobody().post(START, body()).await;
    used.expect_problem(StatusCode::BAD_REQUEST, "sign_in_expired");
    google.go_down().await;
    let away = house.nobody().post(START, body()).await;
    away.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_a_provider_no_app_is_signed_in(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = house.nobody().post(START, body()).await;
    answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
}
