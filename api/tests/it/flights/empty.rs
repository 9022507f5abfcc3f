//! Why there is nothing, and when there is something.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{SEL_TYO, claim, departure, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn places_without_a_flight_have_no_route(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, "/flight-plans?from=CJU&to=BKK&date=2026-12-24").await;
    assert_eq!(
        answer["empty"],
        json!({"reason": "no_route", "nearest_dates": []})
    );
    assert_eq!(answer["total"], 0);
    assert_eq!(answer["itineraries"], json!([]));
    assert_eq!(answer["next_cursor"], Value::Null);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_day_without_a_flight_names_the_nearest_that_have_one(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, "/flight-plans?from=GMP&to=CJU&date=2026-12-27").await;
    assert_eq!(
        answer["empty"],
        json!({"reason": "not_on_this_day", "nearest_dates": ["2026-12-25", "2026-12-24"]})
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_sold_out_day_names_the_nearest_with_seats(db: MySqlPool) {
    let house = House::open(db).await;
    claim(&house.db, 11, 48..291).await;
    claim(&house.db, 12, 0..188).await;
    house.rebuild_index().await;

    let path = "/flight-plans?from=GMP&to=CJU&date=2026-12-24";
    let answer = ok(&house, path).await;
    assert_eq!(answer["total"], 1);
    assert_eq!(answer["itineraries"][0]["seats_left"], 1);
    assert!(answer.get("empty").is_none());

    let answer = ok(&house, &format!("{path}&adults=1&children=1")).await;
    assert_eq!(
        answer["empty"],
        json!({"reason": "sold_out", "nearest_dates": ["2026-12-25"]})
    );
    // A baby needs no seat.
    assert_eq!(ok(&house, &format!("{path}&infants=1")).await["total"], 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn filters_that_leave_nothing_are_to_blame(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, &format!("{SEL_TYO}&max_price=1000")).await;
    assert_eq!(
        answer["empty"],
        json!({"reason": "filtered", "nearest_dates": []})
    );
    assert_eq!(answer["facets"]["stops"], json!([]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn no_day_is_named_that_cannot_be_searched(db: MySqlPool) {
    // 400 days from 2026-12-01 end on 2028-01-05.
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-01T00:30:00Z", 60),
        departure(1, ("GMP", "CJU"), "2028-01-03T23:00:00Z", 60),
        departure(1, ("GMP", "CJU"), "2028-01-05T23:00:00Z", 60),
    ];
    let house = House::with_flights(db, &flights).await;
    let nearest = async |date: &str| {
        let path = format!("/flight-plans?from=GMP&to=CJU&date={date}");
        let answer = house.get(&path).await.expect_status(StatusCode::OK).json();
        answer["empty"]["nearest_dates"].clone()
    };
    assert_eq!(nearest("2028-01-05").await, json!(["2028-01-04"]));
    // The flight of today leaves within the hour.
    assert_eq!(nearest("2026-12-02").await, json!([]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_way_says_for_itself_why_there_is_nothing(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, &format!("{SEL_TYO}&return_date=2026-12-30")).await;
    assert_eq!(answer["total"], 5);
    assert!(answer.get("empty").is_none());
    assert_eq!(
        answer["return"]["empty"],
        json!({"reason": "not_on_this_day", "nearest_dates": ["2026-12-29"]})
    );
}
