//! Lists of users for administrators.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;

use crate::accounts::user::{Grade, Role, UserId};

/// Which users, and where to go on.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct UserFilter {
    pub(in crate::accounts) email: Option<String>,
    pub(in crate::accounts) role: Option<Role>,
    pub(in crate::accounts) grade: Option<Grade>,
    /// Those who have left, and not those who are there.
    pub(in crate::accounts) withdrawn: bool,
    /// Only those who joined before this one.
    pub(in crate::accounts) before: u64,
    pub(in crate::accounts) limit: u32,
}

/// A user as administrators see them; who has left is not known by anything.
#[derive(Clone, Debug)]
pub(in crate::accounts) struct UserRow {
    pub(in crate::accounts) id: UserId,
    pub(in crate::accounts) email: Option<String>,
    pub(in crate::accounts) name: Option<String>,
    pub(in crate::accounts) phone: Option<String>,
    pub(in crate::accounts) role: Role,
    pub(in crate::accounts) grade: Grade,
    pub(in crate::accounts) grade_until: Option<DateTime<Utc>>,
    pub(in crate::accounts) created_at: DateTime<Utc>,
    pub(in crate::accounts) withdrawn_at: Option<DateTime<Utc>>,
}

/// Users, the last who joined first.
pub(in crate::accounts) async fn users(
    db: &MySqlPool,
    filter: &UserFilter,
) -> sqlx::Result<Vec<UserRow>> {
    sqlx::query_as!(
        UserRow,
        r#"
        SELECT id AS "id: UserId", email, name, phone, role AS "role: Role", grade AS "grade: Grade",
          grade_until AS "grade_until: DateTime<Utc>", created_at AS "created_at: DateTime<Utc>",
          withdrawn_at AS "withdrawn_at: DateTime<Utc>"
        FROM users
        WHERE id < ?
          AND (? IS NULL OR email = ?)
          AND (? IS NULL OR role = ?)
          AND (? IS NULL OR grade = ?)
          AND (withdrawn_at IS NOT NULL) = ?
        ORDER BY id DESC
        LIMIT ?
        "#,
        filter.before,
        filter.email,
        filter.email,
        filter.role,
        filter.role,
        filter.grade,
        filter.grade,
        filter.withdrawn,
        filter.limit,
    )
    .fetch_all(db)
    .await
}
