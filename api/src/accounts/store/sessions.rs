//! Sessions in MySQL.

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, MySqlPool};

use crate::accounts::sessions::OpenSession;
use crate::accounts::token::TokenHash;
use crate::accounts::user::{Grade, Role, SessionId, UserId};

/// A session with what its user may do.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct SessionRow {
    pub(in crate::accounts) id: SessionId,
    pub(in crate::accounts) user: UserId,
    pub(in crate::accounts) role: Role,
    pub(in crate::accounts) grade: Grade,
    pub(in crate::accounts) created_at: DateTime<Utc>,
    pub(in crate::accounts) last_seen_at: DateTime<Utc>,
}

/// The session of a token, however old.
pub(in crate::accounts) async fn find(
    db: &MySqlPool,
    hash: TokenHash,
) -> sqlx::Result<Option<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        r#"
        SELECT s.id AS "id: SessionId", s.user_id AS "user: UserId", u.role AS "role: Role",
          u.grade AS "grade: Grade", s.created_at AS "created_at: DateTime<Utc>",
          s.last_seen_at AS "last_seen_at: DateTime<Utc>"
        FROM sessions s
        JOIN users u ON u.id = s.user_id
        WHERE s.token_hash = ? AND u.withdrawn_at IS NULL
        "#,
        &hash.0[..],
    )
    .fetch_optional(db)
    .await
}

/// Opens a session.
pub(in crate::accounts) async fn insert(
    conn: &mut MySqlConnection,
    hash: TokenHash,
    (user, device): (UserId, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO sessions (token_hash, user_id, device, created_at, last_seen_at)
        VALUES (?, ?, ?, ?, ?)
        ",
        &hash.0[..],
        user,
        device,
        now,
        now,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that a session is in use.
pub(in crate::accounts) async fn touch(
    db: &MySqlPool,
    hash: TokenHash,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE sessions SET last_seen_at = ? WHERE token_hash = ?",
        now,
        &hash.0[..],
    )
    .execute(db)
    .await?;
    Ok(())
}

/// A user's sessions that began after `begun` and were used after `used`, the last used first.
pub(in crate::accounts) async fn of_user(
    conn: &mut MySqlConnection,
    user: UserId,
    (begun, used): (DateTime<Utc>, DateTime<Utc>),
) -> sqlx::Result<Vec<OpenSession>> {
    sqlx::query_as!(
        OpenSession,
        r#"
        SELECT id AS "id: SessionId", device, created_at AS "created_at: DateTime<Utc>",
          last_seen_at AS "last_seen_at: DateTime<Utc>"
        FROM sessions
        WHERE user_id = ? AND created_at > ? AND last_seen_at > ?
        ORDER BY last_seen_at DESC, id DESC
        LIMIT 1000
        "#,
        user,
        begun,
        used,
    )
    .fetch_all(conn)
    .await
}

/// Ends one of a user's sessions; whether there was such a one.
pub(in crate::accounts) async fn delete(
    conn: &mut MySqlConnection,
    user: UserId,
    id: SessionId,
) -> sqlx::Result<bool> {
    let done = sqlx::query!(
        "DELETE FROM sessions WHERE user_id = ? AND id = ?",
        user,
        id
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends all of a user's sessions but one; how many.
pub(in crate::accounts) async fn delete_others(
    conn: &mut MySqlConnection,
    user: UserId,
    but: SessionId,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM sessions WHERE user_id = ? AND id <> ?",
        user,
        but
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Deletes at most `most` sessions that began before `begun` or were last used before `used`, each by
/// its own index; how many.
pub(in crate::accounts) async fn delete_over(
    db: &MySqlPool,
    (begun, used): (DateTime<Utc>, DateTime<Utc>),
    most: u64,
) -> sqlx::Result<u64> {
    let unused = sqlx::query!(
        "DELETE FROM sessions WHERE last_seen_at <= ? ORDER BY last_seen_at LIMIT ?",
        used,
        most,
    );
    let unused = unused.execute(db).await?.rows_affected();
    let old = sqlx::query!(
        "DELETE FROM sessions WHERE created_at <= ? ORDER BY created_at LIMIT ?",
        begun,
        most - unused,
    );
    Ok(unused + old.execute(db).await?.rows_affected())
}
