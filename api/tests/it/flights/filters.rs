//! Filters, facets and orders.

use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{SEL_TYO, departure, ids, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_filter_leaves_what_it_should(db: MySqlPool) {
    let house = House::open(db).await;
    for (filter, found) in [
        ("airlines=KE", vec!["4", "1"]),
        ("airlines=KE,7C", vec!["3", "4", "1"]),
        ("airlines=7C,KE,7C", vec!["3", "4", "1"]),
        ("depart_after=09:05", vec!["1", "2", "5"]),
        ("depart_after=09:06", vec!["2", "5"]),
        ("depart_before=08:10", vec!["3"]),
        ("depart_before=08:11", vec!["3", "4"]),
        ("depart_after=08:00&depart_before=10:00", vec!["4", "1"]),
        ("depart_after=19:00&depart_before=08:00", vec!["3", "5"]),
        ("arrive_after=11:25", vec!["1", "2", "5"]),
        ("arrive_before=10:20", vec!["3"]),
        ("arrive_after=21:00&arrive_before=10:00", vec!["3", "5"]),
        ("max_price=183000", vec!["3", "2"]),
        ("max_price=182999", vec!["3"]),
        ("max_price=366000&adults=2", vec!["3", "2"]),
        ("max_duration=130", vec!["4", "5"]),
        ("max_duration=140&airlines=KE,OZ", vec!["4", "1", "2"]),
    ] {
        let answer = ok(&house, &format!("{SEL_TYO}&sort=departure&{filter}")).await;
        assert_eq!(ids(&answer), found, "{filter}");
        assert_eq!(answer["total"], found.len(), "{filter}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_facet_is_counted_with_every_filter_but_its_own(db: MySqlPool) {
    let house = House::open(db).await;
    let facets = |answer: &Value, name: &str| {
        let facets = answer["facets"][name].as_array().unwrap().iter();
        facets
            .map(|facet| (facet["value"].clone(), facet["count"].as_u64().unwrap()))
            .collect::<Vec<_>>()
    };
    let answer = ok(&house, &format!("{SEL_TYO}&airlines=JL&depart_after=12:00")).await;
    assert_eq!(ids(&answer), ["5"]);
    assert_eq!(facets(&answer, "airlines"), [(json!("JL"), 1)]);
    assert_eq!(facets(&answer, "departure"), [(json!("18-24"), 1)]);
    assert_eq!(facets(&answer, "arrival"), [(json!("18-24"), 1)]);

    let answer = ok(&house, &format!("{SEL_TYO}&airlines=KE&depart_after=12:00")).await;
    assert_eq!(ids(&answer), [] as [&str; 0]);
    assert_eq!(facets(&answer, "airlines"), [(json!("JL"), 1)]);
    assert_eq!(facets(&answer, "departure"), [(json!("06-12"), 2)]);
    assert!(facets(&answer, "arrival").is_empty());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_order_is_the_one_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    for (sort, order) in [
        ("price", ["3", "2", "1", "5", "4"]),
        ("duration", ["4", "5", "1", "2", "3"]),
        ("departure", ["3", "4", "1", "2", "5"]),
        ("arrival", ["3", "4", "1", "2", "5"]),
        ("best", ["3", "2", "1", "5", "4"]),
    ] {
        let answer = ok(&house, &format!("{SEL_TYO}&sort={sort}")).await;
        assert_eq!(ids(&answer), order, "{sort}");
    }
    assert_eq!(
        ids(&ok(&house, SEL_TYO).await),
        ["3", "2", "1", "5", "4"],
        "best is the default"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn best_weighs_price_against_time_stops_and_night(db: MySqlPool) {
    // A night departure costs 20,000, an hour 15,000.
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-23T20:59:00Z", 60), // 05:59
        departure(3, ("GMP", "CJU"), "2026-12-24T03:00:00Z", 139),
        departure(5, ("GMP", "CJU"), "2026-12-24T04:00:00Z", 141),
        departure(7, ("GMP", "CJU"), "2026-12-23T21:00:00Z", 60), // 06:00
        departure(9, ("GMP", "CJU"), "2026-12-24T13:30:00Z", 60), // arrives 23:30
        departure(11, ("GMP", "CJU"), "2026-12-24T13:29:00Z", 60),
    ];
    let house = House::with_flights(db, &flights).await;
    let path = "/flight-plans?from=GMP&to=CJU&date=2026-12-24";
    assert_eq!(ids(&ok(&house, path).await), ["4", "6", "2", "1", "5", "3"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn equals_are_ordered_by_departure_and_then_by_id(db: MySqlPool) {
    let flights = [
        departure(1, ("GMP", "CJU"), "2026-12-24T05:00:00Z", 60),
        departure(3, ("GMP", "CJU"), "2026-12-24T03:00:00Z", 60),
        departure(5, ("GMP", "CJU"), "2026-12-24T03:00:00Z", 60),
    ];
    let house = House::with_flights(db, &flights).await;
    for sort in ["price", "duration", "departure", "best"] {
        let path = format!("/flight-plans?from=GMP&to=CJU&date=2026-12-24&sort={sort}");
        assert_eq!(ids(&ok(&house, &path).await), ["2", "3", "1"], "{sort}");
    }
}
