//! Payments in MySQL as far as the provider goes: what was sent, what came back, what is due.

pub(super) mod calls;
pub(super) mod refunds;
pub(super) mod webhooks;

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlPool;

use crate::booking::{OrderId, PaymentId, PaymentStatus};

/// A payment as its flows know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) id: PaymentId,
    pub(super) order: OrderId,
    /// The provider's key of it.
    pub(super) key: String,
    pub(super) amount: Won,
    pub(super) refunded: Won,
    pub(super) status: PaymentStatus,
    pub(super) failure_code: Option<String>,
    /// n of the idempotency key that was last sent, or is to be sent next; 0: none was.
    pub(super) attempt: u16,
    pub(super) first_sent_at: Option<DateTime<Utc>>,
    pub(super) next_check_at: Option<DateTime<Utc>>,
    pub(super) created_at: DateTime<Utc>,
}

/// What is known of a payment.
pub(super) async fn find(db: &MySqlPool, id: PaymentId) -> sqlx::Result<Option<Facts>> {
    let row = sqlx::query!(
        r#"
        SELECT order_id AS "order_id: OrderId", payment_key, amount, refunded,
          status AS "status: PaymentStatus", failure_code, attempt,
          first_sent_at AS "first_sent_at: DateTime<Utc>",
          next_check_at AS "next_check_at: DateTime<Utc>", created_at AS "created_at: DateTime<Utc>"
        FROM payments
        WHERE id = ?
        "#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Facts {
        id,
        order: row.order_id,
        key: row.payment_key,
        amount: Won(row.amount),
        refunded: Won(row.refunded),
        status: row.status,
        failure_code: row.failure_code,
        attempt: row.attempt,
        first_sent_at: row.first_sent_at,
        next_check_at: row.next_check_at,
        created_at: row.created_at,
    }))
}

/// Notes that the confirm with that n goes out now; `false` when the payment is settled meanwhile.
pub(super) async fn sending(
    db: &MySqlPool,
    id: PaymentId,
    attempt: u16,
    (now, check_at): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        UPDATE payments
        SET attempt = ?, first_sent_at = COALESCE(first_sent_at, ?), next_check_at = ?, updated_at = ?
        WHERE id = ? AND status IN ('confirming', 'unknown')
        ",
        attempt,
        now,
        check_at,
        now,
        id,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The next confirm of this payment has another n: the last one was answered, and nothing was done.
pub(super) async fn next_attempt(db: &MySqlPool, id: PaymentId, attempt: u16) -> sqlx::Result<()> {
    sqlx::query!("UPDATE payments SET attempt = ? WHERE id = ?", attempt, id)
        .execute(db)
        .await?;
    Ok(())
}

/// Payments that are to be looked at by now, the longest due first.
pub(super) async fn due(
    db: &MySqlPool,
    now: DateTime<Utc>,
    most: u32,
) -> sqlx::Result<Vec<PaymentId>> {
    sqlx::query_scalar!(
        r#"
        SELECT id AS "id: PaymentId"
        FROM payments
        WHERE next_check_at <= ?
        ORDER BY next_check_at
        LIMIT ?
        "#,
        now,
        most,
    )
    .fetch_all(db)
    .await
}

/// Takes a payment that is due; `false` when somebody else has it.
pub(super) async fn take(
    db: &MySqlPool,
    facts: &Facts,
    next: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE payments SET next_check_at = ? WHERE id = ? AND status = ? AND next_check_at = ?",
        next,
        facts.id,
        facts.status,
        facts.next_check_at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// How many payments are unknown, and since when the oldest is.
pub(super) async fn unknown(db: &MySqlPool) -> sqlx::Result<(i64, Option<DateTime<Utc>>)> {
    let row = sqlx::query!(
        r#"
        SELECT COUNT(*) AS "count!", MIN(created_at) AS "oldest: DateTime<Utc>"
        FROM payments
        WHERE running_order IS NOT NULL AND status = 'unknown'
        "#
    )
    .fetch_one(db)
    .await?;
    Ok((row.count, row.oldest))
}
