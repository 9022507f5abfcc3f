//! Webhooks as they came, until somebody has looked.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;

/// A webhook that nobody has looked into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Waiting {
    pub(crate) id: u64,
    pub(crate) payment_key: Option<String>,
}

/// Keeps a webhook; the same one again changes nothing.
pub(crate) async fn insert(
    db: &MySqlPool,
    (dedupe_key, kind): (&str, &str),
    payment_key: Option<&str>,
    payload: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO webhook_events (dedupe_key, kind, payment_key, payload, received_at)
        VALUES (?, ?, ?, ?, ?)
        ON DUPLICATE KEY UPDATE dedupe_key = VALUES(dedupe_key)
        ",
        dedupe_key,
        kind,
        payment_key,
        payload,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Webhooks that nobody has looked into, the oldest first.
pub(crate) async fn waiting(db: &MySqlPool, most: u32) -> sqlx::Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        "
        SELECT id, payment_key
        FROM webhook_events
        WHERE processed_at IS NULL
        ORDER BY received_at
        LIMIT ?
        ",
        most
    )
    .fetch_all(db)
    .await?;
    let waiting = rows.into_iter().map(|row| Waiting {
        id: row.id,
        payment_key: row.payment_key,
    });
    Ok(waiting.collect())
}

/// A payment is worth a look now, in whatever state it is.
pub(crate) async fn hint(
    db: &MySqlPool,
    payment_key: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE payments
        SET next_check_at = ?
        WHERE provider = 'toss' AND payment_key = ? AND (next_check_at IS NULL OR next_check_at > ?)
        ",
        now,
        payment_key,
        now,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Somebody has looked.
pub(crate) async fn processed(db: &MySqlPool, id: u64, now: DateTime<Utc>) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE webhook_events SET processed_at = ? WHERE id = ?",
        now,
        id
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets at most `most` webhooks that were looked into before `before`; how many.
pub(crate) async fn purge(db: &MySqlPool, before: DateTime<Utc>, most: u32) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM webhook_events WHERE processed_at < ? ORDER BY processed_at LIMIT ?",
        before,
        most,
    );
    Ok(done.execute(db).await?.rows_affected())
}
