//! The questions that are asked: lists of distinct queries, the same for everybody in a run.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result, ensure};
use search::model::{Day, Iata};
use search::{Airports, Snapshot};

/// A question about a direct flight.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Direct {
    /// Where from.
    pub(crate) from: Iata,
    /// Where to.
    pub(crate) to: Iata,
    /// When.
    pub(crate) day: Day,
}

/// How many questions a list holds.
pub(crate) const LENGTH: usize = 100_000;
/// Over how many days from the first.
pub(crate) const DAYS: u16 = 300;

/// Distinct questions, drawn over all flights of the first [`DAYS`] days after `from`: a route is
/// asked as often as it flies.
pub(crate) fn direct(snapshot: &Snapshot, from: Day) -> Result<Vec<Direct>> {
    let mut flights = Vec::new();
    snapshot.for_each(|flight| {
        if flight.day >= from && flight.day.since(from) < i32::from(DAYS) {
            let asked = Direct {
                from: flight.origin,
                to: flight.destination,
                day: flight.day,
            };
            flights.push((shuffle(flight.id.0), asked));
        }
    })?;
    flights.sort_unstable_by_key(|(order, _)| *order);
    let mut seen = HashSet::new();
    let questions: Vec<_> = flights
        .into_iter()
        .map(|(_, asked)| asked)
        .filter(|asked| seen.insert(*asked))
        .take(LENGTH)
        .collect();
    ensure!(
        !questions.is_empty(),
        "the index has no flights from {from} on"
    );
    Ok(questions)
}

/// The code to ask for exactly this airport: some codes mean a city of several airports.
pub(crate) fn code(airports: &Airports, airport: Iata) -> String {
    match airports.place(airport.as_str()) {
        Some(place) if place.airports.len() > 1 => format!("{airport}.apt"),
        _ => airport.to_string(),
    }
}

/// The paths that ask `questions` of the search endpoint.
pub(crate) fn paths(airports: &Airports, questions: &[Direct]) -> Vec<String> {
    let path = |asked: &Direct| {
        let (from, to) = (code(airports, asked.from), code(airports, asked.to));
        format!("/flight-plans?from={from}&to={to}&date={}", asked.day)
    };
    questions.iter().map(path).collect()
}

/// The paths that ask for the month of each question, each route and month once.
pub(crate) fn calendar_paths(airports: &Airports, questions: &[Direct]) -> Vec<String> {
    let path = |asked: &Direct| {
        let (from, to) = (code(airports, asked.from), code(airports, asked.to));
        let month = asked.day.date().format("%Y-%m");
        format!("/flight-plans/calendar?from={from}&to={to}&month={month}")
    };
    let mut seen = HashSet::new();
    questions
        .iter()
        .map(path)
        .filter(|path| seen.insert(path.clone()))
        .collect()
}

/// The paths that ask for suggestions: the first letters of every city, as somebody types them.
pub(crate) fn suggestion_paths(airports: &Airports) -> Vec<String> {
    let mut paths = Vec::new();
    for city in airports.cities() {
        for name in [Some(&city.name_en), city.name_ko.as_ref()]
            .into_iter()
            .flatten()
        {
            let letters = name.chars().count();
            for typed in 1..=letters.min(4) {
                let typed: String = name.chars().take(typed).collect();
                let typed: String = typed.bytes().map(|byte| format!("%{byte:02X}")).collect();
                paths.push(format!("/airports?q={typed}"));
            }
        }
    }
    paths.sort_unstable_by_key(|path| shuffle(path.bytes().map(u64::from).sum()));
    paths
}

/// Writes a list for the load generators, one path a line after `base`.
pub(crate) fn write(file: &Path, base: &str, paths: &[String]) -> Result<()> {
    let mut out = BufWriter::new(File::create(file).context("could not write the list")?);
    for path in paths {
        writeln!(out, "{base}{path}")?;
    }
    Ok(out.flush()?)
}

/// A fixed order that has nothing to do with the ids: splitmix64.
pub(crate) fn shuffle(id: u64) -> u64 {
    let mut z = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
