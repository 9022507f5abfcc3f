//! Answering a query.
//!
//! One way, no turning back: gather the flights that can be booked, join them into itineraries, rule
//! out what the filters do not want while counting facets, order what is left, cut the page.

mod connect;
mod empty;
mod gather;
mod order;
mod select;

use std::io;

use crate::airports::Airports;
use crate::model::{Flight, Won};
use crate::query::{Answer, Facets, Itinerary, Query};
use crate::snapshot::Snapshot;

use gather::{Candidates, Found};

/// Answers a query from one snapshot. `price` says what all travellers together pay for a flight; it
/// is asked once for each flight that can be booked.
///
/// Fails when the index files cannot be read.
pub fn run(
    snapshot: &Snapshot,
    query: &Query,
    price: impl Fn(&Flight) -> Won,
) -> io::Result<Answer> {
    let candidates = Candidates::gather(snapshot, query, &price)?;
    let (wanted, facets) = select::select(&candidates, query);
    let empty = if wanted.is_empty() {
        Some(empty::why(snapshot, query, &candidates)?)
    } else {
        None
    };
    Ok(Answer {
        empty,
        ..answer(&candidates, wanted, facets, query)
    })
}

/// Counts, filters and orders itineraries of one or two flights that were found elsewhere, as
/// [`run`] does with its own. Flights that cannot be booked are left out; why there is nothing is
/// not asked.
pub fn arrange(
    airports: &Airports,
    trips: &[Vec<Flight>],
    query: &Query,
    price: impl Fn(&Flight) -> Won,
) -> Answer {
    let candidates = Candidates::of_trips(airports, query, trips, &price);
    let (wanted, facets) = select::select(&candidates, query);
    answer(&candidates, wanted, facets, query)
}

fn answer(candidates: &Candidates, wanted: Vec<Found>, facets: Facets, query: &Query) -> Answer {
    let total = wanted.len() as u32;
    let (page, next) = order::page(candidates, wanted, query);
    Answer {
        total,
        itineraries: page
            .iter()
            .map(|found| itinerary(candidates, found, query))
            .collect(),
        facets,
        next,
        earliest_arrival: candidates.earliest_arrival(),
        empty: None,
    }
}

fn itinerary(candidates: &Candidates, found: &Found, query: &Query) -> Itinerary {
    let segments: Vec<_> = candidates.segments_of(found).copied().collect();
    let seats_left = segments
        .iter()
        .map(|segment| segment.flight.seats_left(query.cabin))
        .min();
    Itinerary {
        seats_left: seats_left.unwrap_or(0),
        total: found.total,
        duration_minutes: found.duration_minutes,
        segments,
    }
}
