//! Why there is nothing, and when there is something.

use std::io;

use crate::model::{Day, Won};
use crate::query::{Empty, EmptyReason, Query, Stops};
use crate::snapshot::Snapshot;

use super::connect;
use super::gather::Candidates;

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
    } else if has_flights(
        snapshot,
        &Query {
            seats: 0,
            ..query.clone()
        },
    )? {
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
    links_directly(snapshot, query)
        || query.stops != Stops::None && connect::is_linked(snapshot.network(), query)
}

fn links_directly(snapshot: &Snapshot, query: &Query) -> bool {
    let network = snapshot.network();
    query
        .from
        .iter()
        .any(|origin| query.to.iter().any(|end| network.links(*origin, *end)))
}

/// The nearest days with a flight to book: the day before, the day after, two days before ..
fn nearest(snapshot: &Snapshot, query: &Query) -> io::Result<Vec<Day>> {
    let direct = Query {
        stops: Stops::None,
        ..query.clone()
    };
    let links_directly = links_directly(snapshot, query);
    let mut days = Vec::new();
    for distance in 1..=DIRECT_WITHIN_DAYS {
        for day in [query.day.plus(-distance), query.day.plus(distance)] {
            let connects = query.stops != Stops::None && distance <= CONNECTION_WITHIN_DAYS;
            let found = links_directly
                && has_flights(
                    snapshot,
                    &Query {
                        day,
                        ..direct.clone()
                    },
                )?
                || connects
                    && has_flights(
                        snapshot,
                        &Query {
                            day,
                            ..query.clone()
                        },
                    )?;
            if found {
                days.push(day);
            }
            if days.len() == MOST_NEAREST {
                return Ok(days);
            }
        }
    }
    Ok(days)
}

fn has_flights(snapshot: &Snapshot, query: &Query) -> io::Result<bool> {
    let candidates = Candidates::gather(snapshot, query, &|_| Won(0))?;
    Ok(!candidates.found.is_empty())
}
