//! `growth`: does a search get slower when there are more flights? The index is built from the
//! generator, without MySQL.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use search::model::{Day, Won};
use search::{Checkpoint, Filters, IndexDir, Query, Snapshot, Sort, Stops, Writer, WriterLimits};
use timetable::reference::Reference;
use timetable::schedule::{Params, Schedule};

use crate::load::Times;
use crate::pricing::{Asked, now};
use crate::{lists, report};

/// Flights a day of 1, 10 and 20 million rows.
const SIZES: [u32; 3] = [2_700, 27_000, 54_000];
/// Flights that are handed over together, as a rebuild does.
const CHUNK: usize = 20_000;
/// The slowest median is at most this many times the fastest.
const FLAT_WITHIN: f64 = 1.3;

/// Builds the three indexes and asks each the same number of distinct questions.
pub(crate) fn run() -> Result<()> {
    report::heading("growth");
    let mut medians = Vec::new();
    for per_day in SIZES {
        let folder = tempfile::tempdir()?;
        let dir = IndexDir::new(folder.path());
        let start = Day::of(now().date_naive()).unwrap_or(Day(0)).plus(1);
        build(
            &dir,
            Params {
                per_day,
                ..Params::from_start(start)
            },
        )?;
        let snapshot = Snapshot::open(&dir, crate::airports())?;
        let times = ask(&snapshot, start)?;
        let flights = snapshot.documents();
        report::figure(&format!("p50 with {flights} flights"), us(&times, 0.5), "");
        report::figure(&format!("p99 with {flights} flights"), us(&times, 0.99), "");
        medians.push(times.percentile(0.5));
    }
    let slowest = medians.iter().copied().fold(0.0, f64::max);
    let fastest = medians.iter().copied().fold(f64::MAX, f64::min);
    report::at_most(
        "slowest p50 / fastest p50",
        slowest / fastest,
        FLAT_WITHIN,
        "x",
    );
    Ok(())
}

fn us(times: &Times, share: f64) -> String {
    format!("{:.1} us", times.percentile(share))
}

/// Builds and serves an index of all flights of a schedule.
pub(crate) fn build(dir: &IndexDir, params: Params) -> Result<()> {
    let lock = dir.lock("bench")?;
    let generation = lock.begin()?;
    let limits = WriterLimits {
        threads: 2,
        memory_bytes: 3_000_000_000,
    };
    let mut writer = Writer::create(&dir.generation(generation), limits)?;
    let schedule = Schedule::new(params, &Reference::read());
    let mut flights = schedule.flights().peekable();
    while flights.peek().is_some() {
        let chunk: Vec<_> = flights.by_ref().take(CHUNK).collect();
        writer.add_all(&chunk)?;
    }
    writer.commit(&Checkpoint {
        epoch: String::new(),
        server: String::new(),
        file: String::new(),
        position: 0,
        gtid: None,
        as_of: now(),
        seal: None,
    })?;
    writer.finish()?;
    Ok(lock.publish(generation)?)
}

/// Asks a list of distinct direct questions, one after the other, and times each with its price.
fn ask(snapshot: &Snapshot, start: Day) -> Result<Times> {
    let questions = lists::direct(snapshot, start)?;
    let mut times = Vec::with_capacity(questions.len());
    let mut found = 0;
    for asked in &questions {
        let query = direct_query(asked);
        let prices = Asked::new(snapshot.airports(), query.cabin);
        let begun = Instant::now();
        let answer = search::run(snapshot, &query, |flight| -> Won { prices.total(flight) })?;
        times.push(begun.elapsed().as_nanos() as u64);
        found += black_box(answer).itineraries.len();
    }
    ensure!(
        found >= questions.len(),
        "{found} itineraries for {} questions",
        questions.len()
    );
    Ok(Times::new(times))
}

fn direct_query(asked: &lists::Direct) -> Query {
    Query {
        from: vec![asked.from],
        to: vec![asked.to],
        day: asked.day,
        cabin: search::model::Cabin::Economy,
        seats: 1,
        earliest: search::model::Minute::of(now()),
        stops: Stops::None,
        filters: Filters::default(),
        sort: Sort::Best,
        limit: 20,
        after: None,
    }
}
