//! An order as it is written, with everything that belongs to it.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::{DateTime, SubsecRound, Utc};
use rand::RngExt;
use search::model::SeatIndex;
use serde_json::{Value, json};

use super::hold::{HoldError, MOST_HOLDS, WriteError, hold_length};
use super::offer::{Buyer, NoOffer, Offer};
use super::order::{Hold, OrderId, OrderStatus, TicketId, TicketStatus};
use super::seating::Seating;
use super::store::claims::{self, Seat};
use super::store::insert::{self, NewOrder, NewTicket};
use super::store::{flights, moves};
use super::trace::PriceTrace;
use super::wanted::{Traveller, Wanted};
use super::whole::{EventRow, OrderHead, PassengerRow, TicketRow, WholeOrder};
use crate::app::{App, fail_point, fails_at};
use crate::idempotency::Claim;
use crate::notify::mail::{self, Occasion};
use crate::pricing::PassengerKind;

/// Letters and digits that nobody takes for another.
const REFERENCE_SIGNS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The length of a reference, in characters.
const REFERENCE_LENGTH: usize = 6;

/// References that are drawn before something must be wrong.
const MOST_DRAWS: u32 = 10;

/// What MySQL keeps of a second: this many digits.
const MICROSECONDS: u16 = 6;

/// The first line of every timeline.
const HELD: &str = "held";

/// An order that is about to be written.
pub(super) struct Draft<'a> {
    id: OrderId,
    buyer: Buyer,
    wanted: &'a Wanted,
    trace: PriceTrace,
    tickets: Vec<NewTicket>,
    hold: Hold,
}

