//! What somebody wants, held against what there is: flights, cabins, ages, price.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use search::model::Won;

use super::rules::{self, Known, LATEST};
use super::store::flights;
use super::wanted::Wanted;
use crate::accounts::{Grade, UserId};
use crate::app::App;
use crate::catalog::CatalogError;
use crate::pricing::{AllDiscounts, Quote, Terms, quote};
use crate::problem::{FieldError, Text};

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Buyer {
    /// The account.
    pub(crate) id: UserId,
    /// What the account has earned.
    pub(crate) grade: Grade,
}

/// An order that can be, at its price, as long as there are seats.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// The flights in the order of travel.
    pub(crate) known: Vec<Known>,
    /// What it costs.
    pub(crate) quote: Quote,
}

/// Why there is no such order.
#[derive(Debug, thiserror::Error)]
pub enum NoOffer {
    /// Parts of the request are wrong.
    #[error("{} parts of the order are wrong", .0.len())]
    Faults(Vec<FieldError>),
    /// A flight, by its position, was cancelled.
    #[error("flight {0} of the order is cancelled")]
    Cancelled(usize),
    /// A flight, by its position, leaves too soon.
    #[error("flight {0} of the order leaves too soon")]
    Departed(usize),
    /// It costs something else.
    #[error("the price is {now:?}, not {expected:?}")]
    PriceChanged {
        /// What the customer thought.
        expected: Won,
        /// What it costs.
        now: Won,
    },
    /// A flight's airplane has a layout that does not exist.
    #[error("a flight has no seat layout")]
    NoLayout,
    /// A layout cannot be read.
    #[error("could not read a seat layout")]
    Layout(#[from] CatalogError),
    /// MySQL refused or is away.
    #[error("could not read the flights")]
    Db(#[from] sqlx::Error),
}

/// What `wanted` costs the buyer now, or why it cannot be had.
pub(crate) async fn offer(
    app: &App,
    buyer: Buyer,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<Offer, NoOffer> {
    let known = known(app, wanted, now).await?;
    let faults = rules::faults(wanted, &known);
    if !faults.is_empty() {
        return Err(NoOffer::Faults(faults));
    }
    let quote = price(app, buyer, (wanted, &known), now).await?;
    match wanted.expected_total {
        Some(expected) if expected != quote.total() => Err(NoOffer::PriceChanged {
            expected,
            now: quote.total(),
        }),
        _ => Ok(Offer { known, quote }),
    }
}

/// The flights, all of which fly and leave late enough.
async fn known(app: &App, wanted: &Wanted, now: DateTime<Utc>) -> Result<Vec<Known>, NoOffer> {
    let mut conn = app.db.acquire().await?;
    let mut found = Vec::with_capacity(wanted.flights.len());
    let mut unknown = Vec::new();
    for (position, flight) in wanted.flights.iter().enumerate() {
        match flights::facts(&mut conn, flight.id).await? {
            Some(facts) => found.push(facts),
            None => unknown.push(FieldError::pointer(
                format!("/flights/{position}/flight_id"),
                Text::fixed("없는 항공편입니다", "is no flight"),
            )),
        }
    }
    drop(conn);
    if !unknown.is_empty() {
        return Err(NoOffer::Faults(unknown));
    }
    let mut known = Vec::with_capacity(found.len());
    for (position, facts) in found.into_iter().enumerate() {
        if facts.cancelled {
            return Err(NoOffer::Cancelled(position));
        }
        if facts.departs_at <= now + LATEST {
            return Err(NoOffer::Departed(position));
        }
        let layout = app.catalog.layout(&app.db, facts.layout).await?;
        let layout: Arc<_> = layout.ok_or(NoOffer::NoLayout)?;
        known.push(Known { facts, layout });
    }
    Ok(known)
}

async fn price(
    app: &App,
    buyer: Buyer,
    (wanted, known): (&Wanted, &[Known]),
    now: DateTime<Utc>,
) -> Result<Quote, NoOffer> {
    let airports = &app.catalog.airports;
    let terms: Vec<Terms> = wanted
        .flights
        .iter()
        .zip(known)
        .map(|(flight, Known { facts, .. })| Terms {
            base_price: facts.base_price,
            distance_km: facts.distance_km,
            domestic: airports.is_domestic(facts.origin, facts.destination),
            cabin: flight.cabin,
            days_to_departure: facts.day.since(airports.today(facts.origin, now)),
            airline: facts.number.airline,
            origin: facts.origin,
            destination: facts.destination,
        })
        .collect();
    let mut conn = app.db.acquire().await?;
    let discounts = AllDiscounts::read(&mut conn, now).await?;
    Ok(quote(
        &terms,
        wanted.party(),
        &discounts.at(now, Some(buyer.grade)),
    ))
}
