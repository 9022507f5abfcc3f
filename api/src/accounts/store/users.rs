//! Users in MySQL.

use chrono::{DateTime, Utc};
use sqlx::MySqlConnection;

use crate::accounts::user::{Identity, UserId};

/// The id of the user with that identity, who is there afterwards in any case.
pub(in crate::accounts) async fn upsert(
    conn: &mut MySqlConnection,
    person: &Identity,
    now: DateTime<Utc>,
) -> sqlx::Result<UserId> {
    let done = sqlx::query!(
        "
        INSERT INTO users (issuer, subject, email, name, created_at)
        VALUES (?, ?, ?, ?, ?)
        ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), email = VALUES(email)
        ",
        person.issuer,
        person.subject,
        person.email,
        person.name,
        now,
    )
    .execute(conn)
    .await?;
    Ok(UserId(done.last_insert_id()))
}
