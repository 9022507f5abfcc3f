//! Grades in MySQL, and what earns them: captured payments less what came back.

use chrono::{DateTime, Utc};
use search::model::Won;
use sqlx::MySqlConnection;

use crate::accounts::grades::Held;
use crate::accounts::standing::Thresholds;
use crate::accounts::user::{Grade, UserId};

/// Somebody whose grade is looked at.
pub(in crate::accounts) struct Member {
    pub(in crate::accounts) id: UserId,
    pub(in crate::accounts) held: Held,
    pub(in crate::accounts) paid: Won,
}

/// From how much paid each grade is earned.
pub(in crate::accounts) async fn thresholds(
    conn: &mut MySqlConnection,
) -> sqlx::Result<Thresholds> {
    let rows = sqlx::query!(r#"SELECT grade AS "grade: Grade", threshold FROM grade_discounts"#)
        .fetch_all(conn)
        .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|row| (Won(row.threshold), row.grade)).collect())
}

/// The grade of a member.
pub(in crate::accounts) async fn held(
    conn: &mut MySqlConnection,
    user: UserId,
) -> sqlx::Result<Option<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        SELECT grade AS "grade: Grade", grade_until AS "until: DateTime<Utc>"
        FROM users
        WHERE id = ? AND withdrawn_at IS NULL
        "#,
        user,
    )
    .fetch_optional(conn)
    .await
}

/// The same, and nobody else changes it until the transaction ends.
pub(in crate::accounts) async fn lock(
    conn: &mut MySqlConnection,
    user: UserId,
) -> sqlx::Result<Option<Held>> {
    sqlx::query_as!(
        Held,
        r#"
        SELECT grade AS "grade: Grade", grade_until AS "until: DateTime<Utc>"
        FROM users
        WHERE id = ? AND withdrawn_at IS NULL
        FOR UPDATE
        "#,
        user,
    )
    .fetch_optional(conn)
    .await
}

/// What a member paid after `since`, less what came back of it.
pub(in crate::accounts) async fn paid(
    conn: &mut MySqlConnection,
    user: UserId,
    since: DateTime<Utc>,
) -> sqlx::Result<Won> {
    let paid = sqlx::query_scalar!(
        r#"
        SELECT CAST(COALESCE(SUM(p.amount - (
          SELECT COALESCE(SUM(r.amount), 0)
          FROM refunds r
          WHERE r.payment_id = p.id AND r.status = 'done'
        )), 0) AS SIGNED) AS "paid!: i64"
        FROM orders o
        JOIN payments p ON p.order_id = o.id
        WHERE o.user_id = ? AND p.status = 'captured' AND p.captured_at > ?
        "#,
        user,
        since,
    )
    .fetch_one(conn)
    .await?;
    Ok(Won(paid))
}

/// The next members after one, with what each paid after `since`; at most `limit`.
pub(in crate::accounts) async fn members(
    conn: &mut MySqlConnection,
    after: UserId,
    (since, limit): (DateTime<Utc>, u32),
) -> sqlx::Result<Vec<Member>> {
    let rows = sqlx::query!(
        r#"
        SELECT u.id AS "id: UserId", u.grade AS "grade: Grade",
          u.grade_until AS "until: DateTime<Utc>",
          CAST(COALESCE(SUM(p.amount - (
            SELECT COALESCE(SUM(r.amount), 0)
            FROM refunds r
            WHERE r.payment_id = p.id AND r.status = 'done'
          )), 0) AS SIGNED) AS "paid!: i64"
        FROM users u
        LEFT JOIN orders o ON o.user_id = u.id
        LEFT JOIN payments p
          ON p.order_id = o.id AND p.status = 'captured' AND p.captured_at > ?
        WHERE u.id > ? AND u.withdrawn_at IS NULL
        GROUP BY u.id, u.grade, u.grade_until
        ORDER BY u.id
        LIMIT ?
        "#,
        since,
        after,
        limit,
    )
    .fetch_all(conn)
    .await?;
    let rows = rows.into_iter();
    let members = rows.map(|row| Member {
        id: row.id,
        held: Held {
            grade: row.grade,
            until: row.until,
        },
        paid: Won(row.paid),
    });
    Ok(members.collect())
}

/// Gives a member a grade.
pub(in crate::accounts) async fn set(
    conn: &mut MySqlConnection,
    user: UserId,
    held: Held,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE users SET grade = ?, grade_until = ? WHERE id = ?",
        held.grade,
        held.until,
        user,
    )
    .execute(conn)
    .await?;
    Ok(())
}
