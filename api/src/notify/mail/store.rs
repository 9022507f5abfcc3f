//! Letters in the outbox.

mod facts;

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;
use sqlx::types::Json;

pub(super) use facts::told;

use super::{About, Occasion};

/// The longest note of a failure, in characters.
const LONGEST_NOTE: usize = 200;

/// A letter that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) id: u64,
    pub(super) occasion: Occasion,
    pub(super) about: About,
    pub(super) attempts: u16,
}

/// A letter that has not been sent, for administrators: what it is about, and nobody's address.
#[derive(Clone, Debug)]
pub struct Unsent {
    /// In the outbox.
    pub id: u64,
    /// Such as `mail_paid`.
    pub kind: String,
    /// What it is about.
    pub about: Json<About>,
    /// How often it was tried.
    pub attempts: u16,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it became due.
    pub created_at: DateTime<Utc>,
    /// Not tried before.
    pub available_at: DateTime<Utc>,
    /// When it was given up.
    pub dead_at: Option<DateTime<Utc>>,
}

/// Letters to be sent now, the oldest first; without locks.
pub(super) async fn due(
    db: &MySqlPool,
    now: DateTime<Utc>,
    limit: u32,
) -> sqlx::Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"
        SELECT id, kind, payload AS "payload: Json<About>", attempts
        FROM outbox
        WHERE dead_at IS NULL AND available_at <= ?
          AND kind IN ('mail_held', 'mail_paid', 'mail_refund', 'mail_flight_cancelled')
        ORDER BY available_at, id
        LIMIT ?
        "#,
        now,
        limit,
    )
    .fetch_all(db)
    .await?;
    let waiting = rows.into_iter().filter_map(|row| {
        Some(Waiting {
            id: row.id,
            occasion: Occasion::of(&row.kind)?,
            about: row.payload.0,
            attempts: row.attempts,
        })
    });
    Ok(waiting.collect())
}

/// Takes a letter to send it, not to be tried again before `next`; `false` when somebody else has.
pub(super) async fn take(
    db: &MySqlPool,
    letter: &Waiting,
    next: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "
        UPDATE outbox
        SET attempts = attempts + 1, available_at = ?
        WHERE id = ? AND attempts = ? AND dead_at IS NULL
        ",
        next,
        letter.id,
        letter.attempts,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets a letter that is sent.
pub(super) async fn done(db: &MySqlPool, id: u64) -> sqlx::Result<()> {
    sqlx::query!("DELETE FROM outbox WHERE id = ?", id)
        .execute(db)
        .await?;
    Ok(())
}

/// Notes why a letter was not sent, and whether it is given up.
pub(super) async fn failed(
    db: &MySqlPool,
    id: u64,
    why: &str,
    dead_at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    let why: String = why.chars().take(LONGEST_NOTE).collect();
    sqlx::query!(
        "UPDATE outbox SET last_error = ?, dead_at = ? WHERE id = ?",
        why,
        dead_at,
        id,
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets letters that are due, unsent; returns how many.
pub(super) async fn drop_due(db: &MySqlPool, now: DateTime<Utc>, limit: u32) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "
        DELETE FROM outbox
        WHERE dead_at IS NULL AND available_at <= ?
          AND kind IN ('mail_held', 'mail_paid', 'mail_refund', 'mail_flight_cancelled')
        LIMIT ?
        ",
        now,
        limit,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A page of letters that were not sent, the newest first: those below `before`. `dead`: only those
/// that were given up, or only the others.
pub async fn unsent(
    db: &MySqlPool,
    dead: Option<bool>,
    (before, limit): (u64, u32),
) -> sqlx::Result<Vec<Unsent>> {
    sqlx::query_as!(
        Unsent,
        r#"
        SELECT id, kind, payload AS "about: Json<About>", attempts, last_error AS "last_error: String",
          created_at AS "created_at: DateTime<Utc>", available_at AS "available_at: DateTime<Utc>",
          dead_at AS "dead_at: DateTime<Utc>"
        FROM outbox
        WHERE id < ? AND (? IS NULL OR (dead_at IS NOT NULL) = ?)
          AND kind IN ('mail_held', 'mail_paid', 'mail_refund', 'mail_flight_cancelled')
        ORDER BY id DESC
        LIMIT ?
        "#,
        before,
        dead,
        dead,
        limit,
    )
    .fetch_all(db)
    .await
}
