//! Airport suggestions.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::ok;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_city_is_suggested_with_its_airports(db: MySqlPool) {
    let house = House::open(db).await;
    let found = ok(&house, "/airports?q=%EC%84%9C%EC%9A%B8").await; // 서울
    assert_eq!(
        found["suggestions"][0],
        json!({
            "code": "SEL",
            "kind": "city",
            "query": "SEL",
            "name": "서울",
            "city": "서울",
            "country": "대한민국",
            "airports": ["ICN", "GMP"],
        })
    );
    assert_eq!(found["suggestions"][1]["code"], "ICN");
    assert_eq!(found["suggestions"][1]["kind"], "airport");
    assert_eq!(found["suggestions"][1]["airports"], json!([]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whatever_is_typed_finds_the_airport(db: MySqlPool) {
    let house = House::open(db).await;
    for (typed, code) in [
        ("icn", "ICN"),
        ("ICN", "ICN"),
        ("incheon", "ICN"),
        ("%EC%9D%B8%EC%B2%9C", "ICN"), // 인천
        ("%E3%85%87%E3%85%8A", "ICN"), // ㅇㅊ
        ("dlscjs", "ICN"),             // 인천 with the wrong keyboard
        ("tokyo", "TYO"),
        ("%EB%8F%84%EC%BF%84", "TYO"), // 도쿄
        ("paris", "CDG"),
    ] {
        let found = ok(&house, &format!("/airports?q={typed}")).await;
        assert_eq!(found["suggestions"][0]["code"], code, "{typed}");
    }
    assert_eq!(
        ok(&house, "/airports?q=qqqqqq").await,
        json!({"suggestions": []})
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn names_are_in_the_language_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/airports?q=nrt&limit=1";
    let suggestion = |found: Value| found["suggestions"][0].clone();
    let korean = suggestion(ok(&house, path).await);
    assert_eq!(
        (&korean["name"], &korean["country"]),
        (&json!("나리타 국제공항"), &json!("일본"))
    );

    let english = house.get_with(path, &[("accept-language", "en")]).await;
    let english = suggestion(english.expect_status(StatusCode::OK).json());
    assert_eq!(english["name"], "Narita International Airport");
    assert_eq!(
        (&english["city"], &english["country"]),
        (&json!("Tokyo"), &json!("Japan"))
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_suggestion_can_be_searched(db: MySqlPool) {
    let house = House::open(db).await;
    let found = ok(&house, "/airports?q=bangkok").await;
    let queries: Vec<_> = found["suggestions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|suggestion| suggestion["query"].as_str().unwrap())
        .collect();
    assert_eq!(queries, ["BKK", "BKK.apt", "DMK"]);
    for query in queries {
        let path = format!("/flight-plans?from=ICN&date=2026-12-24&to={query}");
        assert_eq!(ok(&house, &path).await["to"]["code"], query);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn there_are_no_more_suggestions_than_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    let count = async |path: &str| {
        ok(&house, path).await["suggestions"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count("/airports?q=international&limit=2").await, 2);
    assert!(count("/airports?q=international").await <= 8);
}
