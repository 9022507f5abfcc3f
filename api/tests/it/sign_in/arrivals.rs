//! Signing in, in a browser.

use axum::http::StatusCode;
use sqlx::MySqlPool;

use super::google::{CLIENT_ID, Google};
use super::trip::{START, Trip, cookies, session, who_is};
use crate::house::{Answer, House};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_browser_is_sent_to_the_provider_with_everything_it_needs(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let start = format!("{START}?login_hint=kim%40x.kr");
    let trip = Trip::begin_at(&house, &start, &[]).await;
    let path = format!("{}/authorize", google.issuer);
    assert_eq!(trip.url.as_str().split('?').next(), Some(path.as_str()));
    let asked = |name: &str| trip.question[name].as_str();
    assert_eq!(asked("response_type"), "code");
    assert_eq!(asked("client_id"), CLIENT_ID);
    assert_eq!(asked("scope"), "openid email profile");
    assert_eq!(asked("code_challenge_method"), "S256");
    assert_eq!(asked("login_hint"), "kim@x.kr");
    let back = "http://127.0.0.1:8080/login/oauth2/code/google";
    assert_eq!(asked("redirect_uri"), back);
    assert_eq!(asked("state").len(), 64);
    assert!(asked("nonce").len() >= 22 && asked("code_challenge").len() == 43);

    let other = Trip::begin(&house).await;
    assert!(!other.question.contains_key("login_hint"));
    for name in ["state", "nonce", "code_challenge"] {
        assert_ne!(asked(name), other.question[name], "{name} is used twice");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whoever_comes_back_is_signed_in_and_where_they_wanted_to_be(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let start = format!("{START}?return_to=%2Forders%3Fwhen%3Dpast");
    let trip = Trip::begin_at(&house, &start, &[]).await;
    google.vouch_for("Kim@X.kr", trip.nonce());
    let arrived = trip
        .come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    assert_eq!(arrived.header("location"), Some("/orders?when=past"));
    assert_eq!(arrived.header("cache-control"), Some("no-store"));
    let me = who_is(&house, &session(&arrived)).await.unwrap();
    assert_eq!(
        (me.email.as_str(), me.name.as_str()),
        ("kim@x.kr", "김가조")
    );

    let form = google.form();
    assert_eq!(form["grant_type"], "authorization_code");
    assert_eq!(form["code"], "a-code");
    assert_eq!(form["redirect_uri"], trip.question["redirect_uri"]);
    let verifier = openidconnect::PkceCodeVerifier::new(form["code_verifier"].clone());
    let challenge = openidconnect::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    assert_eq!(challenge.as_str(), trip.question["code_challenge"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn cookies_are_out_of_reach_of_scripts_and_of_other_sites(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let begun = house.get(START).await;
    let [cookie] = &cookies(&begun)[..] else {
        panic!("one cookie");
    };
    let rest = "; Path=/; Max-Age=600; HttpOnly; SameSite=Lax";
    assert!(
        cookie.starts_with("sign-in=") && cookie.ends_with(rest),
        "{cookie}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn over_https_the_cookies_belong_to_this_host_alone(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| {
        google.vouch(parts);
        parts.config.http.base_url = "https://gajo.example".into();
    })
    .await;
    let trip = Trip::begin(&house).await;
    assert!(trip.cookie.starts_with("__Host-sign-in="));
    let back = "https://gajo.example/login/oauth2/code/google";
    assert_eq!(trip.question["redirect_uri"], back);
    google.vouch_for("kim@x.kr", trip.nonce());
    let arrived = trip
        .come_back(&house)
        .await
        .expect_status(StatusCode::SEE_OTHER);
    let [cookie] = &cookies(&arrived)[..] else {
        panic!("one cookie");
    };
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    assert!(
        cookie.contains("; Secure") && cookie.contains("; HttpOnly"),
        "{cookie}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn signing_in_again_ends_the_session_before_and_opens_another(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let first = session(&signed_in(&house, &google, "kim@x.kr", &[]).await);
    assert!(who_is(&house, &first).await.is_some());

    let with_first = [("cookie", first.as_str())];
    let second = signed_in(&house, &google, "lee@x.kr", &with_first).await;
    let second = session(&second);
    assert_ne!(first, second);
    assert!(who_is(&house, &first).await.is_none());
    assert_eq!(who_is(&house, &second).await.unwrap().email, "lee@x.kr");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_that_somebody_else_has_set_is_not_the_one_that_is_opened(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let planted = format!("session={}", "ab".repeat(32));
    let arrived = signed_in(&house, &google, "kim@x.kr", &[("cookie", &planted)]).await;
    assert_ne!(session(&arrived), planted);
    assert!(who_is(&house, &planted).await.is_none());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_person_is_known_by_issuer_and_subject_and_not_by_the_address(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let one = id_of(&house, &google, "sub-1", "kim@x.kr").await;
    let again = id_of(&house, &google, "sub-1", "kim@y.kr").await;
    let other = id_of(&house, &google, "sub-2", "kim@x.kr").await;
    let letters = id_of(&house, &google, "SUB-1", "kim@x.kr").await;
    assert_eq!(one, again);
    assert_ne!(one, other);
    assert_ne!(one, letters, "subjects differ by case");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whoever_left_and_returns_is_new(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let before = id_of(&house, &google, "sub-1", "kim@x.kr").await;
    sqlx::query(
        "UPDATE users SET issuer = NULL, subject = NULL, email = NULL, name = NULL, withdrawn_at = ?
         WHERE id = ?",
    )
    .bind(house.clock.now())
    .bind(before)
    .execute(&house.db)
    .await
    .unwrap();
    let after = id_of(&house, &google, "sub-1", "kim@x.kr").await;
    assert_ne!(before, after);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn somebody_without_a_name_goes_by_the_start_of_the_address(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let trip = Trip::begin(&house).await;
    let mut claims = google.claims(trip.nonce());
    claims["name"] = serde_json::json!("  ");
    google.grant_claims(&claims);
    let arrived = trip.come_back(&house).await;
    let me = who_is(&house, &session(&arrived)).await.unwrap();
    assert_eq!(me.name, "kim");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_tabs_can_sign_in_side_by_side(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let one = Trip::begin(&house).await;
    let cookie = [("cookie", one.cookie.as_str())];
    let other = Trip::begin_at(&house, START, &cookie).await;
    assert_eq!(one.cookie, other.cookie);
    for trip in [&one, &other] {
        google.vouch_for("kim@x.kr", trip.nonce());
        trip.come_back(&house)
            .await
            .expect_status(StatusCode::SEE_OTHER);
    }
}

/// Signs in as that person, with these headers when coming back.
async fn signed_in(
    house: &House,
    google: &Google,
    email: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let trip = Trip::begin(house).await;
    google.vouch_for(email, trip.nonce());
    let arrived = trip.come_back_with(house, "code=a-code", headers).await;
    arrived.expect_status(StatusCode::SEE_OTHER)
}

/// The user that a subject with an address signs in as.
async fn id_of(house: &House, google: &Google, subject: &str, email: &str) -> u64 {
    let trip = Trip::begin(house).await;
    let mut claims = google.claims(trip.nonce());
    claims["sub"] = serde_json::json!(subject);
    claims["email"] = serde_json::json!(email);
    google.grant_claims(&claims);
    let arrived = trip.come_back(house).await;
    who_is(house, &session(&arrived)).await.unwrap().id
}
