//! Codes: once, in time, with their verifier, for their application.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::door::{Door, REDIRECT, SECRET, verifier};

const SOMEBODY: &str = "kim@x.kr";

#[tokio::test]
async fn a_code_works_once() {
    let door = Door::open();
    let code = door.code_for(SOMEBODY).await;
    let tokens = door.exchange(&code, &[]).await;
    assert_eq!(tokens.status, StatusCode::OK, "{}", tokens.text);
    assert_eq!(tokens.headers["cache-control"], "no-store");
    let again = door.exchange(&code, &[]).await;
    again.expect_error(StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes() {
    let door = Door::open();
    let (early, late) = (door.code_for(SOMEBODY).await, door.code_for(SOMEBODY).await);
    door.clock.advance(9 * 60);
    assert_eq!(door.exchange(&early, &[]).await.status, StatusCode::OK);
    door.clock.advance(60);
    let late = door.exchange(&late, &[]).await;
    late.expect_error(StatusCode::BAD_REQUEST, "invalid_grant");
}

#[tokio::test]
async fn what_does_not_fit_the_code_is_refused_and_the_code_is_gone() {
    let door = Door::open();
    let other = "w".repeat(43);
    for change in [
        ("code_verifier", other.as_str()),
        ("code_verifier", "short"),
        ("code_verifier", ""),
        ("redirect_uri", "com.example.app:/back"),
        ("redirect_uri", ""),
    ] {
        let code = door.code_for(SOMEBODY).await;
        let refused = door.exchange(&code, &[change]).await;
        refused.expect_error(StatusCode::BAD_REQUEST, "invalid_grant");
        let then = door.exchange(&code, &[]).await;
        then.expect_error(StatusCode::BAD_REQUEST, "invalid_grant");
    }
}

#[tokio::test]
async fn who_cannot_prove_to_be_the_application_gets_nothing_and_the_code_stays() {
    let door = Door::open();
    let code = door.code_for(SOMEBODY).await;
    for change in [
        ("client_secret", "wrong"),
        ("client_secret", ""),
        ("client_id", "other"),
        ("client_id", ""),
    ] {
        let refused = door.exchange(&code, &[change]).await;
        refused.expect_error(StatusCode::UNAUTHORIZED, "invalid_client");
        assert!(refused.headers.contains_key("www-authenticate"));
    }
    assert_eq!(door.exchange(&code, &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_secret_may_come_in_the_header_instead() {
    let door = Door::open();
    // base64 of `gajo:a+secret%2Fwith%2Bsigns`: both parts are form-encoded first.
    let good = "Basic Z2FqbzphK3NlY3JldCUyRndpdGglMkJzaWducw==";
    let code = door.code_for(SOMEBODY).await;
    for (header, body, status) in [
        ("Basic Z2Fqbzp3cm9uZw==", "", StatusCode::UNAUTHORIZED),
        ("Basic %%%", "", StatusCode::UNAUTHORIZED),
        ("Bearer x", "", StatusCode::UNAUTHORIZED),
        (good, "&client_secret=x", StatusCode::BAD_REQUEST),
        (good, "&client_id=other", StatusCode::UNAUTHORIZED),
        (good, "", StatusCode::OK),
    ] {
        let verifier = verifier();
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT}\
             &code_verifier={verifier}{body}"
        );
        let request = Request::post("/google/token").header("authorization", header);
        let answer = door.send(request.body(Body::from(form)).unwrap()).await;
        assert_eq!(answer.status, status, "{header}{body}: {}", answer.text);
    }
}

#[tokio::test]
async fn what_is_no_exchange_is_refused() {
    let door = Door::open();
    for (change, error) in [
        (("grant_type", "password"), "unsupported_grant_type"),
        (("grant_type", ""), "invalid_request"),
        (("code", ""), "invalid_request"),
        (("code", "nonsense"), "invalid_grant"),
    ] {
        let answer = door.exchange("x", &[change]).await;
        answer.expect_error(StatusCode::BAD_REQUEST, error);
    }
    let twice = [("code", "a"), ("code", "b"), ("client_secret", SECRET)];
    let answer = door.post("/google/token", &twice).await;
    answer.expect_error(StatusCode::BAD_REQUEST, "invalid_request");
}
