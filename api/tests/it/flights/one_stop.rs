//! Itineraries with a connection.

use serde_json::json;
use sqlx::MySqlPool;

use super::{departure, ids, ok};
use crate::house::House;

const SEL_PAR: &str = "/flight-plans?from=SEL&to=PAR&date=2026-12-24&sort=departure";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn connections_are_shown_when_they_are_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    assert_eq!(ids(&ok(&house, SEL_PAR).await), ["8"]);
    assert_eq!(
        ids(&ok(&house, &format!("{SEL_PAR}&max_stops=0")).await),
        ["8"]
    );

    let answer = ok(&house, &format!("{SEL_PAR}&max_stops=1")).await;
    assert_eq!(ids(&answer), ["3-9", "1-9", "2-9", "8", "5-10"]);
    assert_eq!(answer["total"], 5);
    let count = |stops: u64| {
        let facets = answer["facets"]["stops"].as_array().unwrap();
        facets.iter().find(|facet| facet["value"] == stops).unwrap()["count"].clone()
    };
    assert_eq!((count(0), count(1)), (json!(1), json!(4)));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_night_at_the_airport_has_to_be_welcome(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_PAR}&max_stops=1");
    assert_eq!(
        ok(&house, &format!("{path}&overnight=false")).await["total"],
        5
    );
    let answer = ok(&house, &format!("{path}&overnight=true")).await;
    assert_eq!(ids(&answer), ["3-9", "4-10", "1-9", "2-9", "8", "5-10"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_itinerary_adds_up_its_flights(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, &format!("{SEL_PAR}&max_stops=1&adults=2")).await;
    let itinerary = &answer["itineraries"][1];
    assert_eq!(itinerary["id"], "1-9");
    assert_eq!(itinerary["stops"], 1);
    assert_eq!(itinerary["departs_at"], "2026-12-24T09:05:00+09:00");
    assert_eq!(itinerary["arrives_at"], "2026-12-24T18:25:00+01:00");
    assert_eq!(itinerary["duration_minutes"], 1_040);
    let fares = 150_300 + 990_000;
    let fuel = 14_000 + 78_000;
    assert_eq!(
        itinerary["price"],
        json!({
            "currency": "KRW",
            "total": 2 * (fares + fuel + 56_000),
            "fare": 2 * fares,
            "fuel_surcharge": 2 * fuel,
            "airport_charges": 2 * 56_000,
            "discount": 0,
            "per_passenger": [{"type": "adult", "count": 2, "total": fares + fuel + 56_000}],
        })
    );
    let numbers: Vec<_> = itinerary["segments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|segment| segment["flight_number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["KE703", "AF275"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_domestic_connection_takes_45_minutes_to_8_hours(db: MySqlPool) {
    let flights = [
        departure(1, ("ICN", "GMP"), "2026-12-24T00:00:00Z", 40),
        departure(2, ("GMP", "CJU"), "2026-12-24T01:24:00Z", 70),
        departure(4, ("GMP", "CJU"), "2026-12-24T01:25:00Z", 70),
        departure(6, ("GMP", "CJU"), "2026-12-24T08:40:00Z", 70),
        departure(8, ("GMP", "CJU"), "2026-12-24T08:41:00Z", 70),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans?from=ICN&to=CJU&date=2026-12-24&max_stops=1&sort=arrival";
    assert_eq!(ids(&ok(&house, path).await), ["1-3", "1-4"]);
    let overnight = format!("{path}&overnight=true");
    assert_eq!(ids(&ok(&house, &overnight).await), ["1-3", "1-4", "1-5"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn any_other_connection_takes_90_minutes(db: MySqlPool) {
    let flights = [
        departure(1, ("ICN", "NRT"), "2026-12-24T00:00:00Z", 140),
        departure(2, ("NRT", "KIX"), "2026-12-24T03:49:00Z", 80),
        departure(4, ("NRT", "KIX"), "2026-12-24T03:50:00Z", 80),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans?from=ICN&to=OSA&date=2026-12-24&max_stops=1";
    assert_eq!(ids(&ok(&house, path).await), ["1-3"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_is_sent_around_the_corner_or_to_another_airport(db: MySqlPool) {
    let flights = [
        departure(1, ("ICN", "CJU"), "2026-12-24T00:00:00Z", 70),
        departure(2, ("CJU", "GMP"), "2026-12-24T03:00:00Z", 70),
        departure(3, ("ICN", "NRT"), "2026-12-24T00:00:00Z", 140),
        departure(4, ("HND", "KIX"), "2026-12-24T06:00:00Z", 80),
    ];
    let house = House::with_flights(db, &flights).await;
    for to in ["GMP", "KIX"] {
        let path = format!("/flight-plans?from=ICN&to={to}&date=2026-12-24&max_stops=1");
        assert_eq!(ok(&house, &path).await["total"], 0, "{to}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_filter_by_airline_asks_for_every_flight(db: MySqlPool) {
    let house = House::open(db).await;
    let path = format!("{SEL_PAR}&max_stops=1");
    for (airlines, found) in [
        ("KE", vec!["8"]),
        ("AF", vec![]),
        ("AF,KE", vec!["1-9", "8"]),
        ("KE,AF", vec!["1-9", "8"]),
        ("JL,AF", vec!["5-10"]),
    ] {
        let answer = ok(&house, &format!("{path}&airlines={airlines}")).await;
        assert_eq!(ids(&answer), found, "{airlines}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_flight_of_an_itinerary_needs_the_seats(db: MySqlPool) {
    let house = House::open(db).await;
    super::claim(&house.db, 9, 48..290).await;
    house.rebuild_index().await;
    let path = format!("{SEL_PAR}&max_stops=1");
    let answer = ok(&house, &path).await;
    assert_eq!(ids(&answer), ["3-9", "1-9", "2-9", "8", "5-10"]);
    assert_eq!(answer["itineraries"][0]["seats_left"], 1);
    assert_eq!(answer["itineraries"][0]["segments"][0]["seats_left"], 189);
    assert_eq!(
        ids(&ok(&house, &format!("{path}&adults=2")).await),
        ["8", "5-10"]
    );
}
