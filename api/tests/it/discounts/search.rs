//! What a search shows of discount events.

use api::pricing::{self, AllDiscounts, Party, Terms, quote};
use search::model::{Cabin, FlightId};
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{Row, house_with, ok};
use crate::fixture::instant;
use crate::house::House;

const SEL_TYO: &str = "/flight-plans?from=SEL&to=TYO&date=2026-12-24";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_event_comes_off_for_everybody_and_is_explained(db: MySqlPool) {
    let ke = Row {
        airlines: &["KE"],
        ..Row::new("대한항공 특가", 10)
    };
    let house = house_with(db, &[ke]).await;
    let path = format!("{SEL_TYO}&sort=departure&adults=2&infants=1");
    let answer = ok(&house, &path).await;

    let itineraries = answer["itineraries"].as_array().unwrap();
    let of = |id: &str| itineraries.iter().find(|found| found["id"] == id).unwrap();
    // 15,030 off each of two adults, 1,500 off the infant.
    assert_eq!(
        of("1")["price"],
        json!({
            "currency": "KRW",
            "total": 2 * (135_270 + 42_000) + 13_500,
            "fare": 2 * 150_300 + 15_000,
            "fuel_surcharge": 28_000,
            "airport_charges": 56_000,
            "discount": 31_560,
            "per_passenger": [
                {"type": "adult", "count": 2, "total": 177_270},
                {"type": "infant", "count": 1, "total": 13_500},
            ],
            "discounts": [{"name": "대한항공 특가", "rate": 10, "amount": 31_560}],
        })
    );
    let asiana = &of("2")["price"];
    assert_eq!(asiana["discount"], 0);
    assert_eq!(
        (&asiana["discounts"], &asiana["not_applied"]),
        (&Value::Null, &Value::Null)
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_event_is_valid_to_the_second(db: MySqlPool) {
    let noon = Row {
        period: ("2026-12-01T03:00:00Z", "2026-12-01T03:10:00Z"),
        ..Row::new("점심 특가", 50)
    };
    let house = house_with(db, &[noon]).await;
    for (at, discount) in [
        ("2026-12-01T02:59:59.999999Z", 0),
        ("2026-12-01T03:00:00Z", 75_150),
        ("2026-12-01T03:09:59.999999Z", 75_150),
        ("2026-12-01T03:10:00Z", 0),
    ] {
        house.clock.set(instant(at));
        let flight = ok(&house, "/flight-plans/1").await;
        assert_eq!(flight["cabins"][0]["price"]["discount"], discount, "{at}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn order_filters_facets_and_pages_go_by_what_is_paid(db: MySqlPool) {
    let ke = Row {
        airlines: &["KE"],
        ..Row::new("대한항공 반값", 50)
    };
    let house = house_with(db, &[ke]).await;

    let mut cheapest_first = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("{SEL_TYO}&sort=price&limit=2&cursor={cursor}");
        let answer = ok(&house, &path).await;
        for found in answer["itineraries"].as_array().unwrap() {
            cheapest_first.push((
                found["id"].as_str().unwrap().to_owned(),
                found["price"]["total"].as_i64().unwrap(),
            ));
        }
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let expected = [
        ("1", 75_150 + 42_000),
        ("4", 91_250 + 42_000),
        ("3", 98_700 + 42_000),
        ("2", 141_000 + 42_000),
        ("5", 175_900 + 42_000),
    ];
    assert_eq!(
        cheapest_first,
        expected.map(|(id, total)| (id.to_owned(), total))
    );

    let answer = ok(&house, &format!("{SEL_TYO}&max_price=133250")).await;
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["facets"]["stops"][0]["min_total"], 117_150);
    assert_eq!(answer["facets"]["airlines"][0]["min_total"], 117_150);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn calendar_grid_anywhere_and_flight_show_the_price_of_the_search(db: MySqlPool) {
    let events = [
        Row {
            routes: &[("ICN", "NRT"), ("ICN", "BKK")],
            ..Row::new("인천 특가", 30)
        },
        Row::new("모두 특가", 7),
    ];
    let house = house_with(db, &events).await;
    let answer = ok(
        &house,
        &format!("{SEL_TYO}&sort=price&limit=1&return_date=2026-12-29"),
    )
    .await;
    let least = &answer["itineraries"][0]["price"]["total"];
    let least_back = &answer["return"]["itineraries"][0]["price"]["total"];
    assert_eq!(*least, 98_700 + 42_000 - 29_610);
    assert_eq!(*least_back, 101_300 + 42_000 - 7_090);

    let month = ok(
        &house,
        "/flight-plans/calendar?from=SEL&to=TYO&month=2026-12",
    )
    .await;
    assert_eq!(month["days"][23]["min_total"], *least);

    let path = "/flight-plans/grid?from=SEL&to=TYO&date=2026-12-24&return_date=2026-12-29";
    let grid = ok(&house, path).await;
    let both = least.as_i64().unwrap() + least_back.as_i64().unwrap();
    assert_eq!(grid["rows"][3]["cells"][3]["min_total"], both);

    let anywhere = ok(&house, "/flight-plans/anywhere?from=ICN&date=2026-12-24").await;
    let destinations = anywhere["destinations"].as_array().unwrap();
    let tokyo = destinations
        .iter()
        .find(|city| city["code"] == "TYO")
        .unwrap();
    assert_eq!(tokyo["min_total"], *least);

    let flight = ok(&house, "/flight-plans/3").await;
    assert_eq!(
        flight["cabins"][0]["price"],
        answer["itineraries"][0]["price"]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_price_of_an_itinerary_is_the_quote_for_booking_it(db: MySqlPool) {
    let events = [
        Row {
            airlines: &["KE", "AF"],
            ..Row::new("두 항공사 특가", 13)
        },
        Row {
            airlines: &["AF"],
            routes: &[("NRT", "CDG")],
            ..Row::new("파리 특가", 33)
        },
        Row::new("모두 특가", 7),
    ];
    let house = house_with(db, &events).await;
    let mut conn = house.db.acquire().await.unwrap();
    let now = house.clock.now();
    let all = AllDiscounts::read(&mut conn, now).await.unwrap();
    let discounts = all.at(now, None);
    let mut compared = 0;
    for (travellers, party) in [
        ("", (1, 0, 0)),
        ("&adults=3&children=2&infants=3", (3, 2, 3)),
    ] {
        let (adults, children, infants) = party;
        let party = Party {
            adults,
            children,
            infants,
        };
        for path in [
            "from=SEL&to=TYO",
            "from=SEL&to=PAR&max_stops=1",
            "from=GMP&to=CJU",
        ] {
            let path = format!("/flight-plans?{path}&date=2026-12-24{travellers}");
            let answer = ok(&house, &path).await;
            for found in answer["itineraries"].as_array().unwrap() {
                let quote = quote(&terms(&house, found), party, &discounts);
                let shown = &found["price"];
                assert_eq!(shown["total"], quote.total().0, "{path}");
                assert_eq!(shown["discount"], quote.price.discount.0, "{path}");
                let names = shown["discounts"].as_array().unwrap();
                assert_eq!(names.len(), quote.explanation.applied.len());
                compared += 1;
            }
        }
    }
    assert!(compared > 15, "{compared}");
}

/// What an order would make of the flights of an itinerary.
fn terms(house: &House, itinerary: &Value) -> Vec<Terms> {
    let snapshot = house.app.index.snapshot();
    let ids = itinerary["id"].as_str().unwrap().split('-');
    let flights = ids.map(|id| {
        snapshot
            .flight(FlightId(id.parse().unwrap()))
            .unwrap()
            .unwrap()
    });
    flights
        .map(|flight| Terms {
            base_price: flight.base_price,
            distance_km: flight.distance_km,
            domestic: snapshot
                .airports()
                .is_domestic(flight.origin, flight.destination),
            cabin: Cabin::Economy,
            days_to_departure: flight
                .day
                .since(snapshot.airports().today(flight.origin, house.clock.now())),
            airline: flight.number.airline,
            origin: flight.origin,
            destination: flight.destination,
        })
        .collect()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_another_node_changed_is_noticed_without_being_told(db: MySqlPool) {
    let house = House::open(db).await;
    let keeping_up = tokio::spawn(pricing::keep_up(house.app.clone()));
    let discount = async || {
        let flight = ok(&house, "/flight-plans/1").await;
        flight["cabins"][0]["price"]["discount"].as_i64().unwrap()
    };
    assert_eq!(discount().await, 0);

    Row::new("다른 곳에서", 10).insert(&house.db).await;
    while discount().await != 15_030 {
        tokio::task::yield_now().await;
    }
    Row::new("더 많이", 20).insert(&house.db).await;
    while discount().await != 30_060 {
        tokio::task::yield_now().await;
    }
    keeping_up.abort();
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_search_asks_no_mysql_for_what_comes_off(db: MySqlPool) {
    Row::new("모두 특가", 10).insert(&db).await;
    let house = House::with(db, |parts| parts.db = crate::health::mysql_that_is_away()).await;
    let answer = ok(&house, &format!("{SEL_TYO}&airlines=OZ")).await;
    assert_eq!(answer["itineraries"][0]["price"]["discount"], 14_100);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_what_is_known_goes_on_to_begin_and_to_end(db: MySqlPool) {
    let tomorrow = Row {
        period: ("2026-12-02T00:00:00Z", "2026-12-03T00:00:00Z"),
        ..Row::new("내일부터", 10)
    };
    let house = house_with(db, &[tomorrow]).await;
    let away = crate::health::mysql_that_is_away();
    let now = instant("2026-12-02T00:00:00Z");
    house.app.discounts.notice(&away, now).await.unwrap_err();

    for (at, discount) in [(now, 14_100), (instant("2026-12-03T00:00:00Z"), 0)] {
        house.clock.set(at);
        let answer = ok(&house, &format!("{SEL_TYO}&airlines=OZ")).await;
        assert_eq!(
            answer["itineraries"][0]["price"]["discount"], discount,
            "{at}"
        );
    }
}
