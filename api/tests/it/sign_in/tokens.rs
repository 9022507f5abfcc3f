//! Id tokens that must not be believed, and some that must.

use axum::http::StatusCode;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::PrivateSigningKey;
use openidconnect::core::{CoreHmacKey, CoreJwsSigningAlgorithm};
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::google::{Google, OURS, Reply, STRANGE, at_hash, sign, unsigned};
use super::refusals::expect_nobody;
use super::trip::Trip;
use crate::house::House;

/// A change that makes good claims bad, or leaves them good.
type Change = (&'static str, Box<dyn Fn(&mut Value)>);

/// Makes a token that nobody should believe of claims that somebody would.
type Forge = fn(&Value) -> String;

fn change(name: &'static str, change: impl Fn(&mut Value) + 'static) -> Change {
    (name, Box::new(change))
}

/// One member set to another value; `null` takes it away.
fn set(member: &'static str, value: Value) -> Change {
    change(member, move |claims| match &value {
        Value::Null => _ = claims.as_object_mut().unwrap().remove(member),
        value => claims[member] = value.clone(),
    })
}

/// One instant moved by so many seconds.
fn moved(member: &'static str, seconds: i64) -> Change {
    change(member, move |claims| {
        let now = claims["iat"].as_i64().unwrap();
        claims[member] = json!(now + seconds);
    })
}

fn good_header() -> Value {
    json!({"alg": "RS256", "kid": "ours", "typ": "JWT"})
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn claims_that_are_not_those_of_this_sign_in_are_refused(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (name, change) in [
        set("iss", json!("https://accounts.google.com")),
        set("iss", json!("accounts.google.com")),
        set("iss", Value::Null),
        change("iss with a slash", |claims| {
            claims["iss"] = json!(format!("{}/", claims["iss"].as_str().unwrap()));
        }),
        set("aud", json!("another-client")),
        set("aud", json!([])),
        set("aud", json!(["gajo-test", "another-client"])),
        set("aud", Value::Null),
        set("azp", json!("another-client")),
        set("nonce", json!("another-nonce")),
        set("nonce", json!("")),
        set("nonce", Value::Null),
        moved("exp", -61),
        set("exp", Value::Null),
        moved("iat", 61),
        moved("iat", -601),
        set("iat", Value::Null),
        moved("nbf", 61),
        set("at_hash", json!(at_hash("another access token"))),
        set("at_hash", json!("")),
        set("sub", json!("")),
        set("sub", json!("x".repeat(256))),
        set("sub", Value::Null),
        set("email", json!("nobody")),
    ] {
        let trip = Trip::begin(&house).await;
        let mut claims = google.claims(trip.nonce());
        change(&mut claims);
        google.grant(&sign(&good_header(), &claims, &OURS));
        println!("{name}: {claims}");
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
    }
    expect_nobody_joined(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_address_that_is_not_verified_is_refused_as_such(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (_, change) in [
        set("email_verified", json!(false)),
        set("email_verified", Value::Null),
        set("email", Value::Null),
    ] {
        let trip = Trip::begin(&house).await;
        let mut claims = google.claims(trip.nonce());
        change(&mut claims);
        google.grant(&sign(&good_header(), &claims, &OURS));
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::FORBIDDEN, "email_not_verified");
    }
    expect_nobody_joined(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_a_little_off_is_believed(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for (name, change) in [
        moved("exp", -59),
        moved("iat", 59),
        moved("iat", -600),
        moved("nbf", 59),
        set("azp", Value::Null),
        set("at_hash", Value::Null),
        set("aud", json!(["gajo-test"])),
        set("name", Value::Null),
        set("hd", json!("x.kr")),
        set("picture", json!("https://x.kr/p.png")),
    ] {
        let trip = Trip::begin(&house).await;
        let mut claims = google.claims(trip.nonce());
        change(&mut claims);
        google.grant(&sign(&good_header(), &claims, &OURS));
        let answer = trip.come_back(&house).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{name}: {}",
            answer.text()
        );
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn signatures_that_are_not_the_providers_are_refused(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    let forgeries: [(&str, Forge); 9] = [
        ("another key under the same id", |claims| {
            sign(&good_header(), claims, &STRANGE)
        }),
        ("another key under its own id", |claims| {
            sign(&json!({"alg": "RS256", "kid": "strange"}), claims, &STRANGE)
        }),
        ("no signature", |claims| {
            format!("{}.", unsigned(&json!({"alg": "none"}), claims))
        }),
        ("no signature, said in capitals", |claims| {
            format!(
                "{}.",
                unsigned(&json!({"alg": "None", "kid": "ours"}), claims)
            )
        }),
        ("a signature cut off", |claims| {
            format!("{}.", unsigned(&good_header(), claims))
        }),
        ("claims exchanged after signing", |claims| {
            let mut others = claims.clone();
            others["sub"] = json!("somebody else");
            let signed = sign(&good_header(), &others, &OURS);
            let signature = signed.rsplit('.').next().unwrap();
            format!("{}.{signature}", unsigned(&good_header(), claims))
        }),
        ("HS256 with the public key as the secret", |claims| {
            let key = json!(OURS.as_verification_key());
            hs256(claims, key["n"].as_str().unwrap())
        }),
        ("HS256 with the client secret", |claims| {
            hs256(claims, "the secret")
        }),
        ("a critical header that nobody knows", |claims| {
            let header = json!({"alg": "RS256", "kid": "ours", "crit": ["exp"]});
            sign(&header, claims, &OURS)
        }),
    ];
    for (name, forge) in forgeries {
        let trip = Trip::begin(&house).await;
        google.grant(&forge(&google.claims(trip.nonce())));
        println!("{name}");
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
    }
    expect_nobody_joined(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_answer_without_an_id_token_that_can_be_read_is_refused(db: MySqlPool) {
    let google = Google::start().await;
    let house = House::with(db, |parts| google.vouch(parts)).await;
    for id_token in ["", "nonsense", "a.b.c", "e30.e30.e30"] {
        let trip = Trip::begin(&house).await;
        google.grant(id_token);
        let answer = trip.come_back(&house).await;
        expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
    }
    let trip = Trip::begin(&house).await;
    let without = json!({"access_token": "a", "token_type": "Bearer"});
    google.answer(Reply::Json(StatusCode::OK, without));
    let answer = trip.come_back(&house).await;
    expect_nobody(answer, StatusCode::UNAUTHORIZED, "sign_in_refused");
}

/// Somebody who has only what is public, or the client's secret, signs with it.
fn hs256(claims: &Value, secret: &str) -> String {
    let signed = unsigned(&json!({"alg": "HS256", "kid": "ours"}), claims);
    let key = CoreHmacKey::new(secret);
    let algorithm = CoreJwsSigningAlgorithm::HmacSha256;
    let signature = key.sign(&algorithm, signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

async fn expect_nobody_joined(house: &House) {
    let users: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM users")
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(users, 0);
}
