//! What the answer must be: written from the rules alone, over all rows, with nothing shared.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike};
use search::model::{AirlineCode, Flight, FlightId, Iata, Minute, Won};
use search::{Airports, Query, Sort, Stops};

/// An itinerary as its flights.
pub(crate) type Trip = Vec<Flight>;

/// Count and lowest total by value.
pub(crate) type Tally<T> = BTreeMap<T, (u32, Won)>;

#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Expected {
    pub(crate) trips: Vec<Vec<FlightId>>,
    pub(crate) stops: Tally<u8>,
    pub(crate) airlines: Tally<AirlineCode>,
    pub(crate) departure: Tally<u8>,
    pub(crate) arrival: Tally<u8>,
    pub(crate) earliest_arrival: Option<Minute>,
}

/// Which filter to leave out.
#[derive(Clone, Copy, PartialEq)]
enum But {
    None,
    Airlines,
    Departure,
    Arrival,
}

pub(crate) fn answer(
    airports: &Airports,
    flights: &[Flight],
    query: &Query,
    price: &dyn Fn(&Flight) -> Won,
) -> Expected {
    let trips = trips(airports, flights, query);
    let pass = |trip: &Trip, but| passes(airports, trip, query, price, but);
    let mut expected = Expected {
        earliest_arrival: trips
            .iter()
            .map(|trip| trip[trip.len() - 1].arrives_at)
            .min(),
        ..Expected::default()
    };
    for trip in &trips {
        let cost = total(trip, price);
        let quarter = |time: NaiveDateTime| (time.hour() / 6) as u8;
        if pass(trip, But::None) {
            tally(&mut expected.stops, trip.len() as u8 - 1, cost);
        }
        let airline = trip[0].number.airline;
        if pass(trip, But::Airlines) && trip.iter().all(|f| f.number.airline == airline) {
            tally(&mut expected.airlines, airline, cost);
        }
        if pass(trip, But::Departure) {
            tally(
                &mut expected.departure,
                quarter(leaves(airports, trip)),
                cost,
            );
        }
        if pass(trip, But::Arrival) {
            tally(
                &mut expected.arrival,
                quarter(arrives(airports, trip)),
                cost,
            );
        }
    }
    let mut wanted: Vec<&Trip> = trips.iter().filter(|trip| pass(trip, But::None)).collect();
    wanted.sort_by_key(|trip| {
        let ids: Vec<u64> = trip.iter().map(|flight| flight.id.0).collect();
        (order(airports, trip, query, price), trip[0].departs_at, ids)
    });
    expected.trips = wanted
        .iter()
        .map(|trip| trip.iter().map(|flight| flight.id).collect())
        .collect();
    expected
}

/// Every itinerary before the filters.
pub(crate) fn trips(airports: &Airports, flights: &[Flight], query: &Query) -> Vec<Trip> {
    let usable: Vec<&Flight> = flights
        .iter()
        .filter(|f| f.departs_at >= query.earliest && f.seats_left[query.cabin] >= query.seats)
        .collect();
    let mut trips: Vec<Trip> = Vec::new();
    for first in usable
        .iter()
        .filter(|f| query.from.contains(&f.origin) && f.day == query.day)
    {
        if query.to.contains(&first.destination) {
            trips.push(vec![**first]);
        }
        let Stops::One { overnight } = query.stops else {
            continue;
        };
        for second in &usable {
            if connects(airports, query, first, second, overnight) {
                trips.push(vec![**first, **second]);
            }
        }
    }
    trips
}

