//! Every write may be repeated with its `Idempotency-Key`, or it is said here why it has none.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::authorization::ROUTES;
use crate::booking::kit::{empty_redis, rounds};
use crate::client::Client;
use crate::fleet::{airplane, plan, to_tokyo};
use crate::house::{House, redis_that_is_away};

/// Writes without a key by how their paths begin, and why.
const WITHOUT: &[(&str, &str)] = &[
    ("/logout", "a session that is over is over"),
    (
        "/oauth2/authorization/google",
        "a code works once at the provider, and no token is kept anywhere",
    ),
    (
        "/webhooks/",
        "the provider knows an event by a number of its own",
    ),
];

fn writes() -> impl Iterator<Item = (Method, &'static str)> {
    let writes = ROUTES
        .iter()
        .map(|(method, path, _)| (method.parse().unwrap(), *path));
    writes.filter(|(method, path)| {
        let has_none = WITHOUT.iter().any(|(start, _)| path.starts_with(start));
        [Method::POST, Method::PUT, Method::PATCH].contains(method) && !has_none
    })
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_write_reads_its_key(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await.with("idempotency-key", "\"\"");
    for (method, path) in writes() {
        let path = with_ones(path);
        let answer = admin.send(method, &path, Some(json!({}))).await;
        answer.expect_problem(StatusCode::BAD_REQUEST, "idempotency_key_invalid");
    }
}

/// A path with 1 for each of its parameters.
fn with_ones(path: &str) -> String {
    let parts = path.split('/');
    let parts = parts.map(|part| if part.starts_with('{') { "1" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn the_document_names_the_key_of_every_write() {
    let document = serde_json::to_value(api::http::document()).unwrap();
    for (method, path) in writes() {
        let operation = &document["paths"][path][method.as_str().to_lowercase()];
        let parameters = operation["parameters"].as_array();
        let mut names = parameters.into_iter().flatten().map(|p| &p["name"]);
        assert!(
            names.any(|name| name == "Idempotency-Key"),
            "{method} {path}"
        );
    }
}

/// Writes that work, one by one, with what each answers.
async fn good_writes(admin: &Client<'_>, kim: &Client<'_>) -> Vec<(Method, String, Value, u16)> {
    let id = airplane(admin, "HL0001").await;
    let flight = plan(admin, id, to_tokyo(&json!({}))).await.json();
    let event = json!({"name": "봄", "rate_percent": 7, "starts_at": "2027-03-01T00:00:00Z",
        "ends_at": "2027-04-01T00:00:00Z"});
    let made = admin.post("/discounts/admin", event).await.json();
    let (post, patch) = (Method::POST, Method::PATCH);
    vec![
        (
            post.clone(),
            "/admin/airplanes".into(),
            json!({"registration": "HL0002", "airline": "KE", "aircraft_type": "738", "layout": 1}),
            201,
        ),
        (
            post.clone(),
            format!("/admin/airplanes/{id}/flight-plans"),
            to_tokyo(
                &json!({"flight_number": "KE762", "departs_at": "2026-12-26T10:00",
                "arrives_at": "2026-12-26T12:20"}),
            ),
            201,
        ),
        (
            patch.clone(),
            format!("/admin/flight-plans/{}", flight["id"]),
            json!({"version": flight["version"], "base_price": 160_000}),
            200,
        ),
        (
            post.clone(),
            "/admin/seat-layouts".into(),
            json!({"name": "8 of 8", "cabins": [
                {"cabin": "business", "first_row": 1, "last_row": 2, "pattern": "AC DF"}]}),
            201,
        ),
        (
            patch.clone(),
            format!("/admin/users/{}", kim.id()),
            json!({"grade": "VIP", "grade_until": "2027-06-01T00:00:00Z"}),
            200,
        ),
        (
            post,
            "/discounts/admin".into(),
            json!({"name": "여름", "rate_percent": 5, "starts_at": "2027-06-01T00:00:00Z",
                "ends_at": "2027-07-01T00:00:00Z"}),
            201,
        ),
        (
            patch.clone(),
            format!("/discounts/admin/{}", made["id"]),
            json!({"ends_at": "2027-05-01T00:00:00Z"}),
            200,
        ),
        (
            patch.clone(),
            "/user/me".into(),
            json!({"name": "김하나"}),
            200,
        ),
        (patch, "/users/me".into(), json!({"name": "김둘"}), 200),
    ]
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_repeated_write_is_answered_as_the_first_was_and_has_one_effect(db: MySqlPool) {
    let house = House::open(db).await;
    let (admin, kim) = (house.admin().await, house.customer("kim@x.kr").await);
    let admin_with_key = admin.with("idempotency-key", "a");
    let good = good_writes(&admin, &kim).await;
    // Buying and paying is repeated where it is tested.
    let elsewhere = |path: &str| path.starts_with("/orders") || path.starts_with("/payments");
    let here = writes().filter(|(_, path)| !elsewhere(path)).count();
    assert_eq!(here, good.len(), "say above how a new write works");

    let entries = "SELECT COUNT(*) FROM audit_log WHERE admin_id IS NOT NULL";
    let entries = async || -> i64 {
        let count = sqlx::query_scalar(entries).fetch_one(&house.db).await;
        count.unwrap()
    };
    for (method, path, body, status) in good {
        let before = entries().await;
        let send = async || {
            let answer = admin_with_key
                .send(method.clone(), &path, Some(body.clone()))
                .await;
            let status = StatusCode::from_u16(status).unwrap();
            answer.expect_status(status)
        };
        let first = send().await;
        assert_eq!(first.header("idempotency-replayed"), None, "{path}");
        let written = entries().await - before;
        assert_eq!(written, i64::from(!path.ends_with("/me")), "{path}");
        for redis_forgets in [false, true] {
            if redis_forgets {
                empty_redis(&house).await;
                house.after(1);
            }
            let again = send().await;
            assert_eq!(again.header("idempotency-replayed"), Some("true"), "{path}");
            assert_eq!(again.json(), first.json(), "{path}");
            assert_eq!(entries().await - before, written, "{path}");
        }
        let other = admin_with_key.send(method, &path, Some(json!({}))).await;
        other.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_kept_of_a_change_of_somebody_names_nobody(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let path = format!("/admin/users/{}", kim.id());
    let change = json!({"role": "ADMIN"});
    let admin = house.admin().await.with("idempotency-key", "a");
    admin
        .patch(&path, change.clone())
        .await
        .expect_status(StatusCode::OK);
    let kim = kim.with("idempotency-key", "b");
    let name = json!({"name": "비밀이름"});
    kim.patch("/users/me", name)
        .await
        .expect_status(StatusCode::OK);
    let bodies: Vec<String> = sqlx::query_scalar("SELECT body FROM idempotency_keys")
        .fetch_all(&house.db)
        .await
        .unwrap();
    assert_eq!(bodies, ["", ""]);

    // Whoever has left is not shown again.
    kim.delete("/users/me")
        .await
        .expect_status(StatusCode::NO_CONTENT);
    let again = admin.patch(&path, change).await;
    again.expect_problem(StatusCode::NOT_FOUND, "not_found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_equal_writes_at_the_same_moment_have_one_effect(db: MySqlPool) {
    let house = House::with(db, |parts| parts.redis = redis_that_is_away()).await;
    let admin = house.admin().await;
    let mut refused = 0;
    for round in 0..rounds() {
        let body = json!({"registration": format!("HL{round:04}"), "airline": "KE",
            "aircraft_type": "738", "layout": 1});
        let admin = match round % 2 {
            0 => admin.with("idempotency-key", &format!("key {round}")),
            // Without a key the second is refused for what the first has written.
            _ => admin.clone(),
        };
        let post = || admin.post("/admin/airplanes", body.clone());
        let (a, b) = tokio::join!(post(), post());
        if round % 2 == 0 {
            let [a, b] = [a, b].map(|answer| answer.expect_status(StatusCode::CREATED).json());
            assert_eq!(a, b);
        } else {
            let mut statuses = [a.status, b.status];
            statuses.sort_unstable();
            assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
            refused += 1;
        }
    }
    assert_eq!(refused, rounds() / 2);
}
