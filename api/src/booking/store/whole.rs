//! Reading whole orders.
//!
//! Each read is a few statements on one connection; what changes between them shows in the next look.

use chrono::{DateTime, Utc};
use search::model::{Cabin, FlightId, SeatIndex, Won};
use sqlx::MySqlConnection;
use sqlx::types::Json;

use super::{flights, valid};
use crate::accounts::UserId;
use crate::booking::order::{Hold, OrderId, OrderStatus, TicketId, TicketStatus};
use crate::booking::payment::{Payment, PaymentId, PaymentStatus, RefundStatus};
use crate::booking::rules::FlightFacts;
use crate::booking::trace::PriceTrace;
use crate::booking::wanted::Contact;
use crate::booking::whole::{EventRow, OrderHead, PassengerRow, RefundRow, TicketRow, WholeOrder};
use crate::pricing::{PassengerKind, Price};

/// An order with everything that belongs to it but the layouts; of `owner` alone, when there is one.
pub(crate) async fn find(
    conn: &mut MySqlConnection,
    id: OrderId,
    owner: Option<UserId>,
) -> sqlx::Result<Option<WholeOrder>> {
    let head = head(conn, id).await?;
    match head.filter(|head| owner.is_none_or(|owner| head.user == owner)) {
        Some(head) => Ok(Some(whole(conn, head).await?)),
        None => Ok(None),
    }
}

async fn whole(conn: &mut MySqlConnection, head: OrderHead) -> sqlx::Result<WholeOrder> {
    let id = head.id;
    Ok(WholeOrder {
        head,
        flights: booked(conn, id).await?,
        layouts: vec![],
        passengers: passengers(conn, id).await?,
        tickets: tickets(conn, id).await?,
        payment: payment(conn, id).await?,
        refunds: refunds(conn, id).await?,
        timeline: timeline(conn, id).await?,
    })
}

async fn head(conn: &mut MySqlConnection, id: OrderId) -> sqlx::Result<Option<OrderHead>> {
    let row = sqlx::query!(
        r#"
        SELECT reference, user_id, status AS "status: OrderStatus", price AS "price: Json<PriceTrace>",
          contact_email, contact_phone, created_at AS "created_at: DateTime<Utc>",
          hold_expires_at AS "hold_expires_at: DateTime<Utc>", hold_extended AS "hold_extended: bool",
          version
        FROM orders
        WHERE id = ?
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| OrderHead {
        id,
        reference: row.reference,
        user: UserId(row.user_id),
        status: row.status,
        price: row.price.0,
        contact: Contact {
            email: row.contact_email,
            phone: row.contact_phone,
        },
        hold: Hold {
            created_at: row.created_at,
            expires_at: row.hold_expires_at,
            extended: row.hold_extended,
        },
        version: row.version,
    }))
}

/// The flights of an order with the cabin, in the order of travel.
pub(crate) async fn booked(
    conn: &mut MySqlConnection,
    id: OrderId,
) -> sqlx::Result<Vec<(FlightFacts, Cabin)>> {
    let rows = sqlx::query!(
        "SELECT flight_id, cabin FROM order_flights WHERE order_id = ? ORDER BY position",
        id
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut booked = Vec::with_capacity(rows.len());
    for row in rows {
        let facts = flights::facts(conn, FlightId(row.flight_id)).await?;
        let facts = valid("order_flights", facts.ok_or("a flight"))?;
        let cabin = valid("order_flights", Cabin::parse(&row.cabin).ok_or("a cabin"))?;
        booked.push((facts, cabin));
    }
    Ok(booked)
}

/// The passengers of an order, as they were given.
pub(crate) async fn passengers(
    conn: &mut MySqlConnection,
    id: OrderId,
) -> sqlx::Result<Vec<PassengerRow>> {
    let rows = sqlx::query!(
        r#"
        SELECT kind, given_name AS "given_name: String", surname AS "surname: String", birth_date
        FROM passengers
        WHERE order_id = ?
        ORDER BY position
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PassengerRow {
                kind: match row.kind.as_str() {
                    "adult" => PassengerKind::Adult,
                    "child" => PassengerKind::Child,
                    "infant" => PassengerKind::Infant,
                    _ => return valid("passengers", Err("a kind of passenger")),
                },
                given_name: row.given_name,
                surname: row.surname,
                birth_date: row.birth_date,
            })
        })
        .collect()
}

/// The tickets of an order by flight, then by passenger.
pub(crate) async fn tickets(
    conn: &mut MySqlConnection,
    id: OrderId,
) -> sqlx::Result<Vec<TicketRow>> {
    let rows = sqlx::query!(
        r#"
        SELECT t.id AS "id: TicketId", t.passenger, t.flight_id, t.seat_index, t.fare,
          t.fuel_surcharge, t.airport_charges, t.discount, t.status AS "status: TicketStatus"
        FROM tickets t
        JOIN order_flights f ON f.order_id = t.order_id AND f.flight_id = t.flight_id
        WHERE t.order_id = ?
        ORDER BY f.position, t.passenger
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    let tickets = rows.into_iter().map(|row| TicketRow {
        id: row.id,
        passenger: row.passenger,
        flight: FlightId(row.flight_id),
        seat: row.seat_index.map(SeatIndex),
        price: Price {
            fare: Won(row.fare),
            fuel_surcharge: Won(row.fuel_surcharge),
            airport_charges: Won(row.airport_charges),
            discount: Won(row.discount),
        },
        status: row.status,
    });
    Ok(tickets.collect())
}

async fn payment(conn: &mut MySqlConnection, id: OrderId) -> sqlx::Result<Option<Payment>> {
    let row = sqlx::query!(
        r#"
        SELECT id AS "id: PaymentId", amount, status AS "status: PaymentStatus", method, receipt_url,
          failure_code, next_check_at AS "next_check_at: DateTime<Utc>"
        FROM payments
        WHERE order_id = ?
        ORDER BY created_at DESC, id DESC
        LIMIT 1
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Payment {
        id: row.id,
        order: id,
        amount: Won(row.amount),
        status: row.status,
        method: row.method,
        receipt_url: row.receipt_url,
        failure_code: row.failure_code,
        next_check_at: row.next_check_at,
    }))
}

async fn refunds(conn: &mut MySqlConnection, id: OrderId) -> sqlx::Result<Vec<RefundRow>> {
    let rows = sqlx::query!(
        r#"
        SELECT amount, fee, reason AS "reason: String", status AS "status: RefundStatus",
          created_at AS "created_at: DateTime<Utc>"
        FROM refunds
        WHERE order_id = ?
        ORDER BY created_at
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    let refunds = rows.into_iter().map(|row| RefundRow {
        amount: Won(row.amount),
        fee: Won(row.fee),
        reason: row.reason,
        status: row.status,
        created_at: row.created_at,
    });
    Ok(refunds.collect())
}

async fn timeline(conn: &mut MySqlConnection, id: OrderId) -> sqlx::Result<Vec<EventRow>> {
    let rows = sqlx::query!(
        r#"
        SELECT at AS "at: DateTime<Utc>", what, detail AS "detail: Json<serde_json::Value>"
        FROM order_events
        WHERE order_id = ?
        ORDER BY seq
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    let events = rows.into_iter().map(|row| EventRow {
        at: row.at,
        what: row.what,
        detail: row.detail.0,
    });
    Ok(events.collect())
}
