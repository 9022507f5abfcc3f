//! Searching while the index is swapped.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use search::model::{Day, Iata};
use search::{Airports, Live};
use sqlx::MySqlPool;

use crate::fixture::House;

const SEARCHERS: usize = 8;
const GENERATIONS: u64 = 6;
const FLIGHTS: u64 = 2_000;
/// For a search to see a new generation, which takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(60);

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn searches_go_on_during_swaps_and_each_answer_is_of_one_generation(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    build(&house, 1).await;
    let airports = Airports::new(vec![], vec![]);
    let live = Live::open(house.config.index.clone(), airports).unwrap();
    let done = AtomicBool::new(false);
    let seen = Mutex::new(BTreeSet::new());

    thread::scope(|scope| {
        for _ in 0..SEARCHERS {
            scope.spawn(|| {
                // Also when it fails: the others must not go on for ever.
                let _stop = StopAtEnd(&done);
                while !done.load(Ordering::Relaxed) {
                    let price = answer(&live);
                    seen.lock().unwrap().insert(price);
                }
            });
        }
        scope.spawn(|| {
            let _stop = StopAtEnd(&done);
            swap(&house, &seen, &done);
        });
    });

    assert_eq!(live.failures(), 0);
    assert_eq!(seen.into_inner().unwrap(), (1..=GENERATIONS).collect());
}

struct StopAtEnd<'a>(&'a AtomicBool);

impl Drop for StopAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Rebuilds again and again, each generation with a price of its own, and waits until a search has
/// answered from it.
fn swap(house: &House, seen: &Mutex<BTreeSet<u64>>, done: &AtomicBool) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    for generation in 2..=GENERATIONS {
        runtime.block_on(async {
            let db = MySqlPool::connect(&house.url).await.unwrap();
            set_prices(&db, generation).await;
            house.rebuild().await;
            db.close().await;
        });
        let deadline = Instant::now() + PATIENCE;
        while !seen.lock().unwrap().contains(&generation) {
            assert!(!done.load(Ordering::Relaxed), "a searcher failed");
            assert!(Instant::now() < deadline, "nobody saw {generation}");
            thread::yield_now();
        }
    }
}

async fn build(house: &House, generation: u64) {
    set_prices(&house.db, generation).await;
    house.rebuild().await;
}

async fn set_prices(db: &MySqlPool, price: u64) {
    let update = sqlx::query("UPDATE flights SET base_price = ?").bind(price);
    update.execute(db).await.unwrap();
}

/// Everything on every route over some days, which must all be of one price: the one returned.
fn answer(live: &Live) -> u64 {
    let snapshot = live.snapshot();
    let code = |code| Iata::parse(code).unwrap();
    let first = Day(9831); // 2026-12-01
    let mut flights = Vec::new();
    for day in 0..40 {
        for (origin, destination) in [
            ("ICN", "NRT"),
            ("NRT", "ICN"),
            ("GMP", "KIX"),
            ("KIX", "GMP"),
        ] {
            let day = first.plus(day);
            snapshot
                .on_route(code(origin), code(destination), day, &mut flights)
                .unwrap();
        }
    }
    assert_eq!(flights.len() as u64, FLIGHTS - 1); // the last one leaves on day 40
    let price = flights[0].base_price.0;
    assert!(flights.iter().all(|flight| flight.base_price.0 == price));
    assert_eq!(price.unsigned_abs(), snapshot.generation());
    price.unsigned_abs()
}