fn connects(a: &Airports, query: &Query, first: &Flight, second: &Flight, overnight: bool) -> bool {
    let hub = first.destination;
    let country = |code: Iata| a.get(code).unwrap().country;
    let domestic = [first.origin, second.origin, second.destination]
        .iter()
        .all(|end| country(*end) == country(hub));
    let layover = second.departs_at.0 - first.arrives_at.0;
    let arrival_date = clock(a, hub, first.arrives_at).date();
    let leaves_on = second.day.date();
    let ratio = f64::from(first.distance_km + second.distance_km)
        / f64::from(a.distance_km(first.origin, second.destination));
    second.origin == hub
        && query.to.contains(&second.destination)
        && !query.to.contains(&hub)
        && !query.from.contains(&hub)
        && layover >= if domestic { 45 } else { 90 }
        && layover <= if overnight { 24 * 60 } else { 8 * 60 }
        && (leaves_on == arrival_date || leaves_on == arrival_date.succ_opt().unwrap())
        && ratio <= 2.2
}

fn passes(
    airports: &Airports,
    trip: &Trip,
    query: &Query,
    price: &dyn Fn(&Flight) -> Won,
    but: But,
) -> bool {
    let filters = &query.filters;
    let within = |band: search::Band, time: NaiveDateTime| {
        let now = (time.hour() * 60 + time.minute()) as u16;
        let (after, before) = (band.after.unwrap_or(0), band.before.unwrap_or(1440));
        // Walks the clock from `after` until `before`.
        let mut minute = after % 1440;
        for _ in 0..1440 {
            if minute == now {
                return true;
            }
            minute = (minute + 1) % 1440;
            if minute == before % 1440 {
                return false;
            }
        }
        false
    };
    let airline =
        |f: &Flight| filters.airlines.is_empty() || filters.airlines.contains(&f.number.airline);
    (but == But::Airlines || trip.iter().all(airline))
        && (but == But::Departure || within(filters.departure, leaves(airports, trip)))
        && (but == But::Arrival || within(filters.arrival, arrives(airports, trip)))
        && filters
            .max_price
            .is_none_or(|most| total(trip, price) <= most)
        && filters
            .max_duration
            .is_none_or(|most| duration(trip) <= i64::from(most))
}

fn order(airports: &Airports, trip: &Trip, query: &Query, price: &dyn Fn(&Flight) -> Won) -> i64 {
    match query.sort {
        Sort::Price => total(trip, price).0,
        Sort::Duration => duration(trip),
        Sort::Departure => trip[0].departs_at.0,
        Sort::Arrival => trip[trip.len() - 1].arrives_at.0,
        Sort::Best => {
            let (leaves, arrives) = (leaves(airports, trip), arrives(airports, trip));
            let night = leaves.hour() < 6
                || arrives.hour() < 6
                || (arrives.hour() == 23 && arrives.minute() >= 30);
            total(trip, price).0 / i64::from(query.seats)
                + duration(trip) * 15_000 / 60
                + (trip.len() as i64 - 1) * 60_000
                + if night { 20_000 } else { 0 }
        }
    }
}

fn total(trip: &Trip, price: &dyn Fn(&Flight) -> Won) -> Won {
    trip.iter().map(price).sum()
}

fn duration(trip: &Trip) -> i64 {
    trip[trip.len() - 1].arrives_at.0 - trip[0].departs_at.0
}

fn leaves(airports: &Airports, trip: &Trip) -> NaiveDateTime {
    clock(airports, trip[0].origin, trip[0].departs_at)
}

fn arrives(airports: &Airports, trip: &Trip) -> NaiveDateTime {
    let last = &trip[trip.len() - 1];
    clock(airports, last.destination, last.arrives_at)
}

/// Local date and time, straight from the time zone database.
fn clock(airports: &Airports, airport: Iata, at: Minute) -> NaiveDateTime {
    let zone = airports.get(airport).unwrap().zone;
    let utc = DateTime::UNIX_EPOCH + TimeDelta::minutes(at.0);
    utc.with_timezone(&zone).naive_local()
}

fn tally<T: Ord>(tally: &mut Tally<T>, value: T, total: Won) {
    let entry = tally.entry(value).or_insert((0, total));
    entry.0 += 1;
    entry.1 = entry.1.min(total);
}
