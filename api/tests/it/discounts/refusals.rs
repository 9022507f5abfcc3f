//! Events that are refused, each part by name.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{entries, with};
use crate::house::House;

/// One value, the pointer of what is wrong with it, and a part of what is said.
type Mistake = (Value, &'static str, &'static str);

/// Sends each value as that member of a good description; nothing is written.
async fn expect_refused(house: &House, member: &str, mistakes: impl IntoIterator<Item = Mistake>) {
    let admin = house.admin().await.with("accept-language", "en");
    for (value, pointer, says) in mistakes {
        let answer = admin
            .post("/discounts/admin", with(member, value.clone()))
            .await;
        let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{value} {problem}");
        assert_eq!(errors[0]["pointer"], pointer, "{problem}");
        let detail = errors[0]["detail"].as_str().unwrap();
        assert!(detail.contains(says), "{value} {detail}");
    }
    assert_eq!(entries(&house.db).await.len(), 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_name_says_something_on_one_short_line(db: MySqlPool) {
    let house = House::open(db).await;
    let mistakes = [
        (json!("  "), "/name", "has to say something"),
        (json!("가".repeat(61)), "/name", "at most 60"),
        (json!("a\nb"), "/name", "line breaks"),
        (json!(7), "/name", "is not a text"),
    ];
    expect_refused(&house, "name", mistakes).await;
    let admin = house.admin().await;
    let longest = with("name", json!("가".repeat(60)));
    let made = admin.post("/discounts/admin", longest).await;
    made.expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_rate_is_a_whole_number_from_1_to_90(db: MySqlPool) {
    let house = House::open(db).await;
    let outside = [0, 91, 100, -5, 266, i64::MAX];
    let outside = outside.map(|rate| (json!(rate), "/rate_percent", "from 1 to 90"));
    expect_refused(&house, "rate_percent", outside).await;
    let other = [json!(1.5), json!("10"), json!(null)];
    let other = other.map(|rate| (rate, "/rate_percent", "is not a whole number"));
    expect_refused(&house, "rate_percent", other).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_period_lies_ahead_and_ends_after_it_starts(db: MySqlPool) {
    let house = House::open(db).await;
    let starts = [
        ("2026-11-30T23:59:59Z", "/starts_at", "has passed"),
        ("2026-12-05T00:00:00.5Z", "/starts_at", "whole second"),
        ("2026-12-31T15:00:00Z", "/ends_at", "after the start"),
        ("tomorrow", "/starts_at", "is not"),
    ];
    let starts = starts.map(|(at, pointer, says)| (json!(at), pointer, says));
    expect_refused(&house, "starts_at", starts).await;
    let ends = [
        ("2026-12-05T00:00:00Z", "/ends_at", "after the start"),
        ("2026-12-04T00:00:00Z", "/ends_at", "after the start"),
        ("2026-12-31T15:00:00.001Z", "/ends_at", "whole second"),
        ("2027-12-07T00:00:00Z", "/ends_at", "longer than 366 days"),
        ("9999-12-31T23:59:59Z", "/ends_at", "longer than 366 days"),
    ];
    let ends = ends.map(|(at, pointer, says)| (json!(at), pointer, says));
    expect_refused(&house, "ends_at", ends).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn airlines_and_routes_are_known_and_not_too_many(db: MySqlPool) {
    let house = House::open(db).await;
    let airlines = [
        (json!([]), "/airlines", "leave it out"),
        (json!(["KE", "ZZ"]), "/airlines/1", "\"ZZ\" is no airline"),
        (json!(["ke"]), "/airlines/0", "\"ke\" is no airline"),
        (json!(vec!["KE"; 51]), "/airlines", "at most 50"),
        (json!("KE"), "/airlines", "is not a list"),
    ];
    expect_refused(&house, "airlines", airlines).await;
    let routes = [
        (json!([]), "/routes", "leave it out"),
        (json!(["ICN-XXX"]), "/routes/0", "no route"),
        (json!(["ICN-NRT", "ICN"]), "/routes/1", "no route"),
        (json!(["ICN-SEL"]), "/routes/0", "no route"),
        (json!(["ICN-NRT-HND"]), "/routes/0", "no route"),
        (json!(["ICN-NRT", 5]), "/routes/1", "is not a text"),
        (json!(vec!["ICN-NRT"; 101]), "/routes", "at most 100"),
    ];
    expect_refused(&house, "routes", routes).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_nobody_knows_is_refused(db: MySqlPool) {
    let house = House::open(db).await;
    for (member, pointer) in [
        ("discount", "/discount"),
        ("id", "/id"),
        ("amount", "/amount"),
    ] {
        expect_refused(&house, member, [(json!(1), pointer, "not known")]).await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn all_mistakes_are_named_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let body = json!({
        "name": "",
        "rate_percent": 0,
        "starts_at": "2020-01-01T00:00:00Z",
        "ends_at": "2019-01-01T00:00:00Z",
        "airlines": ["KE", "ZZ", "YY"],
        "routes": ["SEL-SEL"],
    });
    let answer = admin.post("/discounts/admin", body).await;
    let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    let errors = problem["errors"].as_array().unwrap().iter();
    let pointers: Vec<_> = errors
        .map(|error| error["pointer"].as_str().unwrap())
        .collect();
    let expected = [
        "/name",
        "/rate_percent",
        "/ends_at",
        "/starts_at",
        "/airlines/1",
        "/airlines/2",
        "/routes/0",
    ];
    assert_eq!(pointers, expected);

    let answer = admin.post("/discounts/admin", json!({})).await;
    let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 3, "{problem}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn there_may_be_only_so_many_events_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let insert = "
        INSERT INTO discount_events (name, rate_percent, starts_at, ends_at, created_at)
        SELECT 'one of many', 5, '2026-12-01', '2026-12-02', '2026-12-01'
        FROM airports a, airports b, airports c
        LIMIT 200
    ";
    sqlx::query(insert).execute(&house.db).await.unwrap();
    let answer = house
        .admin()
        .await
        .post("/discounts/admin", super::winter())
        .await;
    let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "");
}
