//! Every call to the provider, written down.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;
use uuid::Uuid;

use crate::booking::PaymentId;
use crate::payments::toss::Exchange;

/// Writes down a call about a payment, or about its refund.
pub(crate) async fn insert(
    db: &MySqlPool,
    (payment, refund): (PaymentId, Option<Uuid>),
    attempt: u16,
    exchange: &Exchange,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let elapsed = u32::try_from(exchange.elapsed.as_millis()).unwrap_or(u32::MAX);
    sqlx::query!(
        "
        INSERT INTO payment_calls (
          payment_id, refund_id, kind, idempotency_key, attempt, http_status, code, request, response,
          elapsed_ms, at
        )
        VALUES (?, ?, ?, ?, ?, ?, LEFT(?, 80), ?, ?, ?, ?)
        ",
        payment,
        refund,
        exchange.kind,
        exchange.idempotency_key,
        attempt,
        exchange.http_status,
        exchange.answer.code(),
        exchange.request,
        exchange.response,
        elapsed,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}
