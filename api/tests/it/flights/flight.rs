//! One flight.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{claim, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_is_shown_with_everything_about_it(db: MySqlPool) {
    let house = House::open(db).await;
    let flight = ok(&house, "/flight-plans/2").await;
    let expected = json!({
        "flight_id": 2,
        "flight_number": "OZ102",
        "airline": "OZ",
        "airline_name": "아시아나항공",
        "origin": {
            "code": "ICN",
            "name": "인천국제공항",
            "city": "SEL",
            "city_name": "서울",
            "country_name": "대한민국",
        },
        "destination": {
            "code": "NRT",
            "name": "나리타 국제공항",
            "city": "TYO",
            "city_name": "도쿄",
            "country_name": "일본",
        },
        "date": "2026-12-24",
        "departs_at": "2026-12-24T10:00:00+09:00",
        "arrives_at": "2026-12-24T12:20:00+09:00",
        "duration_minutes": 140,
        "distance_km": 1257,
        "aircraft": {"code": "738", "name": "Boeing 737-800"},
        "cabins": [
            {"cabin": "economy", "capacity": 178, "seats_left": 178, "price": {
                "currency": "KRW",
                "total": 183_000,
                "fare": 141_000,
                "fuel_surcharge": 14_000,
                "airport_charges": 28_000,
                "discount": 0,
                "per_passenger": [{"type": "adult", "count": 1, "total": 183_000}],
            }},
            {"cabin": "business", "capacity": 8, "seats_left": 8, "price": {
                "currency": "KRW",
                "total": 324_000,
                "fare": 282_000,
                "fuel_surcharge": 14_000,
                "airport_charges": 28_000,
                "discount": 0,
                "per_passenger": [{"type": "adult", "count": 1, "total": 324_000}],
            }},
        ],
        "as_of": {"generation": 1, "at": "2026-12-01T00:00:00.000Z"},
    });
    assert_eq!(flight, expected);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn its_names_are_in_the_language_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    let flight = house
        .get_with("/flight-plans/8", &[("accept-language", "en")])
        .await
        .json();
    assert_eq!(flight["airline_name"], "Korean Air");
    assert_eq!(flight["origin"]["name"], "Incheon International Airport");
    assert_eq!(flight["destination"]["city_name"], "Paris");
    assert_eq!(flight["destination"]["country_name"], "France");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn its_price_is_the_one_in_the_search_for_the_same_party(db: MySqlPool) {
    let house = House::open(db).await;
    for party in ["", "&adults=2&children=1&infants=2"] {
        let path = format!("/flight-plans?from=ICN&to=NRT&date=2026-12-24&airlines=OZ{party}");
        let searched = ok(&house, &path).await["itineraries"][0]["price"].clone();
        let flight = ok(&house, &format!("/flight-plans/2?{party}")).await;
        assert_eq!(flight["cabins"][0]["price"], searched);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_sold_out_cabin_is_shown_with_no_seats(db: MySqlPool) {
    let house = House::open(db).await;
    claim(&house.db, 2, 0..9).await;
    house.rebuild_index().await;
    let flight = ok(&house, "/flight-plans/2").await;
    let left = |cabin: usize| flight["cabins"][cabin]["seats_left"].clone();
    assert_eq!((left(0), left(1)), (json!(177), json!(0)));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_knows_a_flight_that_is_not_there(db: MySqlPool) {
    let house = House::open(db).await;
    for id in [
        "0",
        "15",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "KE703",
        "1-9",
    ] {
        for path in [
            format!("/flight-plans/{id}"),
            format!("/flight-plans/{id}/seats"),
        ] {
            let problem = house.get(&path).await;
            let problem = problem.expect_problem(StatusCode::NOT_FOUND, "not_found");
            assert_eq!(problem["errors"], Value::Null);
        }
    }
}
