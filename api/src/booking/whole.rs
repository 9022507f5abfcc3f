//! An order with everything that belongs to it, as its customer sees it. Plain values.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{Cabin, FlightId, Layout, SeatIndex, Won};

use super::order::{Hold, OrderId, OrderStatus, TicketId, TicketStatus};
use super::payment::{Payment, RefundStatus};
use super::rules::FlightFacts;
use super::trace::PriceTrace;
use super::wanted::{Contact, SeatNumber};
use crate::accounts::UserId;
use crate::pricing::{PassengerKind, Price};

/// A whole order.
#[derive(Clone, Debug)]
pub(crate) struct WholeOrder {
    /// Its own row.
    pub(crate) head: OrderHead,
    /// In the order of travel, with the cabin.
    pub(crate) flights: Vec<(FlightFacts, Cabin)>,
    /// Their seats, in the same order.
    pub(crate) layouts: Vec<Arc<Layout>>,
    /// As they were given.
    pub(crate) passengers: Vec<PassengerRow>,
    /// By flight, then by passenger.
    pub(crate) tickets: Vec<TicketRow>,
    /// The latest.
    pub(crate) payment: Option<Payment>,
    /// The oldest first.
    pub(crate) refunds: Vec<RefundRow>,
    /// What happened, the oldest first.
    pub(crate) timeline: Vec<EventRow>,
}

/// The row of an order.
#[derive(Clone, Debug)]
pub(crate) struct OrderHead {
    /// Which.
    pub(crate) id: OrderId,
    /// For people.
    pub(crate) reference: String,
    /// Whose.
    pub(crate) user: UserId,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// What it costs and why.
    pub(crate) price: PriceTrace,
    /// Who is told.
    pub(crate) contact: Contact,
    /// Until when it holds its seats unpaid.
    pub(crate) hold: Hold,
    /// Raised by every change.
    pub(crate) version: u32,
}

/// Somebody who travels.
#[derive(Clone, Debug)]
pub(crate) struct PassengerRow {
    /// What they pay as.
    pub(crate) kind: PassengerKind,
    /// As in the passport.
    pub(crate) given_name: String,
    /// As in the passport.
    pub(crate) surname: String,
    /// Known of children and infants.
    pub(crate) birth_date: Option<NaiveDate>,
}

/// One passenger on one flight.
#[derive(Clone, Debug)]
pub(crate) struct TicketRow {
    /// Which.
    pub(crate) id: TicketId,
    /// Of which passenger, from 0.
    pub(crate) passenger: u8,
    /// On which flight.
    pub(crate) flight: FlightId,
    /// Its seat.
    pub(crate) seat: Option<SeatIndex>,
    /// What it costs.
    pub(crate) price: Price,
    /// Where it stands.
    pub(crate) status: TicketStatus,
}

/// Money that goes back.
#[derive(Clone, Debug)]
pub(crate) struct RefundRow {
    /// How much.
    pub(crate) amount: Won,
    /// How much was kept.
    pub(crate) fee: Won,
    /// Why, in the customer's words or ours.
    pub(crate) reason: String,
    /// Where it stands.
    pub(crate) status: RefundStatus,
    /// When it was asked for.
    pub(crate) created_at: DateTime<Utc>,
}

/// A line of the timeline.
#[derive(Clone, Debug)]
pub(crate) struct EventRow {
    /// When.
    pub(crate) at: DateTime<Utc>,
    /// What.
    pub(crate) what: String,
    /// What more there is to say.
    pub(crate) detail: serde_json::Value,
}

impl WholeOrder {
    /// The seat of a ticket as people say it.
    pub(crate) fn seat_number(&self, ticket: &TicketRow) -> Option<String> {
        let mut flights = self.flights.iter();
        let position = flights.position(|(facts, _)| facts.id == ticket.flight)?;
        let number = SeatNumber::of(self.layouts.get(position)?, ticket.seat?)?;
        Some(number.to_string())
    }
}
