//! What the index already knows of an order that somebody wants: enough to ask for its seats.
//!
//! Most who want a seat on a flight that everybody wants do not get one. They are refused without a
//! question to MySQL. Whoever gets seats hears from MySQL what they cost and whether the flights go:
//! the index may be a moment behind.

use chrono::{DateTime, Utc};
use search::model::Flight;

use super::rules::{self, FlightFacts, Known, LATEST};
use super::wanted::Wanted;
use crate::app::App;

/// The flights of an order as the index has them; `None` when it does not know them all or something
/// is wrong with the order: then MySQL is asked first.
pub(crate) async fn glance(app: &App, wanted: &Wanted, now: DateTime<Utc>) -> Option<Vec<Known>> {
    let snapshot = app.index.snapshot();
    let mut known = Vec::with_capacity(wanted.flights.len());
    for flight in &wanted.flights {
        let facts = facts(&snapshot.flight(flight.id).ok()??);
        if facts.departs_at <= now + LATEST {
            return None;
        }
        let layout = app.catalog.layout(&app.db, facts.layout).await.ok()??;
        known.push(Known { facts, layout });
    }
    rules::faults(wanted, &known).is_empty().then_some(known)
}

/// A flight that is in the index is not cancelled.
fn facts(flight: &Flight) -> FlightFacts {
    FlightFacts {
        id: flight.id,
        number: flight.number,
        origin: flight.origin,
        destination: flight.destination,
        day: flight.day,
        departs_at: flight.departs_at.utc().and_utc(),
        arrives_at: flight.arrives_at.utc().and_utc(),
        distance_km: flight.distance_km,
        base_price: flight.base_price,
        cancelled: false,
        layout: flight.layout,
        aircraft: flight.aircraft,
    }
}
