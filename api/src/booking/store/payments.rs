//! The payments of an order: the row of a new one, and its moves.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlConnection;
use uuid::Uuid;

use crate::booking::order::OrderId;
use crate::booking::payment::{Payment, PaymentId, PaymentStatus};
use crate::booking::start_paying::Confirm;

/// Why money goes back that came too late.
const TOO_LATE: &str = "결제가 늦게 확인되어 전액 환불합니다";

/// A payment as its last transaction moves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// Which.
    pub(crate) id: PaymentId,
    /// Of which order.
    pub(crate) order: OrderId,
    /// How much.
    pub(crate) amount: Won,
    /// Where it stands.
    pub(crate) status: PaymentStatus,
    /// When it began.
    pub(crate) created_at: DateTime<Utc>,
}

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

/// The order of a payment.
pub(crate) async fn order_of(
    conn: &mut MySqlConnection,
    id: PaymentId,
) -> sqlx::Result<Option<OrderId>> {
    sqlx::query_scalar!(
        r#"SELECT order_id AS "order_id: OrderId" FROM payments WHERE id = ?"#,
        id
    )
    .fetch_optional(conn)
    .await
}

/// Reads a payment and locks its row; its order is locked already.
pub(crate) async fn lock(
    conn: &mut MySqlConnection,
    id: PaymentId,
) -> sqlx::Result<Option<Attempt>> {
    let row = sqlx::query!(
        r#"
        SELECT order_id AS "order_id: OrderId", amount, status AS "status: PaymentStatus",
          created_at AS "created_at: DateTime<Utc>"
        FROM payments
        WHERE id = ?
        FOR UPDATE
        "#,
        id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| Attempt {
        id,
        order: row.order_id,
        amount: Won(row.amount),
        status: row.status,
        created_at: row.created_at,
    }))
}

/// The provider has the money of a payment that is locked.
pub(crate) async fn capture(
    conn: &mut MySqlConnection,
    id: PaymentId,
    (method, receipt_url): (Option<&str>, Option<&str>),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE payments
        SET status = 'captured', captured_at = ?, method = LEFT(?, 40), receipt_url = LEFT(?, 500),
          failure_code = NULL, next_check_at = NULL, updated_at = ?
        WHERE id = ?
        ",
        now,
        method,
        receipt_url,
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The provider refused a payment that is locked; it is looked up `again`, if that is set.
pub(crate) async fn decline(
    conn: &mut MySqlConnection,
    id: PaymentId,
    code: &str,
    (now, again): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE payments
        SET status = 'declined', failure_code = LEFT(?, 80), next_check_at = ?, updated_at = ?
        WHERE id = ?
        ",
        code,
        again,
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Nobody knows what became of a payment that is locked.
pub(crate) async fn unknown(
    conn: &mut MySqlConnection,
    id: PaymentId,
    (now, check_at): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE payments SET status = 'unknown', next_check_at = ?, updated_at = ? WHERE id = ?",
        check_at,
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// All the money of a payment has to go back: its order cannot have it.
pub(crate) async fn owe_back(
    conn: &mut MySqlConnection,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO refunds (
          id, payment_id, order_id, cause, reason, amount, fee, status, refundable_expected,
          next_check_at, created_at
        )
        VALUES (?, ?, ?, 'not_honoured', ?, ?, 0, 'requested', ?, ?, ?)
        ",
        Uuid::now_v7(),
        attempt.id,
        attempt.order,
        TOO_LATE,
        attempt.amount.0,
        attempt.amount.0,
        now,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
