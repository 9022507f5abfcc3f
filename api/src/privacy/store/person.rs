//! Who a customer is to the identity provider, and what administrators decided about them.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::MySqlConnection;
use utoipa::ToSchema;

use crate::accounts::UserId;

/// What the identity provider knows a customer by.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct IdentityRow {
    issuer: String,
    subject: String,
}

/// What an administrator decided: role or grade, before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::privacy) struct DecisionRow {
    at: DateTime<Utc>,
    action: String,
    #[schema(value_type = Object)]
    before: Option<Value>,
    #[schema(value_type = Object)]
    after: Option<Value>,
}

pub(in crate::privacy) async fn identity(
    conn: &mut MySqlConnection,
    user: UserId,
) -> sqlx::Result<Option<IdentityRow>> {
    sqlx::query_as!(
        IdentityRow,
        r#"
        SELECT issuer AS "issuer!", subject AS "subject!"
        FROM users
        WHERE id = ? AND withdrawn_at IS NULL
        "#,
        user,
    )
    .fetch_optional(conn)
    .await
}

/// The last ones first.
pub(in crate::privacy) async fn decisions(
    conn: &mut MySqlConnection,
    user: UserId,
    most: u32,
) -> sqlx::Result<Vec<DecisionRow>> {
    sqlx::query_as!(
        DecisionRow,
        r#"
        SELECT at AS "at: DateTime<Utc>", action, before_value AS "before: Value",
          after_value AS "after: Value"
        FROM audit_log
        WHERE subject = ?
        ORDER BY id DESC
        LIMIT ?
        "#,
        format!("user:{}", user.0),
        most,
    )
    .fetch_all(conn)
    .await
}
