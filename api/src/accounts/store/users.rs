//! Users in MySQL.

use chrono::{DateTime, Utc};
use sqlx::{MySqlConnection, MySqlPool};

use crate::accounts::user::{Grade, Identity, Role, User, UserId};

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

/// Somebody who has not left.
pub(in crate::accounts) async fn find(db: &MySqlPool, id: UserId) -> sqlx::Result<Option<User>> {
    sqlx::query_as!(
        User,
        r#"
        SELECT id AS "id: UserId", email AS "email!", name AS "name!", phone, role AS "role: Role",
          grade AS "grade: Grade", grade_until AS "grade_until: DateTime<Utc>",
          created_at AS "created_at: DateTime<Utc>"
        FROM users
        WHERE id = ? AND withdrawn_at IS NULL
        "#,
        id,
    )
    .fetch_optional(db)
    .await
}

/// Somebody who has not left, whose row is locked until the transaction ends.
pub(in crate::accounts) async fn find_for_update(
    conn: &mut MySqlConnection,
    id: UserId,
) -> sqlx::Result<Option<User>> {
    sqlx::query_as!(
        User,
        r#"
        SELECT id AS "id: UserId", email AS "email!", name AS "name!", phone, role AS "role: Role",
          grade AS "grade: Grade", grade_until AS "grade_until: DateTime<Utc>",
          created_at AS "created_at: DateTime<Utc>"
        FROM users
        WHERE id = ? AND withdrawn_at IS NULL
        FOR UPDATE
        "#,
        id,
    )
    .fetch_optional(conn)
    .await
}

/// The ids of those who have that e-mail.
pub(in crate::accounts) async fn with_email(
    conn: &mut MySqlConnection,
    email: &str,
) -> sqlx::Result<Vec<UserId>> {
    sqlx::query_scalar!(
        r#"SELECT id AS "id: UserId" FROM users WHERE email = ? ORDER BY id LIMIT 10"#,
        email,
    )
    .fetch_all(conn)
    .await
}

/// Writes name and phone.
pub(in crate::accounts) async fn set_profile(
    conn: &mut MySqlConnection,
    id: UserId,
    name: &str,
    phone: Option<&str>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE users SET name = ?, phone = ? WHERE id = ?",
        name,
        phone,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Writes role and grade.
pub(in crate::accounts) async fn set_rank(
    conn: &mut MySqlConnection,
    user: &User,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE users SET role = ?, grade = ?, grade_until = ? WHERE id = ?",
        user.role,
        user.grade,
        user.grade_until,
        user.id,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Erases all that tells who somebody was. The row stays, for what names it.
pub(in crate::accounts) async fn erase(
    conn: &mut MySqlConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE users
        SET issuer = NULL, subject = NULL, email = NULL, name = NULL, phone = NULL,
          role = 'customer', grade = 'basic', grade_until = NULL, withdrawn_at = ?
        WHERE id = ?
        ",
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}
