//! What an import did or would do, for people and for machines.

use std::fmt::Write;

use chrono::TimeZone;
use chrono_tz::Tz;
use search::model::{Iata, Minute};
use serde::Serialize;

use super::Format;
use super::book::Book;
use super::change::{Change, Comparison, Tally};
use super::draft::PassedOver;
use super::fault::Fault;
use super::file::ScheduleFile;
use super::row::Dated;
use super::store::Stored;
use super::survey::Survey;

/// Examples of each kind that are shown.
const EXAMPLES: usize = 5;

/// What became of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It has faults, and nothing was written.
    Refused,
    /// It was a dry run.
    WouldWrite,
    /// It is imported.
    Written,
}

/// One change as an example.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sample {
    /// `added`, `changed`, `reinstated` or `cancelled`.
    pub change: &'static str,
    /// The flight, and what changes.
    pub flight: String,
}

/// The first few changes of each kind.
#[derive(Debug, Default)]
pub(super) struct Samples(Vec<Sample>);

/// What an import did, or would do.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How the file is written.
    pub format: Format,
    /// What became of it.
    pub outcome: Outcome,
    /// Rows or legs without a fault.
    pub good_rows: usize,
    /// Lines with faults.
    pub bad_rows: usize,
    /// Legs that were passed over.
    pub passed_over: PassedOver,
    /// Flights by what happens to them; all zero when the file was refused.
    pub flights: Tally,
    /// Airplanes, each of which stands for a fleet, that were made or would be.
    pub new_airplanes: usize,
    /// A few of the changes.
    pub samples: Vec<Sample>,
    /// Everything that is wrong, by line.
    pub faults: Vec<Fault>,
}

impl Report {
    pub(super) fn refused(file: ScheduleFile) -> Self {
        let nothing = Survey {
            tally: Tally::default(),
            samples: Samples::default(),
            new_airplanes: 0,
            withheld: Default::default(),
        };
        Self::of(file, nothing, Outcome::Refused)
    }

    pub(super) fn of(file: ScheduleFile, survey: Survey, outcome: Outcome) -> Self {
        Self {
            format: file.format,
            outcome,
            good_rows: file.good_rows(),
            bad_rows: file.faults.rows(),
            passed_over: file.passed_over,
            flights: survey.tally,
            new_airplanes: survey.new_airplanes,
            samples: survey.samples.by_kind(),
            faults: file.faults.into_sorted(),
        }
    }
}

impl Samples {
    fn by_kind(mut self) -> Vec<Sample> {
        self.0.sort_by_key(|sample| sample.change);
        self.0
    }

    /// Keeps a change when few of its kind were kept.
    pub(super) fn take(&mut self, comparison: &Comparison<'_>, book: &Book, change: &Change) {
        let kind = match change {
            Change::Add(_) => "added",
            Change::Alter(..) => "changed",
            Change::Reinstate(..) => "reinstated",
            Change::Cancel(_) => "cancelled",
        };
        if self.0.iter().filter(|kept| kept.change == kind).count() < EXAMPLES {
            let clocks = Clocks(book);
            self.0.push(Sample {
                change: kind,
                flight: match change {
                    Change::Add(dated) => clocks.wanted(comparison, dated),
                    Change::Alter(stored, dated) | Change::Reinstate(stored, dated) => {
                        clocks.altered(comparison, stored, dated)
                    }
                    Change::Cancel(stored) => clocks.stored(stored),
                },
            });
        }
    }
}

/// Shows instants as the clocks at the airports do.
struct Clocks<'a>(&'a Book);

impl Clocks<'_> {
    fn wanted(&self, comparison: &Comparison<'_>, dated: &Dated) -> String {
        let craft = comparison.fleet.craft(dated.wish);
        format!(
            "{} {} {}-{} {}-{} {}",
            dated.number,
            dated.day,
            dated.origin,
            dated.destination,
            self.time(dated.origin, dated.departs_at),
            self.time(dated.destination, dated.arrives_at),
            craft.map_or(String::new(), |craft| craft.aircraft.to_string()),
        )
    }

    fn stored(&self, stored: &Stored) -> String {
        format!(
            "{} {} {}-{} {}-{} {}",
            stored.number,
            stored.day,
            stored.origin,
            stored.destination,
            self.time(stored.origin, stored.departs_at),
            self.time(stored.destination, stored.arrives_at),
            stored.airplane.aircraft,
        )
    }

    fn altered(&self, comparison: &Comparison<'_>, stored: &Stored, dated: &Dated) -> String {
        let mut text = self.stored(stored);
        let mut add = |what: &str, before: String, after: String| {
            if before != after {
                let separator = if text.contains(" -> ") { "," } else { ":" };
                let written = write!(text, "{separator} {what} {before} -> {after}");
                written.expect("text takes every write");
            }
        };
        let (from, to) = (stored.origin, stored.destination);
        add("destination", to.to_string(), dated.destination.to_string());
        add(
            "departs",
            self.time(from, stored.departs_at),
            self.time(from, dated.departs_at),
        );
        add(
            "arrives",
            self.time(to, stored.arrives_at),
            self.time(dated.destination, dated.arrives_at),
        );
        if let Ok(craft) = comparison.fleet.craft(dated.wish)
            && !craft.is_granted_by(&stored.airplane)
        {
            let airplane = |aircraft: String, id: Option<u32>| match id {
                Some(id) => format!("{aircraft} (airplane {id})"),
                None => format!("{aircraft} (a new airplane)"),
            };
            let own = &stored.airplane;
            add(
                "aircraft",
                airplane(own.aircraft.to_string(), Some(own.id)),
                airplane(craft.aircraft.to_string(), craft.airplane().map(|it| it.id)),
            );
        }
        let price = dated.base_price.unwrap_or(stored.base_price);
        add(
            "base price",
            stored.base_price.0.to_string(),
            price.0.to_string(),
        );
        text
    }

    fn time(&self, airport: Iata, at: Minute) -> String {
        let row = self.0.reference.airports.get(&airport);
        let zone = row.map_or(Tz::UTC, |row| row.airport.zone);
        let local = zone.from_utc_datetime(&at.utc());
        local.format("%H:%M").to_string()
    }
}
