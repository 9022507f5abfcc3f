//! The schedule as a list.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::client::Client;
use crate::house::House;

/// The numbers that a list shows, page by page.
async fn numbers(admin: &Client<'_>, query: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut path = format!("/admin/flight-plans?{query}");
    loop {
        let page = admin.get(&path).await.expect_status(StatusCode::OK).json();
        let items = page["items"].as_array().unwrap();
        let number = |flight: &Value| flight["flight_number"].as_str().unwrap().to_owned();
        seen.extend(items.iter().map(number));
        let Some(cursor) = page["next_cursor"].as_str() else {
            return seen;
        };
        path = format!("/admin/flight-plans?{query}&cursor={cursor}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn flights_are_listed_by_local_date_and_number_whatever_the_page(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let on_the_24th = [
        "7C101", "7C1102", "AF163", "AF275", "JL092", "KE651", "KE703", "KE901", "KE1201",
        "KE2101", "OZ102",
    ];
    for limit in [1, 2, 3, 10, 11, 100] {
        let query = format!("date=2026-12-24&limit={limit}");
        assert_eq!(numbers(&admin, &query).await, on_the_24th, "{limit}");
    }
    let all = numbers(&admin, "date=2026-12-20&until=2026-12-31&limit=4").await;
    assert_eq!(all.len(), 14);
    assert_eq!(all[..11], on_the_24th);
    assert_eq!(all[11..], ["KE1201", "7C1101", "KE704"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn filters_narrow_the_list(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    sqlx::raw_sql("UPDATE flights SET status = 'cancelled' WHERE id = 2")
        .execute(&db)
        .await
        .unwrap();
    for (query, expected) in [
        ("airline=AF", &["AF163", "AF275"][..]),
        ("origin=ICN&destination=NRT", &["7C1102", "KE703", "OZ102"]),
        (
            "origin=ICN&destination=NRT&status=scheduled&limit=1",
            &["7C1102", "KE703"],
        ),
        ("status=cancelled", &["OZ102"]),
        ("destination=HND&airline=KE", &["KE2101"]),
        ("origin=KIX", &[]),
    ] {
        let query = format!("date=2026-12-24&{query}");
        assert_eq!(numbers(&admin, &query).await, expected, "{query}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_a_date_it_is_today_in_seoul(db: MySqlPool) {
    let house = House::open(db).await;
    house.clock.set("2026-12-23T15:00:00Z".parse().unwrap());
    let admin = house.admin().await;
    assert_eq!(numbers(&admin, "").await.len(), 11);
    house.clock.set("2026-12-23T14:59:59Z".parse().unwrap());
    assert_eq!(numbers(&admin, "").await.len(), 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_wrong_parameter_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for (query, named) in [
        ("date=today", &["date"][..]),
        ("date=2026-12-24&until=2026-12-23", &["until"]),
        ("date=2026-12-24&until=2027-01-24", &["until"]),
        ("date=2026-12-24&cursor=2026-12-25.KE.1.ICN", &["cursor"]),
        ("date=2026-12-24&cursor=7", &["cursor"]),
        (
            "airline=XX&origin=SEL&destination=xxx&status=late&limit=101&page=2",
            &[
                "airline",
                "origin",
                "destination",
                "status",
                "limit",
                "page",
            ],
        ),
    ] {
        let answer = admin.get(&format!("/admin/flight-plans?{query}")).await;
        answer.expect_invalid(named);
    }
    let widest = admin
        .get("/admin/flight-plans?date=2026-12-24&until=2027-01-23")
        .await;
    assert_eq!(
        widest.expect_status(StatusCode::OK).json()["next_cursor"],
        json!(null)
    );
}
