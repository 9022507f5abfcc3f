//! Discounts that change while others change or use them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use axum::http::StatusCode;
use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{Row, discount_of, ok};
use crate::fixture::instant;
use crate::house::House;

/// How often a race is run.
#[expect(
    clippy::disallowed_methods,
    reason = "how often races are repeated is no setting of the service"
)]
fn rounds() -> u64 {
    std::env::var("GAJO_TEST_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}

/// How many events were made so far.
async fn count(db: &MySqlPool) -> i64 {
    let select = "SELECT COUNT(*) FROM discount_events";
    sqlx::query_scalar(select).fetch_one(db).await.unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_events_made_at_once_for_the_same_flights_one_is(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for round in 0..rounds() {
        // The events of earlier rounds are over.
        let now = house.clock.now() + TimeDelta::minutes(1);
        house.clock.set(now);
        let makers = (1..=4).map(|rate| {
            let body = json!({
                "name": format!("{round}"),
                "rate_percent": rate,
                "ends_at": now + TimeDelta::seconds(50 + rate),
            });
            admin.post("/discounts/admin", body)
        });
        let answers = join_all(makers).await;
        let made = answers.iter().filter(|a| a.status == StatusCode::CREATED);
        assert_eq!(made.count(), 1, "{round}");
        let refused = answers
            .iter()
            .filter(|a| a.status == StatusCode::BAD_REQUEST);
        assert_eq!(refused.count(), 3, "{round}");
    }
    assert_eq!(count(&house.db).await, rounds() as i64);
}

/// What makes the test above hold: two who look before either has written, without the row of the
/// version between them, both find nothing in their way.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_lock_both_are_made(db: MySqlPool) {
    let house = House::open(db).await;
    let begin = async || house.app.begin().await.unwrap();
    let (mut one, mut other) = (begin().await, begin().await);
    for tx in [&mut one, &mut other] {
        let select = "SELECT COUNT(*) FROM discount_events WHERE ends_at > '2026-12-01'";
        let found: i64 = sqlx::query_scalar(select)
            .fetch_one(&mut **tx)
            .await
            .unwrap();
        assert_eq!(found, 0);
    }
    for tx in [&mut one, &mut other] {
        let insert = "
            INSERT INTO discount_events (name, rate_percent, starts_at, ends_at, created_at)
            VALUES ('twice', 10, '2026-12-01', '2026-12-02', '2026-12-01')
        ";
        sqlx::query(insert).execute(&mut **tx).await.unwrap();
    }
    one.commit().await.unwrap();
    other.commit().await.unwrap();
    assert_eq!(count(&house.db).await, 2);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn who_searches_while_a_period_changes_sees_one_price(db: MySqlPool) {
    let house = Arc::new(House::open(db).await);
    let admin = house.admin().await;
    let stop = Arc::new(AtomicBool::new(false));
    let searching = {
        let (house, stop) = (Arc::clone(&house), Arc::clone(&stop));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_time()
                .build()
                .unwrap();
            let mut searches = 0;
            while !stop.load(Ordering::Relaxed) {
                runtime.block_on(expect_one_price(&house));
                searches += 1;
            }
            searches
        })
    };
    for round in 1..=rounds() {
        let now = house.clock.now() + TimeDelta::minutes(1);
        house.clock.set(now);
        let id = Row {
            period: (
                &now.to_rfc3339(),
                &(now + TimeDelta::seconds(50)).to_rfc3339(),
            ),
            ..Row::new("쓰는 중", 10)
        };
        let id = id.insert(&house.db).await;
        house.app.discounts.notice(&house.db, now).await.unwrap();
        assert_eq!(discount_of(&house, 2).await, 14_100, "{round}");
        // The part that is being used stays; the rest is gone as soon as it is answered.
        let end = now + TimeDelta::seconds(1);
        let path = format!("/discounts/admin/{id}");
        let patched = admin.patch(&path, json!({"ends_at": end})).await;
        patched.expect_status(StatusCode::OK);
        assert_eq!(discount_of(&house, 2).await, 14_100, "{round}");
        house.clock.set(end);
        assert_eq!(discount_of(&house, 2).await, 0, "{round}");
    }
    stop.store(true, Ordering::Relaxed);
    assert!(searching.join().unwrap() > 0);
}

/// Every part of one answer is made of the same discounts.
async fn expect_one_price(house: &House) {
    let path = "/flight-plans?from=ICN&to=NRT&date=2026-12-24&sort=price";
    let answer = ok(house, path).await;
    let itineraries = answer["itineraries"].as_array().unwrap();
    let won = |price: &Value, part: &str| price[part].as_i64().unwrap();
    for found in itineraries {
        let price = &found["price"];
        let parts = won(price, "fare") + won(price, "fuel_surcharge");
        let parts = parts + won(price, "airport_charges") - won(price, "discount");
        assert_eq!(won(price, "total"), parts);
        let rates = itineraries.iter().map(|other| {
            let other = &other["price"];
            won(other, "discount") * 1_000 / won(other, "fare")
        });
        let mine = won(price, "discount") * 1_000 / won(price, "fare");
        assert!(rates.clone().all(|rate| rate == mine), "{answer}");
    }
    let least = &answer["facets"]["stops"][0]["min_total"];
    assert_eq!(*least, itineraries[0]["price"]["total"]);
}

/// What makes the test above hold: an answer asks once what is known. Asking twice is two prices.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn who_asks_twice_what_is_known_may_get_two_answers(db: MySqlPool) {
    let house = House::open(db).await;
    let now = instant(crate::fixture::NOW);
    let first = Arc::clone(&house.app.discounts.known());
    Row::new("사이에", 10).insert(&house.db).await;
    house.app.discounts.notice(&house.db, now).await.unwrap();
    let second = house.app.discounts.known();
    assert!(first.at(now, None).is_nothing() && !second.at(now, None).is_nothing());
}
