//! Everything that MySQL holds about a customer, table by table.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::MySqlConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::accounts::UserId;

/// An order.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct OrderRow {
    #[schema(value_type = String)]
    pub(in crate::privacy) id: Uuid,
    reference: String,
    status: String,
    total: i64,
    #[schema(value_type = Object)]
    price: Value,
    contact_email: String,
    contact_phone: String,
    language: String,
    hold_expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

/// A traveller.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct PassengerRow {
    #[schema(value_type = String)]
    order_id: Uuid,
    position: u8,
    kind: String,
    given_name: String,
    surname: String,
    birth_date: Option<NaiveDate>,
}

/// A ticket with its flight.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct TicketRow {
    #[schema(value_type = String)]
    id: Uuid,
    #[schema(value_type = String)]
    order_id: Uuid,
    passenger: u8,
    flight_id: u64,
    airline: String,
    flight_number: u16,
    origin: String,
    destination: String,
    departs_at: DateTime<Utc>,
    /// In the order of the seats of the airplane; null for an infant on a lap.
    seat_index: Option<u16>,
    fare: i64,
    fuel_surcharge: i64,
    airport_charges: i64,
    discount: i64,
    total: i64,
    status: String,
}

/// A payment.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct PaymentRow {
    #[schema(value_type = String)]
    id: Uuid,
    #[schema(value_type = String)]
    order_id: Uuid,
    provider: String,
    amount: i64,
    status: String,
    method: Option<String>,
    receipt_url: Option<String>,
    refunded: i64,
    created_at: DateTime<Utc>,
    captured_at: Option<DateTime<Utc>>,
}

/// A refund.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct RefundRow {
    #[schema(value_type = String)]
    id: Uuid,
    #[schema(value_type = String)]
    order_id: Uuid,
    reason: String,
    amount: i64,
    fee: i64,
    status: String,
    created_at: DateTime<Utc>,
    finished_at: Option<DateTime<Utc>>,
}

/// Something that happened to an order.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct EventRow {
    #[schema(value_type = String)]
    order_id: Uuid,
    at: DateTime<Utc>,
    what: String,
    #[schema(value_type = Object)]
    detail: Value,
}

pub(in crate::privacy) async fn orders(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<OrderRow>> {
    sqlx::query_as!(
        OrderRow,
        r#"
        SELECT id AS "id: Uuid", reference, status, total, price AS "price: Value", contact_email,
          contact_phone, language, hold_expires_at AS "hold_expires_at: DateTime<Utc>",
          created_at AS "created_at: DateTime<Utc>", updated_at AS "updated_at: DateTime<Utc>"
        FROM orders
        WHERE user_id = ?
        ORDER BY id
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::privacy) async fn passengers(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<PassengerRow>> {
    sqlx::query_as!(
        PassengerRow,
        r#"
        SELECT p.order_id AS "order_id: Uuid", p.position, p.kind, p.given_name, p.surname,
          p.birth_date
        FROM orders o
        JOIN passengers p ON p.order_id = o.id
        WHERE o.user_id = ?
        ORDER BY p.order_id, p.position
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::privacy) async fn tickets(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<TicketRow>> {
    sqlx::query_as!(
        TicketRow,
        r#"
        SELECT t.id AS "id: Uuid", t.order_id AS "order_id: Uuid", t.passenger, t.flight_id,
          f.airline_code AS airline, f.number AS flight_number, f.origin, f.destination,
          f.departs_at AS "departs_at: DateTime<Utc>", t.seat_index, t.fare, t.fuel_surcharge,
          t.airport_charges, t.discount, t.total, t.status
        FROM orders o
        JOIN tickets t ON t.order_id = o.id
        JOIN flights f ON f.id = t.flight_id
        WHERE o.user_id = ?
        ORDER BY t.order_id, t.id
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::privacy) async fn payments(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<PaymentRow>> {
    sqlx::query_as!(
        PaymentRow,
        r#"
        SELECT p.id AS "id: Uuid", p.order_id AS "order_id: Uuid", p.provider, p.amount, p.status,
          p.method, p.receipt_url, p.refunded, p.created_at AS "created_at: DateTime<Utc>",
          p.captured_at AS "captured_at: DateTime<Utc>"
        FROM orders o
        JOIN payments p ON p.order_id = o.id
        WHERE o.user_id = ?
        ORDER BY p.order_id, p.id
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::privacy) async fn refunds(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<RefundRow>> {
    sqlx::query_as!(
        RefundRow,
        r#"
        SELECT r.id AS "id: Uuid", r.order_id AS "order_id: Uuid", r.reason, r.amount, r.fee, r.status,
          r.created_at AS "created_at: DateTime<Utc>", r.finished_at AS "finished_at: DateTime<Utc>"
        FROM orders o
        JOIN refunds r ON r.order_id = o.id
        WHERE o.user_id = ?
        ORDER BY r.order_id, r.id
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}

pub(in crate::privacy) async fn events(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<EventRow>> {
    sqlx::query_as!(
        EventRow,
        r#"
        SELECT e.order_id AS "order_id: Uuid", e.at AS "at: DateTime<Utc>", e.what,
          e.detail AS "detail: Value"
        FROM orders o
        JOIN order_events e ON e.order_id = o.id
        WHERE o.user_id = ?
        ORDER BY e.order_id, e.seq
        LIMIT ?
        "#,
        user,
        most,
    )
    .fetch_all(conn)
    .await
}
