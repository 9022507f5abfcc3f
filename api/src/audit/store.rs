//! The audit log in MySQL.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::{MySqlConnection, MySqlPool};

use super::{Act, AuditFilter, Entry};

pub(super) async fn insert(
    conn: &mut MySqlConnection,
    act: Act<'_>,
    before: Value,
    after: Value,
) -> sqlx::Result<()> {
    let [before, after] = [before, after].map(|value| (!value.is_null()).then_some(value));
    sqlx::query!(
        "
        INSERT INTO audit_log (at, admin_id, action, subject, before_value, after_value)
        VALUES (?, ?, ?, ?, ?, ?)
        ",
        act.at,
        act.admin,
        act.action,
        act.subject,
        before,
        after,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Entries of the log, the newest first.
pub async fn list(db: &MySqlPool, filter: &AuditFilter) -> sqlx::Result<Vec<Entry>> {
    sqlx::query_as!(
        Entry,
        r#"
        SELECT id, at AS "at: DateTime<Utc>", admin_id AS admin, action, subject,
          before_value AS "before: Value", after_value AS "after: Value"
        FROM audit_log
        WHERE id < ?
          AND (? IS NULL OR admin_id = ?)
          AND (? IS NULL OR action = ?)
          AND (? IS NULL OR subject = ?)
        ORDER BY id DESC
        LIMIT ?
        "#,
        filter.before,
        filter.admin,
        filter.admin,
        filter.action,
        filter.action,
        filter.subject,
        filter.subject,
        filter.limit,
    )
    .fetch_all(db)
    .await
}

/// Deletes at most `most` entries from before `before`, the oldest first; how many.
pub(super) async fn purge(db: &MySqlPool, before: DateTime<Utc>, most: u64) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "DELETE FROM audit_log WHERE at <= ? ORDER BY at LIMIT ?",
        before,
        most,
    );
    Ok(done.execute(db).await?.rows_affected())
}
