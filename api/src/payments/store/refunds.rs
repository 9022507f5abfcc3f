//! Refunds in MySQL as far as the provider goes: what was sent, what is due.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlPool;
use uuid::Uuid;

use crate::booking::{PaymentId, RefundStatus};

/// A refund as its flow knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::payments) struct Facts {
    pub(in crate::payments) id: Uuid,
    pub(in crate::payments) payment: PaymentId,
    /// The provider's key of the payment.
    pub(in crate::payments) payment_key: String,
    pub(in crate::payments) amount: Won,
    /// What could go back when it was asked for.
    pub(in crate::payments) refundable: Won,
    pub(in crate::payments) reason: String,
    pub(in crate::payments) status: RefundStatus,
    /// n of the idempotency key that was last sent, or is to be sent next; 0: none was.
    pub(in crate::payments) attempt: u16,
    pub(in crate::payments) first_sent_at: Option<DateTime<Utc>>,
    pub(in crate::payments) next_check_at: Option<DateTime<Utc>>,
    pub(in crate::payments) created_at: DateTime<Utc>,
}

/// What is known of a refund.
pub(in crate::payments) async fn find(db: &MySqlPool, id: Uuid) -> sqlx::Result<Option<Facts>> {
    let row = sqlx::query!(
        r#"
        SELECT r.payment_id AS "payment: PaymentId", p.payment_key, r.amount, r.refundable_expected,
          r.reason AS "reason: String", r.status AS "status: RefundStatus", r.attempt,
          r.first_sent_at AS "first_sent_at: DateTime<Utc>",
          r.next_check_at AS "next_check_at: DateTime<Utc>",
          r.created_at AS "created_at: DateTime<Utc>"
        FROM refunds r
        JOIN payments p ON p.id = r.payment_id
        WHERE r.id = ?
        "#,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| Facts {
        id,
        payment: row.payment,
        payment_key: row.payment_key,
        amount: Won(row.amount),
        refundable: Won(row.refundable_expected),
        reason: row.reason,
        status: row.status,
        attempt: row.attempt,
        first_sent_at: row.first_sent_at,
        next_check_at: row.next_check_at,
        created_at: row.created_at,
    }))
}

/// Refunds that are to be looked at by now, the longest due first.
pub(in crate::payments) async fn due(
    db: &MySqlPool,
    now: DateTime<Utc>,
    most: u32,
) -> sqlx::Result<Vec<Uuid>> {
    sqlx::query_scalar!(
        r#"
        SELECT id AS "id: Uuid"
        FROM refunds
        WHERE next_check_at <= ? AND status IN ('requested', 'unknown')
        ORDER BY next_check_at
        LIMIT ?
        "#,
        now,
        most,
    )
    .fetch_all(db)
    .await
}

/// Takes a refund that is due; `false` when somebody else has it.
pub(in crate::payments) async fn take(
    db: &MySqlPool,
    facts: &Facts,
    next: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "UPDATE refunds SET next_check_at = ? WHERE id = ? AND status = ? AND next_check_at = ?",
        next,
        facts.id,
        facts.status,
        facts.next_check_at,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the cancel with that n goes out now; `false` when the refund is over meanwhile.
pub(in crate::payments) async fn sending(
    db: &MySqlPool,
    id: Uuid,
    attempt: u16,
    (now, check_at): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        UPDATE refunds
        SET attempt = ?, first_sent_at = COALESCE(first_sent_at, ?), next_check_at = ?
        WHERE id = ? AND status IN ('requested', 'unknown')
        ",
        attempt,
        now,
        check_at,
        id,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The next cancel of this refund has another n: the last one was answered, and nothing was done.
pub(in crate::payments) async fn next_attempt(
    db: &MySqlPool,
    id: Uuid,
    attempt: u16,
) -> sqlx::Result<()> {
    sqlx::query!("UPDATE refunds SET attempt = ? WHERE id = ?", attempt, id)
        .execute(db)
        .await?;
    Ok(())
}
