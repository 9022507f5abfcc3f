//! What browsers are told about every answer.

use axum::http::{Method, StatusCode};
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_answer_tells_browsers_to_be_careful(db: MySqlPool) {
    let house = House::open(db).await;
    for answer in [
        house.get_with("/", &[("accept", "text/html")]).await,
        house
            .get("/flight-plans?from=SEL&to=TYO&date=2026-12-24")
            .await,
        house.get("/nowhere").await,
        house.call(Method::DELETE, "/healthz").await,
    ] {
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(answer.header("referrer-policy"), Some("same-origin"));
        let policy = answer.header("content-security-policy").unwrap();
        let rules: Vec<_> = policy.split("; ").collect();
        for rule in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(rules.contains(&rule), "{policy}");
        }
        for loose in ["unsafe-inline", "unsafe-eval", "*", "http:", "data:"] {
            assert!(!policy.contains(loose), "{policy}");
        }
        // On a laptop there is no https to insist on.
        assert_eq!(answer.header("strict-transport-security"), None);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_service_with_https_insists_on_it(db: MySqlPool) {
    let house = House::with(db, |parts| {
        parts.config.http.base_url = "https://gajo.example".into();
    })
    .await;
    let answer = house.get("/").await;
    assert_eq!(
        answer.header("strict-transport-security"),
        Some("max-age=31536000")
    );
    let answer = house.call(Method::POST, "/logout").await;
    let cookie = "__Host-session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure";
    assert_eq!(answer.header("set-cookie"), Some(cookie));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_somebodys_own_is_kept_nowhere(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let me = kim.get("/users/me").await.expect_status(StatusCode::OK);
    assert_eq!(me.header("cache-control"), Some("no-store"));
    let anybodys = house.get("/healthz").await;
    assert_eq!(anybodys.header("cache-control"), None);
}
