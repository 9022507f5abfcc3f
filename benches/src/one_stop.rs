//! `one-stop`: connections between the busiest pairs of cities that no flight links directly, in
//! process, and over HTTP against one join in SQL.

use std::collections::HashSet;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use search::model::{Cabin, City, Day, Iata, Minute};
use search::{Filters, Query, Snapshot, Sort, Stops};

use crate::load::Times;
use crate::pricing::{Asked, now};
use crate::server::Server;
use crate::{Run, closed, lists, report, sql};

/// How many pairs are asked.
const PAIRS: usize = 2_000;
/// Each pair is asked on this many days.
const DAYS: i16 = 5;

/// Asks every pair in process and prints the percentiles; then over HTTP.
pub(crate) fn run(run: &Run, snapshot: &Snapshot) -> Result<()> {
    report::heading("one-stop");
    let pairs = pairs(snapshot);
    ensure!(pairs.len() == PAIRS, "only {} pairs", pairs.len());
    in_process(run, snapshot, &pairs)?;
    let paths: Vec<_> = asked(run, &pairs)
        .map(|(from, to, day)| path(from, to, day))
        .collect();
    let list = run.folder.path().join("one-stop");
    lists::write(&list, "", &paths)?;
    let (api, sql) = (Server::api()?, Server::comparison(&["serve-sql"])?);
    sql::check(&api, &sql, &paths)?;
    let ([index, sql], errors) = closed::rounds([&api, &sql], &list)?;
    report::figure("index over HTTP", format!("{:.0} req/s", index.rate()), "");
    report::figure("SQL over HTTP", format!("{:.1} req/s", sql.rate()), "");
    report::figure("errors", errors, "0");
    report::at_least("index / SQL", index.rate() / sql.rate(), 50.0);
    Ok(())
}

/// The paths that ask for connections between the pairs of this bench.
pub(crate) fn paths(run: &Run, snapshot: &Snapshot) -> Vec<String> {
    let pairs = pairs(snapshot);
    let paths = asked(run, &pairs).map(|(from, to, day)| path(from, to, day));
    paths.collect()
}

/// Two cities.
type Pair<'a> = (&'a City, &'a City);

/// Each pair on several days.
fn asked<'a>(
    run: &Run,
    pairs: &'a [Pair<'a>],
) -> impl Iterator<Item = (&'a City, &'a City, Day)> + use<'a> {
    let first = run.first_day.plus(14);
    pairs.iter().enumerate().flat_map(move |(n, (from, to))| {
        (0..DAYS).map(move |day| (*from, *to, first.plus(day * 37 + (n % 30) as i16)))
    })
}

fn path(from: &City, to: &City, day: Day) -> String {
    format!(
        "/flight-plans?from={}&to={}&date={day}&max_stops=1",
        from.code, to.code
    )
}

fn in_process(run: &Run, snapshot: &Snapshot, pairs: &[Pair<'_>]) -> Result<()> {
    let (mut times, mut answered, mut itineraries) = (Vec::new(), 0_u32, 0_u64);
    for (from, to, day) in asked(run, pairs) {
        let query = question(&from.airports, &to.airports, day);
        let prices = Asked::new(snapshot.airports(), query.cabin);
        let begun = Instant::now();
        let answer = search::run(snapshot, &query, |flight| prices.total(flight))?;
        times.push(begun.elapsed().as_nanos() as u64);
        answered += u32::from(answer.total > 0);
        itineraries += u64::from(black_box(answer).total);
    }
    let questions = times.len();
    let times = Times::new(times);
    report::figure(
        "questions, of which answered",
        format!("{questions}, {answered}"),
        "",
    );
    report::figure(
        "itineraries an answer",
        itineraries / u64::from(answered.max(1)),
        "",
    );
    report::at_most("p50", times.percentile(0.5) / 1e3, 2.0, "ms");
    report::at_most("p99", times.percentile(0.99) / 1e3, 10.0, "ms");
    Ok(())
}

/// One adult, economy, with a stop.
fn question(from: &[Iata], to: &[Iata], day: Day) -> Query {
    Query {
        from: from.to_vec(),
        to: to.to_vec(),
        day,
        cabin: Cabin::Economy,
        seats: 1,
        earliest: Minute::of(now()),
        stops: Stops::One { overnight: false },
        filters: Filters::default(),
        sort: Sort::Best,
        limit: 20,
        after: None,
    }
}

/// The pairs of cities with the most destinations at both ends that are linked by one connection
/// and by no direct flight, the busiest first.
fn pairs(snapshot: &Snapshot) -> Vec<Pair<'_>> {
    let network = snapshot.network();
    let reach = |city: &City| -> usize {
        city.airports
            .iter()
            .map(|airport| network.destinations(*airport).len())
            .sum()
    };
    let mut cities: Vec<_> = snapshot
        .airports()
        .cities()
        .map(|city| (reach(city), city))
        .collect();
    cities.retain(|(reach, _)| *reach > 0);
    cities.sort_unstable_by_key(|(reach, city)| (usize::MAX - reach, city.code));
    cities.truncate(250);
    let mut pairs = Vec::new();
    for (reach_from, from) in &cities {
        let next: HashSet<Iata> = destinations(snapshot, &from.airports);
        let beyond = destinations(snapshot, &next.iter().copied().collect::<Vec<_>>());
        for (reach_to, to) in &cities {
            let direct = to.airports.iter().any(|end| next.contains(end));
            let linked = to.airports.iter().any(|end| beyond.contains(end));
            if from.code != to.code && !direct && linked {
                pairs.push((reach_from * reach_to, *from, *to));
            }
        }
    }
    pairs.sort_unstable_by_key(|(reach, from, to)| (usize::MAX - reach, from.code, to.code));
    pairs.truncate(PAIRS);
    pairs.into_iter().map(|(_, from, to)| (from, to)).collect()
}

fn destinations(snapshot: &Snapshot, airports: &[Iata]) -> HashSet<Iata> {
    let network = snapshot.network();
    airports
        .iter()
        .flat_map(|airport| network.destinations(*airport))
        .copied()
        .collect()
}
