//! A schedule: every dated flight of a run, in order, the same each time.
//!
//! Flights come by date, then airline and flight number; the place of a flight in that order, from
//! 1, is its id. Nothing here needs a database.

mod counts;
mod departures;

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use search::model::{AircraftCode, AirlineCode, Day, Flight, FlightId, LayoutId};

use crate::hash::Key;
use crate::layouts::{SeatLayout, layouts};
use crate::leg::{Leg, Planner};
use crate::network::Network;
use crate::reference::Reference;
use counts::Counts;
use departures::Departures;

/// What a schedule is made from. The same parameters always give the same flights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Part of every random choice.
    pub seed: u64,
    /// The first departure date, local at the origin.
    pub start: Day,
    /// How many dates.
    pub days: u16,
    /// About how many flights a day.
    pub per_day: u32,
}

impl Params {
    /// The seed of the demo data.
    pub const SEED: u64 = 20_260_101;
    /// How many dates the demo data covers.
    pub const DAYS: u16 = 370;
    /// Flights a day of the demo data: 1.0 million rows.
    pub const PER_DAY: u32 = 2_700;

    /// The demo data from a date on.
    pub fn from_start(start: Day) -> Self {
        Self {
            seed: Self::SEED,
            start,
            days: Self::DAYS,
            per_day: Self::PER_DAY,
        }
    }

    /// The first date after the run.
    pub fn end(&self) -> Day {
        Day(self.start.0.saturating_add(self.days))
    }
}

/// An airplane that stands for all of an airline's airplanes of one type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Airplane {
    /// Its row in `airplanes`.
    pub id: u32,
    /// Who flies it.
    pub airline: AirlineCode,
    /// Its type.
    pub aircraft: AircraftCode,
    /// Its seats.
    pub layout: LayoutId,
}

/// A flight and the airplane that flies it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduledFlight {
    /// The flight, all its seats free.
    pub flight: Flight,
    /// The row in `airplanes`.
    pub airplane: u32,
}

/// All dated flights of a run.
#[derive(Debug)]
pub struct Schedule {
    params: Params,
    counts: Counts,
    departures: Departures,
    airplanes: Vec<Airplane>,
    layouts: Vec<SeatLayout>,
}

impl Schedule {
    /// Plans the schedule: every flight number, and not yet its dates.
    pub fn new(params: Params, reference: &Reference) -> Self {
        let seed = Key::new(params.seed);
        let network = Network::new(reference, seed);
        let planner = Planner::new(reference, &network, seed, params.start.date());
        let mut legs: Vec<_> = network
            .take(params.per_day)
            .iter()
            .flat_map(|rotation| planner.legs(rotation))
            .collect();
        legs.sort_by_key(|leg| leg.number);
        let layouts = layouts(reference);
        let airplanes = airplanes(&legs, &layouts);
        Self {
            params,
            counts: Counts::new(&legs),
            departures: Departures::new(legs, &airplanes, &layouts),
            airplanes,
            layouts,
        }
    }

    /// What the schedule is made from.
    pub fn params(&self) -> Params {
        self.params
    }

    /// How many flights it has.
    pub fn total(&self) -> u64 {
        self.dates().map(|date| self.counts.on(date)).sum()
    }

    /// Its flights in the order of their ids.
    pub fn flights(&self) -> impl Iterator<Item = Flight> + '_ {
        self.scheduled_from(FlightId(1)).map(|it| it.flight)
    }

    /// Its flights from one on, with their airplanes.
    pub fn scheduled_from(&self, first: FlightId) -> impl Iterator<Item = ScheduledFlight> + '_ {
        let mut next = FlightId(1);
        self.dates()
            .filter_map(move |date| {
                let first_of_date = next;
                next.0 += self.counts.on(date);
                (next > first).then_some((date, first_of_date))
            })
            .flat_map(|(date, id)| self.departures.on(date, id))
            .skip_while(move |it| it.flight.id < first)
    }

    /// Every layout that an airplane may have.
    pub fn layouts(&self) -> &[SeatLayout] {
        &self.layouts
    }

    /// The airplanes in the order of their ids.
    pub fn airplanes(&self) -> &[Airplane] {
        &self.airplanes
    }

    fn dates(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let start = self.params.start.date();
        (0..u64::from(self.params.days)).map(move |day| start + Days::new(day))
    }
}

/// One airplane for each airline and type.
fn airplanes(legs: &[Leg], layouts: &[SeatLayout]) -> Vec<Airplane> {
    let fleets: BTreeSet<_> = legs
        .iter()
        .map(|leg| (leg.number.airline, leg.aircraft))
        .collect();
    fleets
        .into_iter()
        .zip(1..)
        .map(|((airline, aircraft), id)| Airplane {
            id,
            airline,
            aircraft,
            layout: layout_of(layouts, aircraft).id,
        })
        .collect()
}

fn layout_of(layouts: &[SeatLayout], aircraft: AircraftCode) -> &SeatLayout {
    layouts
        .iter()
        .find(|layout| layout.aircraft == aircraft)
        .expect("legs use types that carry passengers, and each of them has a layout")
}