impl<'a> Draft<'a> {
    /// The order with these seats.
    pub(super) fn new(
        app: &App,
        buyer: Buyer,
        (wanted, offer): (&'a Wanted, &Offer),
        seating: &Seating,
    ) -> Self {
        Self {
            id: OrderId::new(),
            buyer,
            wanted,
            trace: PriceTrace::from(&offer.quote),
            tickets: tickets(wanted, offer, seating),
            hold: Hold::start(
                app.clock.now().trunc_subsecs(MICROSECONDS),
                hold_length(app),
            ),
        }
    }

    /// Writes the order with everything that belongs to it, or nothing; returns its reference.
    pub(super) async fn write(&self, app: &App, claim: &Claim) -> Result<String, WriteError> {
        let now: DateTime<Utc> = self.hold.created_at;
        let mut tx = app.begin().await?;
        if !insert::lock_user(&mut tx, self.buyer.id).await? {
            return Err(HoldError::NoAccount.into());
        }
        // First: the order of an equal request may be the last that is allowed.
        claim
            .keep(&mut tx, StatusCode::CREATED, self.id.0)
            .await
            .map_err(HoldError::from)?;
        if insert::open_holds(&mut tx, self.buyer.id, now).await? >= MOST_HOLDS {
            return Err(HoldError::TooManyHolds.into());
        }
        let mut flights: Vec<_> = self.wanted.flights.iter().enumerate().collect();
        flights.sort_by_key(|(_, flight)| flight.id);
        for (position, flight) in &flights {
            if flights::lock_scheduled(&mut tx, flight.id).await?.is_none() {
                return Err(HoldError::from(NoOffer::Cancelled(*position)).into());
            }
        }
        let reference = self.write_order(&mut tx).await?;
        let mut seats: Vec<Seat> = self.tickets.iter().filter_map(seat_of).collect();
        seats.sort_unstable();
        for seat in seats {
            claims::insert(&mut tx, seat).await?;
        }
        fail_point("hold-written");
        tx.commit().await?;
        fail_point("hold-committed");
        if fails_at("hold-unanswered") {
            return Err(sqlx::Error::Io(std::io::ErrorKind::ConnectionReset.into()).into());
        }
        Ok(reference)
    }

    async fn write_order(&self, conn: &mut sqlx::MySqlConnection) -> Result<String, WriteError> {
        let reference = self.write_head(conn).await?;
        for (position, flight) in self.wanted.flights.iter().enumerate() {
            let place = (position as u8, flight.cabin.as_str());
            insert::flight(conn, self.id, flight.id, place).await?;
        }
        for (position, traveller) in self.wanted.passengers.iter().enumerate() {
            insert::passenger(conn, self.id, position as u8, traveller).await?;
        }
        for ticket in &self.tickets {
            insert::ticket(conn, self.id, ticket).await?;
        }
        moves::note(conn, self.id, HELD, &self.until(), self.hold.created_at).await?;
        mail::tell(conn, Occasion::Held, self.id.0, self.hold.created_at).await?;
        Ok(reference)
    }

    async fn write_head(&self, conn: &mut sqlx::MySqlConnection) -> Result<String, WriteError> {
        let order = NewOrder {
            id: self.id,
            user: self.buyer.id,
            trace: &self.trace,
            contact: &self.wanted.contact,
            language: self.wanted.language,
            hold: self.hold,
        };
        for _ in 0..MOST_DRAWS {
            let reference = reference();
            if insert::order(conn, &order, &reference).await? {
                return Ok(reference);
            }
        }
        Err(HoldError::NoReference.into())
    }

    fn until(&self) -> Value {
        json!({ "until": self.hold.expires_at })
    }

    /// The order as it was just written.
    pub(super) fn into_order(self, reference: String, offer: &Offer) -> WholeOrder {
        let cabins = self.wanted.flights.iter().map(|flight| flight.cabin);
        let facts = offer.known.iter().map(|known| known.facts.clone());
        let held = EventRow {
            at: self.hold.created_at,
            what: HELD.to_owned(),
            detail: self.until(),
        };
        WholeOrder {
            flights: facts.zip(cabins).collect(),
            layouts: offer.known.iter().map(|k| Arc::clone(&k.layout)).collect(),
            passengers: self.wanted.passengers.iter().map(passenger).collect(),
            tickets: self.tickets.iter().map(ticket).collect(),
            payment: None,
            refunds: vec![],
            timeline: vec![held],
            head: OrderHead {
                id: self.id,
                reference,
                user: self.buyer.id,
                status: OrderStatus::Held,
                price: self.trace,
                contact: self.wanted.contact.clone(),
                hold: self.hold,
                version: 1,
            },
        }
    }
}

/// A ticket for each traveller on each flight. Infants have no seat; the others get theirs in the
/// order in which they were given.
fn tickets(wanted: &Wanted, offer: &Offer, seating: &Seating) -> Vec<NewTicket> {
    let mut tickets = Vec::with_capacity(wanted.flights.len() * wanted.passengers.len());
    for (position, flight) in wanted.flights.iter().enumerate() {
        let mut seats = seating[position].iter().copied();
        for (passenger, traveller) in wanted.passengers.iter().enumerate() {
            let seat: Option<SeatIndex> = match traveller.kind {
                PassengerKind::Adult | PassengerKind::Child => seats.next(),
                PassengerKind::Infant => None,
            };
            let price = offer.quote.ticket(position, traveller.kind);
            tickets.push(NewTicket {
                id: TicketId::new(),
                passenger: passenger as u8,
                flight: flight.id,
                seat,
                price: price.unwrap_or_default(),
            });
        }
    }
    tickets
}

fn seat_of(ticket: &NewTicket) -> Option<Seat> {
    ticket.seat.map(|index| Seat {
        flight: ticket.flight,
        index,
        ticket: ticket.id,
    })
}

fn passenger(traveller: &Traveller) -> PassengerRow {
    PassengerRow {
        kind: traveller.kind,
        given_name: traveller.given_name.clone(),
        surname: traveller.surname.clone(),
        birth_date: traveller.birth_date,
    }
}

fn ticket(ticket: &NewTicket) -> TicketRow {
    TicketRow {
        id: ticket.id,
        passenger: ticket.passenger,
        flight: ticket.flight,
        seat: ticket.seat,
        price: ticket.price,
        status: TicketStatus::Held,
    }
}

fn reference() -> String {
    let mut rng = rand::rng();
    let sign = |_| char::from(REFERENCE_SIGNS[rng.random_range(0..REFERENCE_SIGNS.len())]);
    (0..REFERENCE_LENGTH).map(sign).collect()
}
