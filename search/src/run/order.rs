//! The order of itineraries, and one page of it.

use crate::cursor::Cursor;
use crate::model::FlightId;
use crate::query::{MOST_REACHED, Query, Sort};

use super::gather::{Candidates, Found};

/// What an hour of travel is worth in the order "best", as KRW a minute: 15,000 an hour.
const WON_PER_MINUTE: i64 = 250;
/// What a stop is worth.
const WON_PER_STOP: i64 = 60_000;
/// What it costs to leave before 06:00, or to arrive from 23:30 to 05:59.
const WON_AT_NIGHT: i64 = 20_000;

/// The page of `query`, and where the next one starts.
pub(super) fn page(
    candidates: &Candidates,
    wanted: Vec<Found>,
    query: &Query,
) -> (Vec<Found>, Option<Cursor>) {
    let mut ordered: Vec<(Cursor, Found)> = wanted
        .into_iter()
        .map(|found| (place(candidates, &found, query), found))
        .collect();
    if ordered.len() > MOST_REACHED {
        ordered.select_nth_unstable_by_key(MOST_REACHED, |(place, _)| *place);
        ordered.truncate(MOST_REACHED);
    }
    ordered.sort_unstable_by_key(|(place, _)| *place);
    let start = query.after.map_or(0, |after| {
        ordered.partition_point(|(place, _)| *place <= after)
    });
    let end = ordered.len().min(start + query.limit);
    let page = &ordered[start..end];
    let more = end < ordered.len();
    let next = page.last().filter(|_| more).map(|(place, _)| *place);
    (page.iter().map(|(_, found)| *found).collect(), next)
}

/// Where an itinerary stands in the order.
fn place(candidates: &Candidates, found: &Found, query: &Query) -> Cursor {
    let (first, last) = (candidates.first(found), candidates.last(found));
    let key = match query.sort {
        Sort::Best => score(candidates, found, query),
        Sort::Price => found.total.0,
        Sort::Duration => i64::from(found.duration_minutes),
        Sort::Departure => first.flight.departs_at.0,
        Sort::Arrival => last.flight.arrives_at.0,
    };
    let second = found.second.map_or(FlightId(0), |_| last.flight.id);
    Cursor {
        key,
        departs_at: first.flight.departs_at,
        flights: [first.flight.id, second],
    }
}

/// The published formula of the order "best": the price of one traveller, plus what time, stops and
/// the night are worth.
fn score(candidates: &Candidates, found: &Found, query: &Query) -> i64 {
    let leaves = candidates.first(found).departs.minute_of_day();
    let arrives = candidates.last(found).arrives.minute_of_day();
    let at_night = leaves < 6 * 60 || !(6 * 60..23 * 60 + 30).contains(&arrives);
    found.total.0 / i64::from(query.seats.max(1))
        + WON_PER_MINUTE * i64::from(found.duration_minutes)
        + WON_PER_STOP * i64::from(found.stops())
        + if at_night { WON_AT_NIGHT } else { 0 }
}
