//! The calendar, the grid, and where one can go.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{claim, departure, ok};
use crate::fixture::instant;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_calendar_has_every_day_of_the_month(db: MySqlPool) {
    let house = House::open(db).await;
    let calendar = ok(
        &house,
        "/flight-plans/calendar?from=GMP&to=CJU&month=2026-12",
    )
    .await;
    assert_eq!(
        calendar["from"],
        json!({"code": "GMP", "airports": ["GMP"]})
    );
    assert_eq!(calendar["as_of"]["generation"], 1);
    let days = calendar["days"].as_array().unwrap();
    assert_eq!(days.len(), 31);
    for (day, number) in days.iter().zip(1..) {
        let (min_total, flights) = match number {
            24 => (json!(43_600 + 11_700), 2),
            25 => (json!(69_000 + 11_700), 1),
            _ => (Value::Null, 0),
        };
        let date = format!("2026-12-{number:02}");
        assert_eq!(
            *day,
            json!({"date": date, "min_total": min_total, "flights": flights})
        );
    }
    let february = ok(
        &house,
        "/flight-plans/calendar?from=GMP&to=CJU&month=2027-02",
    )
    .await;
    assert_eq!(february["days"].as_array().unwrap().len(), 28);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_calendar_is_for_the_party_and_the_cabin(db: MySqlPool) {
    let house = House::open(db).await;
    claim(&house.db, 12, 0..188).await;
    house.rebuild_index().await;
    let christmas_eve = async |more: &str| {
        let path = format!("/flight-plans/calendar?from=SEL&to=CJU&month=2026-12{more}");
        let calendar = ok(&house, &path).await;
        let day = &calendar["days"][23];
        (day["min_total"].clone(), day["flights"].clone())
    };
    assert_eq!(christmas_eve("").await, (json!(55_300), json!(2)));
    assert_eq!(
        christmas_eve("&adults=2").await,
        (json!(2 * 83_100), json!(1))
    );
    assert_eq!(christmas_eve("&infants=1").await, (json!(55_300), json!(2)));
    assert_eq!(
        christmas_eve("&cabin=first").await,
        (json!(392_700 + 11_700), json!(1))
    );
    assert_eq!(
        christmas_eve("&cabin=premium").await,
        (Value::Null, json!(0))
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn days_that_cannot_be_searched_have_no_price_in_the_calendar(db: MySqlPool) {
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-02T03:00:00Z", 60),
        departure(1, ("GMP", "CJU"), "2028-01-05T03:00:00Z", 60),
        departure(1, ("GMP", "CJU"), "2028-01-06T03:00:00Z", 60),
    ];
    let house = House::with_flights(db, &flights).await;
    let found = async |month: &str| {
        let path = format!("/flight-plans/calendar?from=GMP&to=CJU&month={month}");
        let calendar = ok(&house, &path).await;
        let days = calendar["days"].as_array().unwrap().iter();
        days.filter(|day| day["min_total"].is_i64())
            .map(|day| day["date"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(found("2028-01").await, ["2028-01-05"]);
    assert_eq!(found("2026-12").await, ["2026-12-02"]);
    house.clock.set(instant("2026-12-02T02:00:00Z"));
    assert_eq!(found("2026-12").await, [] as [&str; 0]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grid_is_seven_days_by_seven(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans/grid?from=SEL&to=TYO&date=2026-12-25&return_date=2026-12-28&adults=2";
    let grid = ok(&house, path).await;
    let rows = grid["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 7);
    for (row, day) in rows.iter().zip(22..) {
        assert_eq!(row["date"], format!("2026-12-{day}"));
        let cells = row["cells"].as_array().unwrap();
        assert_eq!(cells.len(), 7);
        for (cell, return_day) in cells.iter().zip(25..) {
            let total = match (day, return_day) {
                (24, 29) => json!(2 * (140_700 + 143_300)),
                _ => Value::Null,
            };
            let return_date = format!("2026-12-{return_day}");
            assert_eq!(
                *cell,
                json!({"return_date": return_date, "min_total": total})
            );
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grid_has_no_price_for_days_gone_by_or_for_a_return_before_the_arrival(db: MySqlPool) {
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-02T03:00:00Z", 60),
        departure(3, ("GMP", "CJU"), "2026-12-02T01:30:00Z", 60),
        departure(2, ("CJU", "GMP"), "2026-12-02T03:59:00Z", 60),
        departure(4, ("CJU", "GMP"), "2026-12-03T03:00:00Z", 60),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans/grid?from=GMP&to=CJU&date=2026-12-02&return_date=2026-12-02";
    let cell = |grid: &Value, row: usize, cell: usize| grid["rows"][row]["cells"][cell].clone();
    let one_way = 165_000 + 11_700;

    let grid = ok(&house, path).await;
    assert_eq!(grid["rows"][0]["date"], "2026-11-29");
    assert_eq!(cell(&grid, 0, 0)["min_total"], Value::Null);
    assert_eq!(cell(&grid, 3, 3)["min_total"], 2 * one_way);
    assert_eq!(cell(&grid, 3, 4)["min_total"], 2 * one_way);
    assert_eq!(cell(&grid, 4, 3)["min_total"], Value::Null);

    // The early flight is gone, and the late one arrives after the only one back that day.
    house.clock.set(instant("2026-12-02T00:45:00Z"));
    let grid = ok(&house, path).await;
    assert_eq!(cell(&grid, 3, 3)["min_total"], Value::Null);
    assert_eq!(cell(&grid, 3, 4)["min_total"], 2 * one_way);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn anywhere_names_every_city_with_a_direct_flight_the_cheapest_first(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans/anywhere?from=SEL&date=2026-12-24";
    let anywhere = ok(&house, path).await;
    assert_eq!(anywhere["from"]["code"], "SEL");
    assert_eq!(anywhere["date"], "2026-12-24");
    assert_eq!(
        anywhere["destinations"],
        json!([
            {"code": "CJU", "name": "제주", "min_total": 55_300, "flights": 2},
            {"code": "TYO", "name": "도쿄", "min_total": 140_700, "flights": 5},
            {"code": "BKK", "name": "방콕", "min_total": 433_900, "flights": 1},
            {"code": "PAR", "name": "파리", "min_total": 1_416_400, "flights": 1},
        ])
    );

    let english = house.get_with(path, &[("accept-language", "en")]).await;
    let english = english.expect_status(StatusCode::OK).json();
    assert_eq!(english["destinations"][0]["name"], "Jeju");
    let first = ok(&house, &format!("{path}&cabin=first&adults=8")).await;
    let codes: Vec<_> = first["destinations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|destination| destination["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["CJU", "TYO", "BKK", "PAR"]);
    let nine = ok(&house, &format!("{path}&cabin=first&adults=9")).await;
    assert_eq!(nine["destinations"], json!([]));
}
