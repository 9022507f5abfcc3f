//! Searching while the index changes underneath.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use search::model::{Flight, Iata, Won};
use search::{Live, Query, Snapshot};

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

/// Everything a snapshot has to tell, by several ways of looking.
fn told(snapshot: &Snapshot) -> (Vec<Flight>, Vec<Flight>, Vec<Iata>, u64, u64) {
    let (mut all, mut leaving) = (Vec::new(), Vec::new());
    snapshot.for_each(|flight| all.push(flight)).unwrap();
    let (icn, day) = (world::iata("ICN"), day(2026, 12, 24));
    snapshot.leaving(icn, day, |_| true, &mut leaving).unwrap();
    all.sort_by_key(|flight| flight.id);
    leaving.sort_by_key(|flight| flight.id);
    let linked = snapshot.network().destinations(icn).to_vec();
    let (documents, position) = (snapshot.documents(), snapshot.checkpoint().position);
    (all, leaving, linked, documents, position)
}

#[test]
fn a_snapshot_made_of_the_one_before_tells_what_a_new_one_tells() {
    let world = World::of(&flights(1));
    let mut writer = world.writer();
    let mut snapshot = world.snapshot();
    let destinations = ["NRT", "HND", "CJU", "BOM"];
    for commit in 0..60_u64 {
        let id = 1 + commit * 7 % 50;
        let (leaves, arrives) = ("2026-12-24T01:00:00Z", "2026-12-24T03:00:00Z");
        let to = destinations[(commit / 15) as usize];
        match commit % 3 {
            0 => writer.remove(flights(1)[0].id),
            _ => writer
                .replace(&flight(id, "ICN", to, leaves, arrives))
                .unwrap(),
        }
        writer.commit(&world::checkpoint(commit)).unwrap();

        snapshot = snapshot.reopen(&world.dir()).unwrap();

        assert_eq!(told(&snapshot), told(&world.snapshot()), "commit {commit}");
    }
    drop(writer);
    world.publish(&flights(2));
    snapshot = snapshot.reopen(&world.dir()).unwrap();
    assert_eq!(snapshot.generation(), 2);
    assert_eq!(told(&snapshot), told(&world.snapshot()));
}

#[test]
fn many_commits_leave_few_segments_and_few_files() {
    let world = World::of(&flights(1));
    let mut writer = world.writer();
    for commit in 0..100 {
        let replaced = flights(commit)[(commit % 40) as usize];
        writer.replace(&replaced).unwrap();
        writer.commit(&world::checkpoint(1)).unwrap();
    }
    let segments = || world.snapshot().segments();
    eventually(|| segments() <= 8);
    let files = || {
        std::fs::read_dir(world.dir().generation(1))
            .unwrap()
            .count()
    };
    writer.commit(&world::checkpoint(1)).unwrap();
    eventually(|| files() <= 8 * 12);
    assert_eq!(world.snapshot().documents(), 40);
}
