//! Making an order: its seats are taken for a while, until it is paid.
//!
//! Redis proposes seats; what gives them is the insert of their claims in the transaction that writes
//! the whole order. No transaction is open while Redis is asked.

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use search::model::SeatIndex;
use serde_json::json;

use super::offer::{Buyer, NoOffer, Offer, offer};
use super::order::{Hold, OrderId, TicketId};
use super::seating::{self, Asked, NoSeats, Seating};
use super::store::claims::{self, ClaimError, Seat};
use super::store::insert::{self, NewOrder, NewTicket};
use super::store::{flights, moves};
use super::trace::PriceTrace;
use super::wanted::{SeatNumber, Wanted};
use crate::app::{App, fail_point, fails_at, retried};
use crate::idempotency::{Claim, NotKept};
use crate::notify::mail::{self, Occasion};
use crate::pricing::PassengerKind;

/// Orders that one customer may have unpaid at once.
pub(crate) const MOST_HOLDS: i64 = 3;

/// How often the maps may propose seats that somebody has; after that MySQL is asked.
const TRIES_FROM_MAPS: u32 = 3;

/// How often seats are proposed at all.
const MOST_TRIES: u32 = 12;

/// Letters and digits that nobody takes for another.
const REFERENCE_SIGNS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ23456789";

/// The length of a reference, in characters.
const REFERENCE_LENGTH: usize = 6;

/// References that are drawn before something must be wrong.
const MOST_DRAWS: u32 = 10;

/// Why there is no order.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// What is wanted cannot be had.
    #[error("there is no such order to be made")]
    Offer(#[from] NoOffer),
    /// There are no seats.
    #[error("there are no seats")]
    Seats(#[from] NoSeats),
    /// The customer has as many unpaid orders as anybody may have.
    #[error("the customer has {MOST_HOLDS} unpaid orders")]
    TooManyHolds,
    /// The account is gone.
    #[error("the account is gone")]
    NoAccount,
    /// Every reference that was drawn is in use.
    #[error("no reference is free")]
    NoReference,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not write the order")]
    Db(#[from] sqlx::Error),
}

/// Why the transaction did not go through.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error("a seat is taken")]
    Claim(#[from] ClaimError),
    #[error("the order is refused")]
    Refused(#[source] Box<HoldError>),
    #[error("could not write the order")]
    Db(#[from] sqlx::Error),
}

/// Takes seats for the customer and returns the order that has them.
pub(crate) async fn hold(
    app: &App,
    buyer: Buyer,
    wanted: &Wanted,
    claim: &Claim,
) -> Result<OrderId, HoldError> {
    let offer = offer(app, buyer, wanted, app.clock.now()).await?;
    for attempt in 0..MOST_TRIES {
        let asked = match attempt {
            0..TRIES_FROM_MAPS => Asked::Maps,
            _ => Asked::Mysql,
        };
        let seating = seating::find(app, wanted, &offer, asked).await?;
        fail_point("hold-seats");
        let order = Draft::new(app, buyer, (wanted, &offer), &seating);
        match retried(|| order.write(app, claim)).await {
            Ok(()) => return Ok(order.id),
            Err(WriteError::Claim(ClaimError::Taken(seat))) => {
                seating::let_go(app, wanted, &seating).await;
                app.seats.mark_taken(seat.flight, &[seat.index]).await;
                if let Some(error) = named(wanted, &offer, seat) {
                    return Err(error.into());
                }
            }
            Err(error) => {
                seating::let_go(app, wanted, &seating).await;
                return Err(error.into());
            }
        }
    }
    Err(NoSeats::Busy.into())
}

/// The refusal of a seat that is taken, when the customer named it; others are chosen again.
fn named(wanted: &Wanted, offer: &Offer, seat: Seat) -> Option<NoSeats> {
    let position = wanted.flights.iter().position(|f| f.id == seat.flight)?;
    wanted.flights[position].seats.as_ref()?;
    let number = SeatNumber::of(&offer.known[position].layout, seat.index);
    Some(NoSeats::Taken {
        position,
        seats: number.into_iter().collect(),
        left: None,
    })
}

/// An order that is about to be written.
struct Draft<'a> {
    id: OrderId,
    buyer: Buyer,
    wanted: &'a Wanted,
    trace: PriceTrace,
    tickets: Vec<NewTicket>,
    hold: Hold,
}

impl<'a> Draft<'a> {
    fn new(
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
            hold: Hold::start(app.clock.now(), hold_length(app)),
        }
    }

    /// Writes the order with everything that belongs to it, or nothing.
    async fn write(&self, app: &App, claim: &Claim) -> Result<(), WriteError> {
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
        self.write_order(&mut tx).await?;
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
        Ok(())
    }

    async fn write_order(&self, conn: &mut sqlx::MySqlConnection) -> Result<(), WriteError> {
        self.write_head(conn).await?;
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
        let until = json!({ "until": self.hold.expires_at });
        moves::note(conn, self.id, "held", &until, self.hold.created_at).await?;
        mail::tell(conn, Occasion::Held, self.id.0, self.hold.created_at).await?;
        Ok(())
    }

    async fn write_head(&self, conn: &mut sqlx::MySqlConnection) -> Result<(), WriteError> {
        let order = NewOrder {
            id: self.id,
            user: self.buyer.id,
            trace: &self.trace,
            contact: &self.wanted.contact,
            language: self.wanted.language,
            hold: self.hold,
        };
        for _ in 0..MOST_DRAWS {
            if insert::order(conn, &order, &reference()).await? {
                return Ok(());
            }
        }
        Err(HoldError::NoReference.into())
    }
}

impl From<HoldError> for WriteError {
    fn from(error: HoldError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<WriteError> for HoldError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Claim(ClaimError::Db(error)) | WriteError::Db(error) => Self::Db(error),
            WriteError::Refused(error) => *error,
            // Taken seats are chosen again; the caller has seen to that.
            WriteError::Claim(ClaimError::Taken(_)) => Self::Seats(NoSeats::Busy),
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

/// How long an order holds its seats.
pub(crate) fn hold_length(app: &App) -> TimeDelta {
    TimeDelta::seconds(app.config.booking.hold_seconds.into())
}

fn reference() -> String {
    let mut rng = rand::rng();
    let sign = |_| char::from(REFERENCE_SIGNS[rng.random_range(0..REFERENCE_SIGNS.len())]);
    (0..REFERENCE_LENGTH).map(sign).collect()
}
