//! A new order.

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{FlightId, SeatIndex};
use sqlx::MySqlConnection;
use sqlx::types::Json;

use super::violates;
use crate::accounts::UserId;
use crate::booking::order::{Hold, OrderId, TicketId};
use crate::booking::trace::PriceTrace;
use crate::booking::wanted::{Contact, Traveller};
use crate::pricing::{PassengerKind, Price};
use crate::problem::Language;

/// The row of a new order.
#[derive(Debug)]
pub(crate) struct NewOrder<'a> {
    pub(crate) id: OrderId,
    pub(crate) user: UserId,
    pub(crate) trace: &'a PriceTrace,
    pub(crate) contact: &'a Contact,
    pub(crate) language: Language,
    pub(crate) hold: Hold,
}

/// The row of a new ticket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewTicket {
    pub(crate) id: TicketId,
    pub(crate) passenger: u8,
    pub(crate) flight: FlightId,
    pub(crate) seat: Option<SeatIndex>,
    pub(crate) price: Price,
}

/// Locks the row of a user until the transaction ends; `false` when there is none.
pub(crate) async fn lock_user(conn: &mut MySqlConnection, user: UserId) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM users WHERE id = ? AND withdrawn_at IS NULL FOR UPDATE",
        user
    )
    .fetch_optional(conn)
    .await?;
    Ok(found.is_some())
}

/// How many orders of a user take seats unpaid at `now`.
pub(crate) async fn open_holds(
    conn: &mut MySqlConnection,
    user: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "
        SELECT COUNT(*)
        FROM orders
        WHERE user_id = ? AND (status = 'paying' OR status = 'held' AND hold_expires_at > ?)
        ",
        user,
        now
    )
    .fetch_one(conn)
    .await
}

/// Writes an order under `reference`; `false` when that belongs to another one.
pub(crate) async fn order(
    conn: &mut MySqlConnection,
    order: &NewOrder<'_>,
    reference: &str,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        INSERT INTO orders (
          id, reference, user_id, status, total, price, contact_email, contact_phone, language,
          hold_expires_at, created_at, updated_at
        )
        VALUES (?, ?, ?, 'held', ?, ?, ?, ?, ?, ?, ?, ?)
        ",
        order.id,
        reference,
        order.user,
        order.trace.total(),
        Json(order.trace),
        order.contact.email,
        order.contact.phone,
        order.language.tag(),
        order.hold.expires_at,
        order.hold.created_at,
        order.hold.created_at,
    )
    .execute(conn)
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(error) if violates(&error, "orders_reference") => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes a flight of an order.
pub(crate) async fn flight(
    conn: &mut MySqlConnection,
    order: OrderId,
    flight: FlightId,
    (position, cabin): (u8, &str),
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO order_flights (order_id, flight_id, position, cabin) VALUES (?, ?, ?, ?)",
        order,
        flight.0,
        position,
        cabin,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a passenger of an order.
pub(crate) async fn passenger(
    conn: &mut MySqlConnection,
    order: OrderId,
    position: u8,
    traveller: &Traveller,
) -> sqlx::Result<()> {
    let birth_date: Option<NaiveDate> = traveller.birth_date;
    sqlx::query!(
        "
        INSERT INTO passengers (order_id, position, kind, given_name, surname, birth_date)
        VALUES (?, ?, ?, ?, ?, ?)
        ",
        order,
        position,
        kind_name(traveller.kind),
        traveller.given_name,
        traveller.surname,
        birth_date,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes a ticket of an order.
pub(crate) async fn ticket(
    conn: &mut MySqlConnection,
    order: OrderId,
    ticket: &NewTicket,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO tickets (
          id, order_id, passenger, flight_id, seat_index, fare, fuel_surcharge, airport_charges,
          discount, total, status
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'held')
        ",
        ticket.id,
        order,
        ticket.passenger,
        ticket.flight.0,
        ticket.seat.map(|seat| seat.0),
        ticket.price.fare.0,
        ticket.price.fuel_surcharge.0,
        ticket.price.airport_charges.0,
        ticket.price.discount.0,
        ticket.price.total().0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The name of a kind of passenger in MySQL and in JSON.
pub(crate) fn kind_name(kind: PassengerKind) -> &'static str {
    match kind {
        PassengerKind::Adult => "adult",
        PassengerKind::Child => "child",
        PassengerKind::Infant => "infant",
    }
}
