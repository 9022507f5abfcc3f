//! Keys in MySQL: written in the transaction of their effect, so that both are there or neither.

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, MySqlPool};
use uuid::Uuid;

use super::ask::{Ask, Caller, Key};

/// An answer that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) fingerprint: Vec<u8>,
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) resource: Option<Uuid>,
}

/// What was answered under a key.
pub(super) async fn find(
    db: &MySqlPool,
    caller: &Caller,
    ask: &Ask,
    key: &Key,
    after: DateTime<Utc>,
) -> sqlx::Result<Option<Row>> {
    sqlx::query_as!(
        Row,
        r#"
        SELECT fingerprint, status, body, resource AS "resource: Uuid"
        FROM idempotency_keys
        WHERE caller = ? AND method = ? AND path = ? AND idempotency_key = ? AND created_at > ?
        "#,
        caller.as_str(),
        ask.method,
        ask.path,
        key.as_str(),
        after.naive_utc(),
    )
    .fetch_optional(db)
    .await
}

/// Keeps an answer; `false` when the key is there already.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    scope: [&str; 4],
    row: &Row,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let [caller, method, path, key] = scope;
    let done = sqlx::query!(
        "
        INSERT INTO idempotency_keys (
          caller, method, path, idempotency_key, fingerprint, status, body, resource, created_at
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ",
        caller,
        method,
        path,
        key,
        row.fingerprint,
        row.status,
        row.body,
        row.resource,
        now.naive_utc(),
    )
    .execute(conn)
    .await;
    match done {
        Ok(_) => Ok(true),
        Err(sqlx::Error::Database(refusal)) if refusal.is_unique_violation() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes the answer of a key that this transaction has inserted.
pub(super) async fn set_answer(
    conn: &mut MySqlConnection,
    scope: [&str; 4],
    (status, body): (u16, &str),
) -> sqlx::Result<()> {
    let [caller, method, path, key] = scope;
    sqlx::query!(
        "
        UPDATE idempotency_keys
        SET status = ?, body = ?
        WHERE caller = ? AND method = ? AND path = ? AND idempotency_key = ?
        ",
        status,
        body,
        caller,
        method,
        path,
        key,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Deletes one key that is older than `before`, so that it may be used anew.
pub(super) async fn delete_old(
    conn: &mut MySqlConnection,
    scope: [&str; 4],
    before: DateTime<Utc>,
) -> sqlx::Result<()> {
    let [caller, method, path, key] = scope;
    sqlx::query!(
        "
        DELETE FROM idempotency_keys
        WHERE caller = ? AND method = ? AND path = ? AND idempotency_key = ? AND created_at <= ?
        ",
        caller,
        method,
        path,
        key,
        before.naive_utc(),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a key was kept between these instants.
pub(super) async fn any_between(
    db: &MySqlPool,
    after: DateTime<Utc>,
    before: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let found = sqlx::query_scalar!(
        "
        SELECT 1 AS one
        FROM idempotency_keys
        WHERE created_at > ? AND created_at < ?
        LIMIT 1
        ",
        after.naive_utc(),
        before.naive_utc(),
    )
    .fetch_optional(db)
    .await?;
    Ok(found.is_some())
}

/// Deletes up to `limit` keys that are older than `before`; returns how many.
pub(super) async fn purge(db: &MySqlPool, before: DateTime<Utc>, limit: u64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM idempotency_keys WHERE created_at <= ? ORDER BY created_at LIMIT ?",
        before.naive_utc(),
        limit,
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
