//! Refunds in MySQL: the payment they come from, and their tickets.

mod cancelled;
mod moves;

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{Day, FlightId, Iata, SeatIndex, Won};
use sqlx::MySqlConnection;
use uuid::Uuid;

pub(crate) use cancelled::{fees_of_cancelled, paid_on_cancelled};
pub(crate) use moves::{finish, insert, insert_ticket, move_tickets, refuse, unknown};

use super::claims::Seat;
use super::valid;
use crate::booking::order::{OrderId, TicketId, TicketStatus};
use crate::booking::payment::PaymentId;
use crate::booking::refund::{Step, Travel, Unit};
use crate::pricing::{PassengerKind, Price};

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Cause {
    /// The customer wishes so.
    Customer,
    /// We owe it: the airline cancelled the flight.
    FlightCancelled,
    /// We owe it: it came too late for its order.
    NotHonoured,
}

/// The payment that pays an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paid {
    pub(crate) id: PaymentId,
    /// What has not gone back.
    pub(crate) balance: Won,
    pub(crate) captured_at: DateTime<Utc>,
}

/// A ticket with what decides about its fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bought {
    pub(crate) id: TicketId,
    pub(crate) kind: PassengerKind,
    pub(crate) status: TicketStatus,
    pub(crate) price: Price,
    pub(crate) flight: FlightId,
    pub(crate) origin: Iata,
    pub(crate) destination: Iata,
    /// The date of departure at the origin.
    pub(crate) day: Day,
    pub(crate) departs_at: DateTime<Utc>,
    pub(crate) cancelled: bool,
}

/// A refund that begins.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewRefund<'a> {
    pub(crate) id: Uuid,
    pub(crate) cause: Cause,
    pub(crate) reason: &'a str,
    pub(crate) amount: Won,
    pub(crate) fee: Won,
    pub(crate) check_at: DateTime<Utc>,
}

/// A refund that runs, under its lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Running {
    pub(crate) id: Uuid,
    pub(crate) payment: PaymentId,
    pub(crate) cause: Cause,
    pub(crate) amount: Won,
    pub(crate) fee: Won,
}

/// The table of fees.
pub(crate) async fn rules(conn: &mut MySqlConnection) -> sqlx::Result<Vec<Step>> {
    let rows = sqlx::query!(
        r#"SELECT travel AS "travel: Travel", unit AS "unit: Unit", at_least, fee FROM refund_rules"#
    )
    .fetch_all(conn)
    .await?;
    let steps = rows.into_iter().map(|row| Step {
        travel: row.travel,
        unit: row.unit,
        at_least: row.at_least,
        fee: Won(row.fee),
    });
    Ok(steps.collect())
}

/// The payment that pays an order: one that came too late goes back by itself.
pub(crate) async fn paid(conn: &mut MySqlConnection, order: OrderId) -> sqlx::Result<Option<Paid>> {
    let row = sqlx::query!(
        r#"
        SELECT p.id AS "id: PaymentId", p.amount - p.refunded AS "balance!: i64",
          p.captured_at AS "captured_at!: DateTime<Utc>"
        FROM payments p
        WHERE p.order_id = ? AND p.status = 'captured' AND NOT EXISTS (
          SELECT 1 FROM refunds r WHERE r.payment_id = p.id AND r.cause = 'not_honoured'
        )
        ORDER BY p.captured_at
        LIMIT 1
        "#,
        order
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Paid {
        id: row.id,
        balance: Won(row.balance),
        captured_at: row.captured_at,
    }))
}

/// The same, with its row locked; the order's is locked already.
pub(crate) async fn lock_paid(
    conn: &mut MySqlConnection,
    order: OrderId,
) -> sqlx::Result<Option<Paid>> {
    match paid(conn, order).await? {
        Some(paid) => lock_payment(conn, paid.id).await,
        None => Ok(None),
    }
}

/// A captured payment, with its row locked.
pub(crate) async fn lock_payment(
    conn: &mut MySqlConnection,
    id: PaymentId,
) -> sqlx::Result<Option<Paid>> {
    let row = sqlx::query!(
        r#"
        SELECT amount - refunded AS "balance!: i64", captured_at AS "captured_at!: DateTime<Utc>"
        FROM payments
        WHERE id = ? AND status = 'captured'
        FOR UPDATE
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Paid {
        id,
        balance: Won(row.balance),
        captured_at: row.captured_at,
    }))
}

