//! A customer's traces in MySQL.

pub(super) mod export;
pub(super) mod held;
pub(super) mod person;

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use crate::accounts::UserId;

/// Locks a user's row; whether they are still there.
pub(super) async fn lock_user(conn: &mut MySqlConnection, id: UserId) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT id FROM users WHERE id = ? AND withdrawn_at IS NULL FOR UPDATE",
        id,
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Locks all of a user's orders, in the order of their ids.
pub(super) async fn lock_orders(conn: &mut MySqlConnection, id: UserId) -> sqlx::Result<()> {
    sqlx::query_scalar!(
        "SELECT version FROM orders WHERE user_id = ? ORDER BY id FOR UPDATE",
        id,
    )
    .fetch_all(conn)
    .await?;
    Ok(())
}

/// Whether one of a user's orders is being paid for.
pub(super) async fn is_paying(conn: &mut MySqlConnection, id: UserId) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "SELECT version FROM orders WHERE user_id = ? AND status = 'paying' LIMIT 1",
        id,
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Whether money is on its way back to a user.
pub(super) async fn is_refunding(conn: &mut MySqlConnection, id: UserId) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "
        SELECT refunds.amount
        FROM refunds
        JOIN orders ON orders.id = refunds.order_id
        WHERE orders.user_id = ? AND refunds.status IN ('requested', 'unknown')
        LIMIT 1
        ",
        id,
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Whether a user has a ticket for a flight that departs after `now`.
pub(super) async fn flies_after(
    conn: &mut MySqlConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "
        SELECT flights.id
        FROM orders
        JOIN tickets ON tickets.order_id = orders.id AND tickets.status IN ('issued', 'refunding')
        JOIN flights ON flights.id = tickets.flight_id
        WHERE orders.user_id = ? AND flights.departs_at > ?
        LIMIT 1
        ",
        id,
        now,
    );
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Takes out of a user's orders who bought and who flew. Of the birth date the year stays, which a
/// child's fare is explained by.
pub(super) async fn forget_orders(conn: &mut MySqlConnection, id: UserId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE orders SET contact_email = '', contact_phone = '' WHERE user_id = ?",
        id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        UPDATE passengers
        JOIN orders ON orders.id = passengers.order_id
        SET passengers.given_name = '', passengers.surname = '',
          passengers.birth_date = MAKEDATE(YEAR(passengers.birth_date), 1)
        WHERE orders.user_id = ?
        ",
        id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        UPDATE refunds
        JOIN orders ON orders.id = refunds.order_id
        SET refunds.reason = ''
        WHERE orders.user_id = ?
        ",
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}
