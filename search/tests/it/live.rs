//! Searching while the index changes underneath.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use search::model::{Flight, Won};
use search::{Live, Query};

use crate::world::{self, World, day, flight, query};

/// Flights that tell their generation by their price.
fn flights(generation: i64) -> Vec<Flight> {
    let on = |id| {
        flight(
            id,
            "ICN",
            "NRT",
            "2026-12-24T01:00:00Z",
            "2026-12-24T03:00:00Z",
        )
    };
    let price = Won(generation * 1_000);
    (1..=40)
        .map(|id| Flight {
            base_price: price,
            ..on(id)
        })
        .collect()
}

fn asked() -> Query {
    query("ICN", "NRT", day(2026, 12, 24))
}

/// Waits for something that another thread does; gives up after a time no test should take.
fn eventually(what: impl Fn() -> bool) {
    let start = Instant::now();
    while !what() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "it did not happen"
        );
        thread::sleep(Duration::from_millis(5));
    }
}

/// Ends the readers however the test ends: a scope waits for its threads.
struct StopOnDrop<'a>(&'a AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn eight_readers_never_see_an_error_or_two_generations_at_once() {
    let world = World::of(&flights(1));
    let live = Live::open(world.dir(), world::airports()).unwrap();
    let (done, answers) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    let snapshot = live.snapshot();
                    let generation = snapshot.generation() as i64;
                    let answer = search::run(&snapshot, &asked(), |f| f.base_price).unwrap();
                    assert_eq!(answer.total, 40);
                    let mut totals = answer.itineraries.iter().map(|itinerary| itinerary.total);
                    assert!(totals.all(|total| total == Won(generation * 1_000)));
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let _readers_end = StopOnDrop(&done);
        for generation in 2..=12 {
            world.publish(&flights(generation));
            eventually(|| live.snapshot().generation() as i64 == generation);
        }
    });
    assert_eq!(live.failures(), 0);
    assert!(answers.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_commit_is_seen_without_a_new_generation() {
    let world = World::of(&flights(1));
    let live = Live::open(world.dir(), world::airports()).unwrap();
    let mut writer = world.writer();
    writer.remove(flights(1)[0].id);
    writer
        .replace(&Flight {
            base_price: Won(9),
            ..flights(1)[1]
        })
        .unwrap();
    assert_eq!(live.snapshot().documents(), 40);
    writer.commit(&world::checkpoint(2)).unwrap();
    eventually(|| live.snapshot().documents() == 39);
    let answer = search::run(&live.snapshot(), &asked(), |f| f.base_price).unwrap();
    assert_eq!((answer.total, answer.itineraries[0].total), (39, Won(9)));
}

#[test]
fn a_change_that_cannot_be_opened_leaves_the_last_good_one() {
    let world = World::of(&flights(1));
    let live = Live::open(world.dir(), world::airports()).unwrap();
    std::fs::write(world.dir().root().join("CURRENT"), "77\n").unwrap();
    eventually(|| live.failures() > 0);
    assert_eq!(live.snapshot().generation(), 1);
    assert_eq!(
        search::run(&live.snapshot(), &asked(), |f| f.base_price)
            .unwrap()
            .total,
        40
    );

    let next = world.publish(&flights(2));
    eventually(|| live.snapshot().generation() == next);
}
