//! Why there is nothing, and when there is something.

use std::io;

use crate::model::{Day, Iata, Won};
use crate::query::{Empty, EmptyReason, Query, Stops};
use crate::snapshot::Snapshot;

use super::connect;
use super::gather::{self, Candidates};

/// How many other days are named.
const MOST_NEAREST: usize = 3;
/// How far from the day asked a direct flight is looked for.
const DIRECT_WITHIN_DAYS: i16 = 30;
/// How far a connection is looked for: each day costs as much as a search.
const CONNECTION_WITHIN_DAYS: i16 = 3;

/// Explains an answer without itineraries.
pub(super) fn why(
    snapshot: &Snapshot,
    query: &Query,
    candidates: &Candidates,
) -> io::Result<Empty> {
    let reason = if !candidates.found.is_empty() {
        EmptyReason::Filtered
    } else if !is_linked(snapshot, query) {
        EmptyReason::NoRoute
    } else if has_flights(snapshot, query, (query.day, 0))? {
        EmptyReason::SoldOut
    } else {
        EmptyReason::NotOnThisDay
    };
    let nearest = match reason {
        EmptyReason::NoRoute | EmptyReason::Filtered => vec![],
        EmptyReason::SoldOut | EmptyReason::NotOnThisDay => nearest(snapshot, query)?,
    };
    Ok(Empty { reason, nearest })
}

fn is_linked(snapshot: &Snapshot, query: &Query) -> bool {
    !linked_pairs(snapshot, query).is_empty()
        || query.stops != Stops::None && connect::is_linked(snapshot.network(), query)
}

/// The nearest days with a flight to book: the day before, the day after, two days before ..
fn nearest(snapshot: &Snapshot, query: &Query) -> io::Result<Vec<Day>> {
    let pairs = linked_pairs(snapshot, query);
    let connects = query.stops != Stops::None;
    let mut days = Vec::new();
    let mut flights = Vec::new();
    for distance in 1..=DIRECT_WITHIN_DAYS {
        for day in [query.day.plus(-distance), query.day.plus(distance)] {
            flights.clear();
            for (origin, destination) in &pairs {
                snapshot.on_route(*origin, *destination, day, &mut flights)?;
            }
            let direct = flights
                .iter()
                .any(|flight| gather::can_be_booked(query, flight));
            let near = distance <= CONNECTION_WITHIN_DAYS;
            if direct || connects && near && has_flights(snapshot, query, (day, query.seats))? {
                days.push(day);
            }
            if days.len() == MOST_NEAREST {
                return Ok(days);
            }
        }
    }
    Ok(days)
}

/// Whether a query finds anything on another day, or for another number of seats.
fn has_flights(snapshot: &Snapshot, query: &Query, (day, seats): (Day, u16)) -> io::Result<bool> {
    let other = Query {
        day,
        seats,
        ..query.clone()
    };
    let candidates = Candidates::gather(snapshot, &other, &|_| Won(0))?;
    Ok(!candidates.found.is_empty())
}

fn linked_pairs(snapshot: &Snapshot, query: &Query) -> Vec<(Iata, Iata)> {
    let pairs = query
        .from
        .iter()
        .flat_map(|origin| query.to.iter().map(|end| (*origin, *end)));
    pairs
        .filter(|(origin, end)| snapshot.network().links(*origin, *end))
        .collect()
}