/// Whether a refund of a payment runs.
pub(crate) async fn is_running(conn: &mut MySqlConnection, id: PaymentId) -> sqlx::Result<bool> {
    let running = sqlx::query_scalar!(
        "SELECT COUNT(*) AS running FROM refunds WHERE running_payment = ?",
        id
    )
    .fetch_one(conn)
    .await?;
    Ok(running > 0)
}

/// The tickets of an order, by flight, then by passenger.
pub(crate) async fn bought(
    conn: &mut MySqlConnection,
    order: OrderId,
) -> sqlx::Result<Vec<Bought>> {
    let rows = sqlx::query!(
        r#"
        SELECT t.id AS "id: TicketId", t.flight_id, t.fare, t.fuel_surcharge, t.airport_charges,
          t.discount, t.status AS "status: TicketStatus", p.kind, f.origin, f.destination,
          f.departure_date AS "departure_date: NaiveDate",
          f.departs_at AS "departs_at: DateTime<Utc>", f.status = 'cancelled' AS "cancelled!: bool"
        FROM tickets t
        JOIN order_flights s ON s.order_id = t.order_id AND s.flight_id = t.flight_id
        JOIN passengers p ON p.order_id = t.order_id AND p.position = t.passenger
        JOIN flights f ON f.id = t.flight_id
        WHERE t.order_id = ?
        ORDER BY s.position, t.passenger
        "#,
        order
    )
    .fetch_all(conn)
    .await?;
    let mut bought = Vec::with_capacity(rows.len());
    for row in rows {
        bought.push(Bought {
            id: row.id,
            kind: match row.kind.as_str() {
                "adult" => PassengerKind::Adult,
                "child" => PassengerKind::Child,
                "infant" => PassengerKind::Infant,
                _ => return valid("passengers", Err("a kind of passenger")),
            },
            status: row.status,
            price: Price {
                fare: Won(row.fare),
                fuel_surcharge: Won(row.fuel_surcharge),
                airport_charges: Won(row.airport_charges),
                discount: Won(row.discount),
            },
            flight: FlightId(row.flight_id),
            origin: valid("flights", Iata::parse(&row.origin))?,
            destination: valid("flights", Iata::parse(&row.destination))?,
            day: valid("flights", Day::of(row.departure_date).ok_or("a day"))?,
            departs_at: row.departs_at,
            cancelled: row.cancelled,
        });
    }
    Ok(bought)
}

/// The order of a refund.
pub(crate) async fn order_of(
    conn: &mut MySqlConnection,
    id: Uuid,
) -> sqlx::Result<Option<OrderId>> {
    sqlx::query_scalar!(
        r#"SELECT order_id AS "id: OrderId" FROM refunds WHERE id = ?"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Reads a refund that runs and locks its row; `None` when it is over. Its order is locked already.
pub(crate) async fn lock_running(
    conn: &mut MySqlConnection,
    id: Uuid,
) -> sqlx::Result<Option<Running>> {
    let row = sqlx::query!(
        r#"
        SELECT payment_id AS "payment: PaymentId", cause AS "cause: Cause", amount, fee
        FROM refunds
        WHERE id = ? AND status IN ('requested', 'unknown')
        FOR UPDATE
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Running {
        id,
        payment: row.payment,
        cause: row.cause,
        amount: Won(row.amount),
        fee: Won(row.fee),
    }))
}

/// The seats of a refund's tickets, in the order of their claims.
pub(crate) async fn seats(conn: &mut MySqlConnection, id: Uuid) -> sqlx::Result<Vec<Seat>> {
    let rows = sqlx::query!(
        r#"
        SELECT t.id AS "id: TicketId", t.flight_id, t.seat_index AS "seat_index!"
        FROM refund_tickets k
        JOIN tickets t ON t.id = k.ticket_id
        WHERE k.refund_id = ? AND t.status = 'refunding' AND t.seat_index IS NOT NULL
        ORDER BY t.flight_id, t.seat_index
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    let seats = rows.into_iter().map(|row| Seat {
        flight: FlightId(row.flight_id),
        index: SeatIndex(row.seat_index),
        ticket: row.id,
    });
    Ok(seats.collect())
}

/// How many tickets of an order are paid and not given back.
pub(crate) async fn live_tickets(conn: &mut MySqlConnection, order: OrderId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        "
        SELECT COUNT(*) AS live
        FROM tickets
        WHERE order_id = ? AND status IN ('issued', 'refunding')
        ",
        order
    )
    .fetch_one(conn)
    .await
}
