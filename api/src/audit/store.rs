//! The audit log in MySQL.

use serde_json::Value;
use sqlx::MySqlConnection;

use super::Act;

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
