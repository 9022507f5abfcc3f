//! Asking the index: both ways of a journey, a month, a grid of days, anywhere.

use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use search::model::{Day, Flight, Minute, Won};
use search::{Answer, DayFare, DestinationFare, Fares, Place, Snapshot};

use super::offer::Offer;
use super::params::{AnywhereAsk, BookableDays, CalendarAsk, GridAsk, JourneyAsk, Travellers};
use crate::problem::ApiError;

/// How long before its departure a flight is no longer sold.
const CLOSES_BEFORE: TimeDelta = TimeDelta::minutes(60);
/// How far around the days asked a grid reaches.
const GRID_REACH: i16 = 3;

/// Why the index gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FindError {
    /// Its files cannot be read.
    #[error("could not read the index")]
    Index(#[from] io::Error),
}

impl From<FindError> for ApiError {
    fn from(error: FindError) -> Self {
        Self::internal(error)
    }
}

/// Both ways of a journey; the second only of a round trip.
pub(crate) struct Journeys {
    /// From origin to destination.
    pub(crate) outbound: Answer,
    /// The way back and its day.
    pub(crate) inbound: Option<(Day, Answer)>,
}

/// The itineraries out and, for a round trip, those back that leave after the first arrival.
pub(crate) fn journeys(
    snapshot: &Snapshot,
    ask: &JourneyAsk,
    offer: &Offer<'_>,
    now: DateTime<Utc>,
) -> Result<Journeys, FindError> {
    let price = |flight: &Flight| offer.total(flight);
    let earliest = earliest_departure(now);
    let answer = |query| -> Result<Answer, FindError> {
        let mut answer = search::run(snapshot, &query, price)?;
        if let Some(empty) = &mut answer.empty {
            empty.nearest.retain(|day| ask.days.contains(*day));
        }
        Ok(answer)
    };
    let outbound = answer(ask.outbound(earliest))?;
    let inbound = match ask.return_date {
        Some(day) => {
            let arrived = outbound.earliest_arrival.unwrap_or(earliest);
            let query = ask.inbound(day, earliest.max(arrived));
            Some((day, answer(query)?))
        }
        None => None,
    };
    Ok(Journeys { outbound, inbound })
}

/// The lowest total of each day of a month.
pub(crate) fn calendar(
    snapshot: &Snapshot,
    ask: &CalendarAsk,
    offer: &Offer<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<DayFare>, FindError> {
    let fares = fares(&ask.from, &ask.to, ask.travellers, now);
    let mut found = fares.calendar(snapshot, ask.month.clone(), |flight| offer.total(flight))?;
    for fare in &mut found {
        if !ask.bookable.contains(fare.day) {
            (fare.min_total, fare.flights) = (None, 0);
        }
    }
    Ok(found)
}

/// Days out, days back, and the lowest total of each pair: a row for each day out.
pub(crate) struct Grid {
    /// Days of departure.
    pub(crate) days: Vec<Day>,
    /// Days of return.
    pub(crate) return_days: Vec<Day>,
    /// A row for each day of departure, with a cell for each day of return.
    pub(crate) totals: Vec<Vec<Option<Won>>>,
}

/// The lowest totals of the days around both days of a round trip.
pub(crate) fn grid(
    snapshot: &Snapshot,
    ask: &GridAsk,
    offer: &Offer<'_>,
    now: DateTime<Utc>,
) -> Result<Grid, FindError> {
    let (days, return_days) = (around(ask.date), around(ask.return_date));
    let fares = fares(&ask.from, &ask.to, ask.travellers, now);
    let mut totals = fares.grid(snapshot, &days, &return_days, |flight| offer.total(flight))?;
    blank_outside(ask.bookable, &days, &return_days, &mut totals);
    Ok(Grid {
        days,
        return_days,
        totals,
    })
}

/// The lowest total to each city that has a flight on a day, the cheapest first.
pub(crate) fn anywhere(
    snapshot: &Snapshot,
    ask: &AnywhereAsk,
    offer: &Offer<'_>,
    now: DateTime<Utc>,
) -> Result<Vec<DestinationFare>, FindError> {
    // Where to plays no part.
    let fares = fares(&ask.from, &ask.from, ask.travellers, now);
    let price = |flight: &Flight| offer.total(flight);
    Ok(search::anywhere(snapshot, &fares, ask.date, price)?)
}

/// The first minute of a flight that is still sold: it departs later than the limit from now.
pub(super) fn earliest_departure(now: DateTime<Utc>) -> Minute {
    Minute(Minute::of(now + CLOSES_BEFORE).0 + 1)
}

fn fares<'a>(
    from: &'a Place,
    to: &'a Place,
    travellers: Travellers,
    now: DateTime<Utc>,
) -> Fares<'a> {
    Fares {
        from: &from.airports,
        to: &to.airports,
        cabin: travellers.cabin,
        seats: travellers.party.seats(),
        earliest: earliest_departure(now),
    }
}

fn around(day: Day) -> Vec<Day> {
    (-GRID_REACH..=GRID_REACH)
        .map(|days| day.plus(days))
        .collect()
}

/// A day that cannot be searched has no price, though the index may hold its flights.
fn blank_outside(
    bookable: BookableDays,
    days: &[Day],
    return_days: &[Day],
    totals: &mut [Vec<Option<Won>>],
) {
    for (day, row) in days.iter().zip(totals) {
        for (return_day, total) in return_days.iter().zip(row) {
            if !bookable.contains(*day) || !bookable.contains(*return_day) {
                *total = None;
            }
        }
    }
}
