//! One order under its lock, and its moves.

use chrono::{DateTime, Utc};
use search::model::{FlightId, Won};
use sqlx::MySqlConnection;
use sqlx::types::Json;

use crate::accounts::UserId;
use crate::booking::order::{Hold, OrderId, OrderStatus, TicketStatus};

/// An order as a flow moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Order {
    /// Which.
    pub(crate) id: OrderId,
    /// Whose.
    pub(crate) user: UserId,
    /// Where it stands.
    pub(crate) status: OrderStatus,
    /// What it costs.
    pub(crate) total: Won,
    /// Until when it holds its seats unpaid.
    pub(crate) hold: Hold,
    /// Raised by every change.
    pub(crate) version: u32,
}

/// Another transaction changed the order although it was locked: a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("order {0} changed under its lock")]
struct Changed(OrderId);

/// Reads an order and locks its row until the transaction ends.
pub(crate) async fn lock(conn: &mut MySqlConnection, id: OrderId) -> sqlx::Result<Option<Order>> {
    let row = sqlx::query!(
        r#"
        SELECT user_id, status AS "status: OrderStatus", total,
          created_at AS "created_at: DateTime<Utc>",
          hold_expires_at AS "hold_expires_at: DateTime<Utc>", hold_extended AS "hold_extended: bool",
          version
        FROM orders
        WHERE id = ?
        FOR UPDATE
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Order {
        id,
        user: UserId(row.user_id),
        status: row.status,
        total: Won(row.total),
        hold: Hold {
            created_at: row.created_at,
            expires_at: row.hold_expires_at,
            extended: row.hold_extended,
        },
        version: row.version,
    }))
}

/// Moves an order that is locked to `to`, with its hold.
pub(crate) async fn move_to(
    conn: &mut MySqlConnection,
    order: &Order,
    to: OrderStatus,
    hold: Hold,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let done = sqlx::query!(
        "
        UPDATE orders
        SET status = ?, hold_expires_at = ?, hold_extended = ?, updated_at = ?, version = version + 1
        WHERE id = ? AND status = ? AND version = ?
        ",
        to,
        hold.expires_at,
        hold.extended,
        now,
        order.id,
        order.status,
        order.version,
    )
    .execute(conn)
    .await?;
    match done.rows_affected() {
        1 => Ok(()),
        _ => Err(sqlx::Error::Protocol(Changed(order.id).to_string())),
    }
}

/// Expires an order whose time has passed; `false` when somebody else was first. This is the first
/// statement of its transaction and locks the row.
pub(crate) async fn expire(
    conn: &mut MySqlConnection,
    id: OrderId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        UPDATE orders
        SET status = 'expired', updated_at = ?, version = version + 1
        WHERE id = ? AND status = 'held' AND hold_expires_at <= ?
        ",
        now,
        id,
        now,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Moves every ticket of an order from one status to another.
pub(crate) async fn move_tickets(
    conn: &mut MySqlConnection,
    order: OrderId,
    from: TicketStatus,
    to: TicketStatus,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE tickets SET status = ? WHERE order_id = ? AND status = ?",
        to,
        order,
        from,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds a line to the timeline of an order that is locked.
pub(crate) async fn note(
    conn: &mut MySqlConnection,
    order: OrderId,
    what: &str,
    detail: &serde_json::Value,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    // By itself: within the INSERT it would lock the end of the table against other orders.
    let latest = sqlx::query_scalar!(
        "SELECT MAX(seq) AS seq FROM order_events WHERE order_id = ?",
        order
    )
    .fetch_one(&mut *conn)
    .await?;
    let seq = latest.map_or(1, |latest| latest.saturating_add(1));
    sqlx::query!(
        "INSERT INTO order_events (order_id, seq, at, what, detail) VALUES (?, ?, ?, ?, ?)",
        order,
        seq,
        now,
        what,
        Json(detail),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The flights of an order, in the order in which they are locked.
pub(crate) async fn flights_of(
    conn: &mut MySqlConnection,
    order: OrderId,
) -> sqlx::Result<Vec<FlightId>> {
    let ids = sqlx::query_scalar!(
        "SELECT flight_id FROM order_flights WHERE order_id = ? ORDER BY flight_id",
        order
    )
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(FlightId).collect())
}
