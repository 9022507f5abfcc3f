//! Searching flights through the front door.

mod airports;
mod clock;
mod documented;
mod elsewhere;
mod empty;
mod fares;
mod filters;
mod flight;
mod fresh;
mod one_stop;
mod one_way;
mod pages;
mod refusals;
mod round_trip;
mod seats;

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::MySqlPool;

use crate::fixture::Departure;
use crate::house::House;

/// From Seoul to Tokyo on Christmas Eve.
const SEL_TYO: &str = "/flight-plans?from=SEL&to=TYO&date=2026-12-24";

/// What a path answers with 200.
async fn ok(house: &House, path: &str) -> Value {
    house.get(path).await.expect_status(StatusCode::OK).json()
}

/// The itineraries of an answer, by id.
fn ids(answer: &Value) -> Vec<&str> {
    let itineraries = answer["itineraries"].as_array().unwrap();
    itineraries
        .iter()
        .map(|itinerary| itinerary["id"].as_str().unwrap())
        .collect()
}

/// A flight of Korean Air for 100,000 KRW.
fn departure(
    number: u16,
    route: (&'static str, &'static str),
    departs_at: &'static str,
    minutes: i64,
) -> Departure {
    Departure {
        number: ("KE", number),
        route,
        departs_at,
        minutes,
        base_price: 100_000,
    }
}

/// Takes seats of a flight.
pub(crate) async fn claim(db: &MySqlPool, flight: u64, seats: impl IntoIterator<Item = u16>) {
    for seat in seats {
        sqlx::query("INSERT INTO seat_claims (flight_id, seat_index) VALUES (?, ?)")
            .bind(flight)
            .bind(seat)
            .execute(db)
            .await
            .unwrap();
    }
}
