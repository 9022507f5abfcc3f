//! A refund begins, moves its tickets, and ends.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlConnection;
use uuid::Uuid;

use super::{NewRefund, Paid, Running};
use crate::booking::order::{OrderId, TicketId, TicketStatus};

/// Writes a refund that begins.
pub(crate) async fn insert(
    conn: &mut MySqlConnection,
    (order, paid): (OrderId, &Paid),
    new: &NewRefund<'_>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO refunds (
          id, payment_id, order_id, cause, reason, amount, fee, status, refundable_expected,
          next_check_at, created_at
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, 'requested', ?, ?, ?)
        ",
        new.id,
        paid.id,
        order,
        new.cause,
        new.reason,
        new.amount.0,
        new.fee.0,
        paid.balance.0,
        new.check_at,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes what goes back for a ticket, and what is kept.
pub(crate) async fn insert_ticket(
    conn: &mut MySqlConnection,
    refund: Uuid,
    ticket: TicketId,
    (amount, fee): (Won, Won),
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO refund_tickets (refund_id, ticket_id, amount, fee) VALUES (?, ?, ?, ?)",
        refund,
        ticket,
        amount.0,
        fee.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Moves the tickets of a refund from one status to another.
pub(crate) async fn move_tickets(
    conn: &mut MySqlConnection,
    refund: Uuid,
    from: TicketStatus,
    to: TicketStatus,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE tickets
        SET status = ?
        WHERE status = ? AND id IN (SELECT ticket_id FROM refund_tickets WHERE refund_id = ?)
        ",
        to,
        from,
        refund,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a refund: the money is on its way. More than was captured breaks a CHECK of the payment.
pub(crate) async fn finish(
    conn: &mut MySqlConnection,
    refund: &Running,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE refunds
        SET status = 'done', transaction_key = ?, failure_code = NULL, next_check_at = NULL,
          finished_at = ?
        WHERE id = ?
        ",
        key,
        now,
        refund.id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "UPDATE payments SET refunded = refunded + ?, updated_at = ? WHERE id = ?",
        refund.amount.0,
        now,
        refund.payment,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends a refund that the provider refused.
pub(crate) async fn refuse(
    conn: &mut MySqlConnection,
    id: Uuid,
    code: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE refunds
        SET status = 'refused', failure_code = LEFT(?, 80), next_check_at = NULL, finished_at = ?
        WHERE id = ?
        ",
        code,
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody knows what became of a refund.
pub(crate) async fn unknown(
    conn: &mut MySqlConnection,
    id: Uuid,
    code: Option<&str>,
    check_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE refunds
        SET status = 'unknown', failure_code = LEFT(?, 80), next_check_at = ?
        WHERE id = ?
        ",
        code,
        check_at,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}
