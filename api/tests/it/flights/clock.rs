//! The clock: when a flight is no longer sold, and what time it is elsewhere.

use serde_json::json;
use sqlx::MySqlPool;

use super::{departure, ids, ok};
use crate::fixture::instant;
use crate::house::House;

const ICN_NRT: &str = "/flight-plans?from=ICN&to=NRT&date=2026-12-24&airlines=KE";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_is_shown_until_an_hour_before_it_leaves(db: MySqlPool) {
    // It leaves at 00:05 UTC.
    let house = House::open(db).await;
    for (now, shown) in [
        ("2026-12-23T23:04:00Z", true),  // 61 minutes
        ("2026-12-23T23:04:59Z", true),  // an hour and a second
        ("2026-12-23T23:05:00Z", false), // an hour
        ("2026-12-23T23:06:00Z", false), // 59 minutes
    ] {
        house.clock.set(instant(now));
        let found = u64::from(shown);
        assert_eq!(ok(&house, ICN_NRT).await["total"], found, "{now}");
        let path = "/flight-plans/calendar?from=ICN&to=NRT&month=2026-12";
        let others = 1; // that of Asiana at 01:00 UTC
        let flights = ok(&house, path).await["days"][23]["flights"].clone();
        assert_eq!(flights, found + others, "{now}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn today_is_today_at_the_origin(db: MySqlPool) {
    let flights = [
        departure(1, ("HNL", "ICN"), "2026-12-01T05:00:00Z", 600),
        departure(3, ("ICN", "HNL"), "2026-12-01T05:00:00Z", 500),
    ];
    let house = House::with_flights(db, &flights).await;
    // At 00:00 UTC it is the last day of November in Honolulu, 14:00, and December in Seoul, 09:00.
    let from_honolulu = ok(&house, "/flight-plans?from=HNL&to=ICN&date=2026-11-30").await;
    assert_eq!(ids(&from_honolulu), ["1"]);
    let departs_at = &from_honolulu["itineraries"][0]["departs_at"];
    assert_eq!(departs_at, "2026-11-30T19:00:00-10:00");
    let path = "/flight-plans?from=ICN&to=HNL&date=2026-11-30";
    house.get(path).await.expect_invalid(&["date"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn days_to_departure_are_dates_at_the_origin(db: MySqlPool) {
    let house = House::open(db).await;
    let fare = async |now: &str| {
        house.clock.set(instant(now));
        ok(&house, ICN_NRT).await["itineraries"][0]["price"]["fare"].clone()
    };
    // Until midnight in Seoul it is the 3rd: 21 days; from then on it is the 4th: 20 days.
    assert_eq!(fare("2026-12-03T14:59:59Z").await, 150_300);
    assert_eq!(fare("2026-12-03T15:00:00Z").await, 162_300);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_can_arrive_the_day_before(db: MySqlPool) {
    let flights = [departure(53, ("ICN", "HNL"), "2026-12-24T15:30:00Z", 480)];
    let house = House::with_flights(db, &flights).await;
    let answer = ok(&house, "/flight-plans?from=ICN&to=HNL&date=2026-12-25").await;
    let itinerary = &answer["itineraries"][0];
    assert_eq!(itinerary["departs_at"], "2026-12-25T00:30:00+09:00");
    assert_eq!(itinerary["arrives_at"], "2026-12-24T13:30:00-10:00");
    assert_eq!(itinerary["duration_minutes"], 480);
    assert_eq!(answer["facets"]["departure"][0]["value"], "00-06");
    assert_eq!(answer["facets"]["arrival"][0]["value"], "12-18");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn half_hours_are_part_of_the_local_time(db: MySqlPool) {
    let flights = [
        departure(481, ("ICN", "DEL"), "2026-12-27T04:00:00Z", 500),
        departure(482, ("DEL", "ICN"), "2026-12-27T18:29:00Z", 430),
        departure(484, ("DEL", "ICN"), "2026-12-27T18:30:00Z", 430),
    ];
    let house = House::with_flights(db, &flights).await;
    let answer = ok(&house, "/flight-plans?from=ICN&to=DEL&date=2026-12-27").await;
    assert_eq!(
        answer["itineraries"][0]["arrives_at"],
        "2026-12-27T17:50:00+05:30"
    );

    // Sunday ends in Delhi at 18:30 UTC.
    let on = async |date: &str| {
        let path = format!("/flight-plans?from=DEL&to=ICN&date={date}");
        let answer = ok(&house, &path).await;
        let departs_at = answer["itineraries"][0]["departs_at"].clone();
        (answer["total"].clone(), departs_at)
    };
    assert_eq!(
        on("2026-12-27").await,
        (json!(1), json!("2026-12-27T23:59:00+05:30"))
    );
    assert_eq!(
        on("2026-12-28").await,
        (json!(1), json!("2026-12-28T00:00:00+05:30"))
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_day_on_which_the_clock_changes_is_one_day(db: MySqlPool) {
    // On 2027-03-28 Paris goes from 02:00 to 03:00, at 01:00 UTC.
    let flights = [
        departure(2, ("CDG", "ICN"), "2027-03-27T22:59:00Z", 700),
        departure(4, ("CDG", "ICN"), "2027-03-27T23:00:00Z", 700),
        departure(6, ("CDG", "ICN"), "2027-03-28T00:59:00Z", 700),
        departure(8, ("CDG", "ICN"), "2027-03-28T01:00:00Z", 700),
        departure(10, ("CDG", "ICN"), "2027-03-28T21:59:00Z", 700),
        departure(12, ("CDG", "ICN"), "2027-03-28T22:00:00Z", 700),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans?from=CDG&to=ICN&date=2027-03-28&sort=departure";
    let answer = ok(&house, path).await;
    let departures: Vec<_> = answer["itineraries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|itinerary| itinerary["departs_at"].as_str().unwrap())
        .collect();
    assert_eq!(
        departures,
        [
            "2027-03-28T00:00:00+01:00",
            "2027-03-28T01:59:00+01:00",
            "2027-03-28T03:00:00+02:00",
            "2027-03-28T23:59:00+02:00",
        ]
    );
    let early = format!("{path}&depart_before=03:00");
    assert_eq!(ids(&ok(&house, &early).await), ["2", "3"]);
    let night = format!("{path}&depart_after=23:00&depart_before=01:00");
    assert_eq!(ids(&ok(&house, &night).await), ["2", "5"]);
}
