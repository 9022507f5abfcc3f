//! The outbox: what is still to be done, written in the transaction that makes it necessary.
//!
//! There is no change without its row and no row without its change. Whoever works the rows off may
//! meet one twice, so a payload says what became true and not what to add.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::MySqlConnection;

/// Notes that something of this `kind` (at most 40 characters) is to be done from `now` on.
pub async fn put(
    conn: &mut MySqlConnection,
    kind: &'static str,
    payload: &(impl Serialize + Sync),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let payload = serde_json::to_value(payload);
    let payload = payload.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    sqlx::query!(
        "
        INSERT INTO outbox (kind, payload, available_at, created_at)
        VALUES (?, ?, ?, ?)
        ",
        kind,
        payload,
        now,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}
