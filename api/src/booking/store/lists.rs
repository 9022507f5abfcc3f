//! Orders that something must be done about.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;

use crate::accounts::UserId;
use crate::booking::order::{OrderId, OrderStatus};

/// Held orders whose time has passed, the earliest first; without locks.
pub(crate) async fn over(
    db: &MySqlPool,
    now: DateTime<Utc>,
    limit: u32,
) -> sqlx::Result<Vec<OrderId>> {
    sqlx::query_scalar!(
        r#"
        SELECT id AS "id: OrderId"
        FROM orders
        WHERE status = 'held' AND hold_expires_at <= ?
        ORDER BY hold_expires_at
        LIMIT ?
        "#,
        now,
        limit,
    )
    .fetch_all(db)
    .await
}

/// Held orders with a flight that is cancelled; without locks.
pub(crate) async fn held_on_cancelled(db: &MySqlPool, limit: u32) -> sqlx::Result<Vec<OrderId>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT o.id AS "id: OrderId"
        FROM orders o
        JOIN order_flights s ON s.order_id = o.id
        JOIN flights f ON f.id = s.flight_id
        WHERE o.status = 'held' AND f.status = 'cancelled'
        LIMIT ?
        "#,
        limit,
    )
    .fetch_all(db)
    .await
}

/// A page of somebody's orders, the newest first: those that begin before `before`. `ahead`: only
/// orders with a flight that leaves later than `now`, or only those without one.
pub(crate) async fn of_user(
    db: &MySqlPool,
    user: UserId,
    (before, limit): (OrderId, u32),
    (ahead, now): (Option<bool>, DateTime<Utc>),
) -> sqlx::Result<Vec<OrderId>> {
    sqlx::query_scalar!(
        r#"
        SELECT o.id AS "id: OrderId"
        FROM orders o
        WHERE o.user_id = ? AND o.id < ? AND (
          ? IS NULL OR ? = EXISTS (
            SELECT 1
            FROM order_flights s
            JOIN flights f ON f.id = s.flight_id
            WHERE s.order_id = o.id AND f.departs_at > ?
          )
        )
        ORDER BY o.id DESC
        LIMIT ?
        "#,
        user,
        before,
        ahead,
        ahead,
        now,
        limit,
    )
    .fetch_all(db)
    .await
}

/// A row of the administrators' list.
#[derive(Clone, Debug)]
pub(crate) struct ListedOrder {
    pub(crate) id: OrderId,
    pub(crate) reference: String,
    pub(crate) user: u64,
    pub(crate) status: OrderStatus,
    pub(crate) total: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) hold_expires_at: DateTime<Utc>,
}

/// What the administrators' list is narrowed by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Narrowing {
    pub(crate) status: Option<OrderStatus>,
    pub(crate) user: Option<u64>,
    pub(crate) reference: Option<String>,
}

/// A page of all orders, the newest first: those that begin before `before`.
pub(crate) async fn all(
    db: &MySqlPool,
    by: &Narrowing,
    (before, limit): (OrderId, u32),
) -> sqlx::Result<Vec<ListedOrder>> {
    sqlx::query_as!(
        ListedOrder,
        r#"
        SELECT id AS "id: OrderId", reference, user_id AS user, status AS "status: OrderStatus", total,
          created_at AS "created_at: DateTime<Utc>",
          hold_expires_at AS "hold_expires_at: DateTime<Utc>"
        FROM orders
        WHERE id < ? AND (? IS NULL OR status = ?) AND (? IS NULL OR user_id = ?)
          AND (? IS NULL OR reference = ?)
        ORDER BY id DESC
        LIMIT ?
        "#,
        before,
        by.status,
        by.status,
        by.user,
        by.user,
        by.reference,
        by.reference,
        limit,
    )
    .fetch_all(db)
    .await
}
