//! The parts of an order as JSON.

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{Cabin, FlightId, Minute, Won};
use serde::Serialize;
use utoipa::ToSchema;

use crate::booking::order::{TicketId, TicketStatus};
use crate::booking::payment::{Payment, PaymentStatus, RefundStatus};
use crate::booking::rules::FlightFacts;
use crate::booking::store::insert::kind_name;
use crate::booking::wanted::Contact;
use crate::booking::whole::{EventRow, PassengerRow, RefundRow, TicketRow, WholeOrder};
use crate::catalog::Catalog;
use crate::flights::Local;
use crate::problem::Language;

/// A flight of an order.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderFlight)]
pub(super) struct FlightView {
    #[schema(value_type = u64, example = 1_234_567)]
    flight_id: FlightId,
    #[schema(example = "KE703")]
    flight_number: String,
    #[schema(example = "KE")]
    airline: String,
    #[schema(example = "대한항공")]
    airline_name: String,
    #[schema(example = "ICN")]
    origin: String,
    #[schema(example = "NRT")]
    destination: String,
    departs_at: Local,
    arrives_at: Local,
    duration_minutes: i64,
    #[schema(example = "738")]
    aircraft: String,
    #[schema(value_type = String, example = "economy")]
    cabin: Cabin,
    /// Whether it will not fly.
    cancelled: bool,
}

impl FlightView {
    pub(super) fn new(
        catalog: &Catalog,
        (facts, cabin): (&FlightFacts, Cabin),
        language: Language,
    ) -> Self {
        let local = |airport, at| Local(catalog.airports.local(airport, Minute::of(at)));
        let airline = facts.number.airline;
        Self {
            flight_id: facts.id,
            flight_number: facts.number.to_string(),
            airline: airline.as_str().to_owned(),
            airline_name: catalog.airline_name(&airline, language).to_owned(),
            origin: facts.origin.as_str().to_owned(),
            destination: facts.destination.as_str().to_owned(),
            departs_at: local(facts.origin, facts.departs_at),
            arrives_at: local(facts.destination, facts.arrives_at),
            duration_minutes: (facts.arrives_at - facts.departs_at).num_minutes(),
            aircraft: facts.aircraft.as_str().to_owned(),
            cabin,
            cancelled: facts.cancelled,
        }
    }
}

/// Somebody who travels.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderPassenger)]
pub(super) struct PassengerView {
    #[serde(rename = "type")]
    #[schema(example = "adult")]
    kind: &'static str,
    given_name: String,
    surname: String,
    birth_date: Option<NaiveDate>,
}

impl From<&PassengerRow> for PassengerView {
    fn from(row: &PassengerRow) -> Self {
        Self {
            kind: kind_name(row.kind),
            given_name: row.given_name.clone(),
            surname: row.surname.clone(),
            birth_date: row.birth_date,
        }
    }
}

/// One passenger on one flight.
#[derive(Serialize, ToSchema)]
#[schema(as = Ticket)]
pub(super) struct TicketView {
    #[schema(value_type = String)]
    id: TicketId,
    /// Position among the passengers, from 0.
    passenger: u8,
    #[schema(value_type = u64)]
    flight_id: FlightId,
    #[schema(value_type = Option<String>)]
    cabin: Option<Cabin>,
    /// None for an infant.
    #[schema(example = "12A")]
    seat: Option<String>,
    #[schema(value_type = i64)]
    fare: Won,
    /// Fuel surcharge and airport charges.
    #[schema(value_type = i64)]
    charges: Won,
    #[schema(value_type = i64)]
    discount: Won,
    #[schema(value_type = i64)]
    total: Won,
    status: TicketStatus,
}

impl TicketView {
    pub(super) fn new(row: &TicketRow, order: &WholeOrder) -> Self {
        let mut flights = order.flights.iter();
        let flight = flights.find(|(facts, _)| facts.id == row.flight);
        Self {
            id: row.id,
            passenger: row.passenger,
            flight_id: row.flight,
            cabin: flight.map(|(_, cabin)| *cabin),
            seat: order.seat_number(row),
            fare: row.price.fare,
            charges: row.price.fuel_surcharge + row.price.airport_charges,
            discount: row.price.discount,
            total: row.price.total(),
            status: row.status,
        }
    }
}

/// How the customer is reached.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderContact)]
pub(super) struct ContactView {
    email: String,
    phone: String,
}

impl From<&Contact> for ContactView {
    fn from(contact: &Contact) -> Self {
        Self {
            email: contact.email.clone(),
            phone: contact.phone.clone(),
        }
    }
}

/// An attempt to collect the total.
#[derive(Serialize, ToSchema)]
#[schema(as = Payment)]
pub(super) struct PaymentView {
    status: PaymentStatus,
    #[schema(value_type = i64)]
    amount: Won,
    method: Option<String>,
    receipt_url: Option<String>,
    /// Why the provider refused.
    failure_code: Option<String>,
    /// When the provider is asked next.
    next_check_at: Option<DateTime<Utc>>,
}

impl From<&Payment> for PaymentView {
    fn from(payment: &Payment) -> Self {
        Self {
            status: payment.status,
            amount: payment.amount,
            method: payment.method.clone(),
            receipt_url: payment.receipt_url.clone(),
            failure_code: payment.failure_code.clone(),
            next_check_at: payment.next_check_at,
        }
    }
}

/// Money that goes back.
#[derive(Serialize, ToSchema)]
#[schema(as = Refund)]
pub(super) struct RefundView {
    #[schema(value_type = i64)]
    amount: Won,
    #[schema(value_type = i64)]
    fee: Won,
    reason: String,
    status: RefundStatus,
    created_at: DateTime<Utc>,
}

impl From<&RefundRow> for RefundView {
    fn from(refund: &RefundRow) -> Self {
        Self {
            amount: refund.amount,
            fee: refund.fee,
            reason: refund.reason.clone(),
            status: refund.status,
            created_at: refund.created_at,
        }
    }
}

/// A line of the timeline.
#[derive(Serialize, ToSchema)]
#[schema(as = TimelineEvent)]
pub(super) struct EventView {
    at: DateTime<Utc>,
    #[schema(example = "held")]
    what: String,
    detail: serde_json::Value,
}

impl From<&EventRow> for EventView {
    fn from(event: &EventRow) -> Self {
        Self {
            at: event.at,
            what: event.what.clone(),
            detail: event.detail.clone(),
        }
    }
}
