//! The payments of an order, as far as booking goes: the row of a new one.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlConnection;

use crate::booking::order::OrderId;
use crate::booking::payment::{Payment, PaymentId, PaymentStatus};
use crate::booking::start_paying::Confirm;

/// The payment with that key of the provider.
pub(crate) async fn by_key(
    conn: &mut MySqlConnection,
    payment_key: &str,
) -> sqlx::Result<Option<Payment>> {
    let row = sqlx::query!(
        r#"
        SELECT id AS "id: PaymentId", order_id AS "order_id: OrderId", amount,
          status AS "status: PaymentStatus", method, receipt_url, failure_code,
          next_check_at AS "next_check_at: DateTime<Utc>"
        FROM payments
        WHERE provider = 'toss' AND payment_key = ?
        "#,
        payment_key
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Payment {
        id: row.id,
        order: row.order_id,
        amount: Won(row.amount),
        status: row.status,
        method: row.method,
        receipt_url: row.receipt_url,
        failure_code: row.failure_code,
        next_check_at: row.next_check_at,
    }))
}

/// Writes a payment that begins.
pub(crate) async fn insert(
    conn: &mut MySqlConnection,
    id: PaymentId,
    ask: &Confirm<'_>,
    (now, check_at): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO payments (
          id, order_id, provider, payment_key, amount, status, next_check_at, created_at, updated_at
        )
        VALUES (?, ?, 'toss', ?, ?, 'confirming', ?, ?, ?)
        ",
        id,
        ask.order,
        ask.payment_key,
        ask.amount.0,
        check_at,
        now,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
