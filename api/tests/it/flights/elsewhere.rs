//! Flights that were found elsewhere make the answers of the service.

use api::flights::elsewhere::{MonthAsk, SearchAsk};
use axum::response::Response;
use search::model::{Day, Flight, Iata};
use serde_json::Value;
use sqlx::MySqlPool;

use super::ok;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn itineraries_from_elsewhere_are_answered_alike(db: MySqlPool) {
    let house = House::open(db).await;
    for query in [
        "from=SEL&to=TYO&date=2026-12-24&adults=2&children=1",
        "from=SEL&to=TYO&date=2026-12-24&sort=price&limit=2&airlines=KE,OZ,7C",
        "from=SEL&to=CJU&date=2026-12-24&cabin=first",
    ] {
        let ask = SearchAsk::read(&house.app, Some(query)).unwrap();
        let wanted = ask.query();
        let flights = on_day(&house, (&wanted.from, &wanted.to), wanted.day);
        let trips: Vec<_> = flights.into_iter().map(|flight| vec![flight]).collect();
        let answer = json(ask.answer(&house.app, &trips).unwrap()).await;
        assert_eq!(answer, ok(&house, &format!("/flight-plans?{query}")).await);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_month_from_elsewhere_is_answered_alike(db: MySqlPool) {
    let house = House::open(db).await;
    let query = "from=GMP&to=CJU&month=2026-12&adults=2";
    let ask = MonthAsk::read(&house.app, Some(query)).unwrap();
    let (first, last) = ask.days();
    let flights: Vec<_> = (first.0..=last.0)
        .flat_map(|day| on_day(&house, ask.ends(), Day(day)))
        .collect();
    assert_eq!(flights.len(), 3);
    let answer = json(ask.answer(&house.app, &flights).unwrap()).await;
    let path = format!("/flight-plans/calendar?{query}");
    assert_eq!(answer, ok(&house, &path).await);
}

fn on_day(house: &House, (from, to): (&[Iata], &[Iata]), day: Day) -> Vec<Flight> {
    let snapshot = house.app.index.snapshot();
    let mut flights = Vec::new();
    for origin in from {
        for destination in to {
            let found = snapshot.on_route(*origin, *destination, day, &mut flights);
            found.unwrap();
        }
    }
    flights
}

async fn json(response: Response) -> Value {
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
    serde_json::from_slice(&body.unwrap()).unwrap()
}
