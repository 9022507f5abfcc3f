//! Coming back in a way that signs nobody in.

use axum::http::StatusCode;
use chrono::TimeDelta;
use sqlx::MySqlPool;

use super::google::{Google, Reply};
use super::trip::{BACK, START, Trip, cookies};
use crate::house::{Answer, House};

const BROWSER: [(&str, &str); 1] = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];

/// Checks that an answer is that failure and signs nobody in.
#[track_caller]
pub(crate) fn expect_nobody(answer: Answer, status: StatusCode, code: &str) {
    let cookies = cookies(&answer);
    assert!(
        !cookies.iter().any(|cookie| cookie.contains("session=")),
        "{cookies:?}"
    );
    assert!(answer.header("location").is_none());
    answer.expect_problem(status, code);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_state_that_is_missing_strange_or_another_is_refused(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    let other = "ab".repeat(32);
    for query in [
        "code=a-code".to_owned(),
        "code=a-code&state=".to_owned(),
        "code=a-code&state=nonsense".to_owned(),
        format!("code=a-code&state={other}"),
        format!("code=a-code&state={}", trip.state().to_uppercase()),
    ] {
        let cookie = [("cookie", trip.cookie.as_str())];
        let answer = house.get_with(&format!("{BACK}?{query}"), &cookie).await;
        expect_nobody(answer, StatusCode::BAD_REQUEST, "sign_in_expired");
    }
    assert_eq!(
        google.asked().counts().2,
        0,
        "the code was not sent anywhere"
    );
    // The right one still works: nothing above has used it up.
    trip.come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_state_works_once(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    trip.come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    let again = trip.come_back(&house).await;
    expect_nobody(again, StatusCode::BAD_REQUEST, "sign_in_expired");
    assert_eq!(google.asked().counts().2, 1, "the code was sent once");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_two_who_come_back_at_once_one_is_signed_in(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    let (one, other) = tokio::join!(trip.come_back(&house), trip.come_back(&house));
    let mut statuses = [one.status, other.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::BAD_REQUEST]);
    assert_eq!(google.asked().counts().2, 1, "the code was sent once");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_state_of_another_browser_is_refused_and_gone(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let others = Trip::begin(&house).await;
    for cookie in ["", others.cookie.as_str(), "sign-in=nonsense"] {
        let trip = Trip::begin(&house).await;
        google.vouch_for("kim@x.kr", trip.nonce());
        let path = format!("{BACK}?state={}&code=a-code", trip.state());
        let answer = house.get_with(&path, &[("cookie", cookie)]).await;
        expect_nobody(answer, StatusCode::BAD_REQUEST, "sign_in_expired");
        let then = trip.come_back(&house).await;
        expect_nobody(then, StatusCode::BAD_REQUEST, "sign_in_expired");
    }
    assert_eq!(google.asked().counts().2, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_attempt_lives_ten_minutes_and_is_cleared_away(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let start = house.clock.now();
    let (early, late) = (Trip::begin(&house).await, Trip::begin(&house).await);
    google.vouch_for("kim@x.kr", early.nonce());
    house
        .clock
        .set(start + TimeDelta::minutes(10) - TimeDelta::milliseconds(1));
    early
        .come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    house.clock.set(start + TimeDelta::minutes(10));
    let answer = late.come_back(&house).await;
    expect_nobody(answer, StatusCode::BAD_REQUEST, "sign_in_expired");

    let forgotten = Trip::begin(&house).await;
    house.clock.set(start + TimeDelta::minutes(20));
    Trip::begin(&house).await;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sign_in_attempts")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(left, 1, "{} is gone", forgotten.state());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn who_turns_back_at_the_provider_is_told_so(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (parameters, status, code) in [
        (
            "error=access_denied",
            StatusCode::FORBIDDEN,
            "sign_in_cancelled",
        ),
        (
            "error=access_denied&code=a-code",
            StatusCode::FORBIDDEN,
            "sign_in_cancelled",
        ),
        (
            "error=invalid_scope",
            StatusCode::UNAUTHORIZED,
            "sign_in_refused",
        ),
        (
            "error=server_error",
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
        ),
        ("x=y", StatusCode::BAD_REQUEST, "sign_in_expired"),
        ("code=", StatusCode::BAD_REQUEST, "sign_in_expired"),
    ] {
        let trip = Trip::begin(&house).await;
        let answer = trip.come_back_with(&house, parameters, &[]).await;
        expect_nobody(answer, status, code);
    }
    // Without a state of ours nobody believes that somebody turned back.
    let answer = house.get(&format!("{BACK}?error=access_denied")).await;
    expect_nobody(answer, StatusCode::BAD_REQUEST, "sign_in_expired");
    assert_eq!(google.asked().counts().2, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn another_issuer_that_answers_is_refused_and_the_right_one_is_not(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for other in ["https://evil.example", "https://accounts.google.com", ""] {
        let trip = Trip::begin(&house).await;
        google.vouch_for("kim@x.kr", trip.nonce());
        let parameters = format!("code=a-code&iss={other}");
        let answer = trip.come_back_with(&house, &parameters, &[]).await;
        expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
    }
    let trip = Trip::begin(&house).await;
    google.vouch_for("kim@x.kr", trip.nonce());
    let parameters = format!("code=a-code&authuser=0&prompt=none&iss={}", google.issuer);
    let answer = trip.come_back_with(&house, &parameters, &[]).await;
    answer.expect_status(StatusCode::SEE_OTHER);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_code_that_the_provider_does_not_take_means_starting_again(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let error = |name| serde_json::json!({"error": name, "error_description": "Bad Request"});
    for (reply, status, code) in [
        (
            (400, "invalid_grant"),
            StatusCode::BAD_REQUEST,
            "sign_in_expired",
        ),
        (
            (401, "invalid_client"),
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
        ),
        (
            (400, "redirect_uri_mismatch"),
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
        ),
        (
            (503, "temporarily_unavailable"),
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
        ),
    ] {
        let trip = Trip::begin(&house).await;
        let http = StatusCode::from_u16(reply.0).unwrap();
        google.answer(Reply::Json(http, error(reply.1)));
        expect_nobody(trip.come_back(&house).await, status, code);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_person_gets_a_page_with_a_way_on(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (language, words) in [("ko", "다시 로그인하기"), ("en", "Sign in again")] {
        let trip = Trip::begin(&house).await;
        let headers = [BROWSER[0], ("accept-language", language)];
        let page = trip.come_back_with(&house, "error=access_denied", &headers);
        let page = page.await.expect_status(StatusCode::FORBIDDEN);
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        assert_eq!(page.header("content-language"), Some(language));
        assert!(page.text().contains(words));
        assert!(
            page.text()
                .contains("href=\"/oauth2/authorization/google\"")
        );
    }
    let page = house
        .get_with(&format!("{START}?return_to=//evil"), &BROWSER)
        .await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.text().contains("return_to"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_is_sent_on_to_another_site(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for bad in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/%2Fevil.example",
        "/%5Cevil.example",
        "/\tevil.example",
        "javascript:alert(1)",
        "/%0d%0aset-cookie:a=b",
    ] {
        let query: String = form_urlencoded::byte_serialize(bad.as_bytes()).collect();
        let answer = house.get(&format!("{START}?return_to={query}")).await;
        answer.expect_invalid(&["return_to"]);
    }
    let both = house
        .get(&format!("{START}?return_to=x&login_hint=a%00b&next=/"))
        .await;
    both.expect_invalid(&["return_to", "login_hint", "next"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_a_provider_signing_in_is_not_there(db: MySqlPool) {
    let house = House::open(db).await;
    for path in [START, BACK] {
        house
            .get(path)
            .await
            .expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
}
