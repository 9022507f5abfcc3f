//! Attempts in MySQL.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use super::attempt::Attempt;
use super::return_to::ReturnTo;
use crate::accounts::token::TokenHash;

/// Keeps an attempt under the hash of its state.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    state: TokenHash,
    attempt: &Attempt,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO sign_in_attempts
          (state_hash, browser_hash, nonce, verifier, return_to, created_at)
        VALUES (?, ?, ?, ?, ?, ?)
        ",
        &state.0[..],
        &attempt.browser.0[..],
        attempt.nonce,
        attempt.verifier,
        attempt.return_to.as_str(),
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The attempt with that state, if it began after `since`; nobody gets it again.
pub(super) async fn take(
    conn: &mut MySqlConnection,
    state: TokenHash,
    since: DateTime<Utc>,
) -> sqlx::Result<Option<Attempt>> {
    let row = sqlx::query!(
        r#"
        SELECT browser_hash, nonce, verifier, return_to, created_at AS "created_at: DateTime<Utc>"
        FROM sign_in_attempts
        WHERE state_hash = ?
        FOR UPDATE
        "#,
        &state.0[..],
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    sqlx::query!(
        "DELETE FROM sign_in_attempts WHERE state_hash = ?",
        &state.0[..]
    )
    .execute(conn)
    .await?;
    let browser = row.browser_hash.try_into().ok().map(TokenHash);
    let return_to = ReturnTo::parse(&row.return_to);
    let (Some(browser), Some(return_to), true) = (browser, return_to, row.created_at > since)
    else {
        return Ok(None);
    };
    Ok(Some(Attempt {
        browser,
        nonce: row.nonce,
        verifier: row.verifier,
        return_to,
    }))
}

/// Clears away at most `most` attempts that began before `since`, the oldest first; how many.
pub(super) async fn clear(
    conn: &mut MySqlConnection,
    since: DateTime<Utc>,
    most: u64,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "
        DELETE FROM sign_in_attempts
        WHERE created_at <= ?
        ORDER BY created_at
        LIMIT ?
        ",
        since,
        most,
    );
    Ok(done.execute(conn).await?.rows_affected())
}
