//! Direct flights, one way: what an answer holds, and what it costs.

use api::pricing::{Party, PassengerKind, Terms};
use axum::http::StatusCode;
use search::model::{Cabin, Won};
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{SEL_TYO, ids, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_answer_has_the_documented_shape(db: MySqlPool) {
    let house = House::open(db).await;
    let answer = ok(&house, &format!("{SEL_TYO}&airlines=KE&limit=1&sort=price")).await;

    let expected = json!({
        "from": {"code": "SEL", "airports": ["GMP", "ICN"]},
        "to": {"code": "TYO", "airports": ["HND", "NRT"]},
        "date": "2026-12-24",
        "as_of": {"generation": 1, "at": "2026-12-01T00:00:00.000Z"},
        "total": 2,
        "itineraries": [{
            "id": "1",
            "stops": 0,
            "duration_minutes": 140,
            "departs_at": "2026-12-24T09:05:00+09:00",
            "arrives_at": "2026-12-24T11:25:00+09:00",
            "price": {
                "currency": "KRW",
                "total": 192_300,
                "fare": 150_300,
                "fuel_surcharge": 14_000,
                "airport_charges": 28_000,
                "discount": 0,
                "per_passenger": [{"type": "adult", "count": 1, "total": 192_300}],
            },
            "seats_left": 243,
            "segments": [{
                "flight_id": 1,
                "flight_number": "KE703",
                "airline": "KE",
                "airline_name": "대한항공",
                "origin": "ICN",
                "destination": "NRT",
                "departs_at": "2026-12-24T09:05:00+09:00",
                "arrives_at": "2026-12-24T11:25:00+09:00",
                "duration_minutes": 140,
                "aircraft": "77W",
                "cabin": "economy",
                "seats_left": 243,
            }],
        }],
        "facets": {
            "stops": [{"value": 0, "count": 2, "min_total": 192_300}],
            "airlines": [
                {"value": "KE", "name": "대한항공", "count": 2, "min_total": 192_300},
                {"value": "7C", "name": "제주항공", "count": 1, "min_total": 140_700},
                {"value": "JL", "name": "일본항공", "count": 1, "min_total": 217_900},
                {"value": "OZ", "name": "아시아나항공", "count": 1, "min_total": 183_000},
            ],
            "departure": [{"value": "06-12", "count": 2, "min_total": 192_300}],
            "arrival": [{"value": "06-12", "count": 2, "min_total": 192_300}],
        },
        "next_cursor": answer["next_cursor"],
    });
    assert_eq!(answer, expected);
    assert!(answer["next_cursor"].is_string());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn fields_come_in_the_documented_order(db: MySqlPool) {
    let house = House::open(db).await;
    let text = house
        .get(SEL_TYO)
        .await
        .expect_status(StatusCode::OK)
        .text();
    let mut rest = text.as_str();
    for field in [
        "from",
        "to",
        "date",
        "as_of",
        "total",
        "itineraries",
        "id",
        "stops",
        "duration_minutes",
        "departs_at",
        "arrives_at",
        "price",
        "currency",
        "total",
        "fare",
        "fuel_surcharge",
        "airport_charges",
        "discount",
        "per_passenger",
        "seats_left",
        "segments",
        "flight_id",
        "flight_number",
        "airline",
        "airline_name",
        "origin",
        "destination",
        "departs_at",
        "arrives_at",
        "duration_minutes",
        "aircraft",
        "cabin",
        "seats_left",
        "facets",
        "stops",
        "airlines",
        "departure",
        "arrival",
        "next_cursor",
    ] {
        let found = rest.split_once(&format!("\"{field}\":"));
        rest = found.unwrap_or_else(|| panic!("{field} comes too early")).1;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_answer_is_json_in_the_language_asked_for(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans?from=ICN&to=CDG&date=2026-12-24&max_stops=1&airlines=AF,KE";

    let korean = house.get(path).await.expect_status(StatusCode::OK);
    assert_eq!(korean.header("content-type"), Some("application/json"));
    assert_eq!(korean.header("content-language"), Some("ko"));
    assert_eq!(korean.header("vary"), Some("accept-language"));
    let names = |answer: &Value| {
        let segments = answer["itineraries"].as_array().unwrap().iter();
        let segments = segments.flat_map(|itinerary| itinerary["segments"].as_array().unwrap());
        let mut names: Vec<_> = segments
            .map(|segment| segment["airline_name"].as_str().unwrap().to_owned())
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    };
    // Air France has no Korean name in this world.
    assert_eq!(names(&korean.json()), ["Air France", "대한항공"]);

    let english = house.get_with(path, &[("accept-language", "en-GB")]).await;
    assert_eq!(english.header("content-language"), Some("en"));
    assert_eq!(names(&english.json()), ["Air France", "Korean Air"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_city_means_all_its_airports_and_apt_means_one(db: MySqlPool) {
    let house = House::open(db).await;
    for (from, to, found) in [
        ("SEL", "TYO", 5),
        ("ICN", "TYO", 3),
        ("GMP", "TYO", 2),
        ("SEL", "NRT", 3),
        ("GMP", "HND", 2),
        ("GMP", "NRT", 0),
    ] {
        let path = format!("/flight-plans?from={from}&to={to}&date=2026-12-24");
        assert_eq!(ok(&house, &path).await["total"], found, "{from} {to}");
    }

    let path = "/flight-plans?from=ICN&date=2026-12-24&to=";
    let city = ok(&house, &format!("{path}BKK")).await;
    assert_eq!(
        city["to"],
        json!({"code": "BKK", "airports": ["BKK", "DMK"]})
    );
    let airport = ok(&house, &format!("{path}BKK.apt")).await;
    assert_eq!(
        airport["to"],
        json!({"code": "BKK.apt", "airports": ["BKK"]})
    );
    assert_eq!((ids(&city), ids(&airport)), (vec!["14"], vec!["14"]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_price_is_what_pricing_says_for_everybody(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans?from=ICN&to=NRT&date=2026-12-24&airlines=KE";
    let party = Party {
        adults: 2,
        children: 3,
        infants: 1,
    };
    let travellers = "&adults=2&children=3&infants=1";
    let answer = ok(&house, &format!("{path}{travellers}")).await;
    let price = &answer["itineraries"][0]["price"];

    let terms = Terms {
        base_price: Won(150_300),
        distance_km: house
            .app
            .catalog
            .airports
            .distance_km("ICN".parse().unwrap(), "NRT".parse().unwrap()),
        domestic: false,
        cabin: Cabin::Economy,
        days_to_departure: 23,
        airline: "KE".parse().unwrap(),
        origin: "ICN".parse().unwrap(),
        destination: "NRT".parse().unwrap(),
    };
    assert_eq!(price["total"], terms.total(party).0);
    let shares = PassengerKind::ALL.map(|kind| terms.price(kind).total().0);
    assert_eq!(
        price["per_passenger"],
        json!([
            {"type": "adult", "count": 2, "total": shares[0]},
            {"type": "child", "count": 3, "total": shares[1]},
            {"type": "infant", "count": 1, "total": shares[2]},
        ])
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn parts_and_shares_add_up_to_the_total(db: MySqlPool) {
    let house = House::open(db).await;
    for travellers in ["", "&adults=9", "&adults=3&children=6&infants=3"] {
        for path in [
            "from=SEL&to=TYO",
            "from=SEL&to=PAR&max_stops=1",
            "from=GMP&to=CJU",
        ] {
            let path = format!("/flight-plans?{path}&date=2026-12-24{travellers}");
            let answer = ok(&house, &path).await;
            let itineraries = answer["itineraries"].as_array().unwrap();
            assert!(!itineraries.is_empty(), "{path}");
            for itinerary in itineraries {
                let price = &itinerary["price"];
                let won = |part: &str| price[part].as_i64().unwrap();
                let parts = won("fare") + won("fuel_surcharge") + won("airport_charges");
                assert_eq!(won("total"), parts - won("discount"), "{price}");
                let shares = price["per_passenger"].as_array().unwrap().iter();
                let shares = shares.map(|share| {
                    share["count"].as_i64().unwrap() * share["total"].as_i64().unwrap()
                });
                assert_eq!(won("total"), shares.sum::<i64>(), "{price}");
            }
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_cabin_asked_for_is_the_one_that_is_priced_and_counted(db: MySqlPool) {
    let house = House::open(db).await;
    for (cabin, found, fare, seats_left) in [
        ("business", vec!["1", "2"], 300_600, 40),
        ("first", vec!["1"], 826_700, 8),
    ] {
        let path = "/flight-plans?from=ICN&to=NRT&date=2026-12-24&sort=departure";
        let answer = ok(&house, &format!("{path}&cabin={cabin}")).await;
        assert_eq!(ids(&answer), found, "{cabin}");
        let itinerary = &answer["itineraries"][0];
        assert_eq!(itinerary["price"]["fare"], fare, "{cabin}");
        assert_eq!(itinerary["seats_left"], seats_left, "{cabin}");
        assert_eq!(itinerary["segments"][0]["cabin"], cabin);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn blank_parameters_are_parameters_not_given(db: MySqlPool) {
    let house = House::open(db).await;
    let blank = "&return_date=&adults=&cabin=&max_stops=&sort=&airlines=&depart_after=&depart_before=\
                 &arrive_after=&arrive_before=&max_price=&max_duration=&limit=&cursor=&overnight=";
    let plain = ok(&house, SEL_TYO).await;
    assert_eq!(ok(&house, &format!("{SEL_TYO}{blank}")).await, plain);
}
