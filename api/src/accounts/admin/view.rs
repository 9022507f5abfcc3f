//! People and what was done, as administrators read them in JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::accounts::store::lists::UserRow;
use crate::accounts::user::{Grade, Role, User, UserId};
use crate::audit::Entry;

/// A page of users, the last who joined first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsersView {
    items: Vec<UserView>,
    next_cursor: Option<String>,
}

/// A user. Who has left has neither e-mail nor name.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UserView {
    id: UserId,
    email: Option<String>,
    name: Option<String>,
    phone: Option<String>,
    role: Role,
    grade: Grade,
    /// Until then the grade is what an administrator said.
    grade_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    /// When they left.
    withdrawn_at: Option<DateTime<Utc>>,
}

/// A page of the audit log, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditView {
    items: Vec<EntryView>,
    next_cursor: Option<String>,
}

/// What an administrator did.
#[derive(Debug, Serialize, ToSchema)]
struct EntryView {
    id: u64,
    at: DateTime<Utc>,
    /// Whose id it is; null for the operator at the command line.
    admin: Option<u64>,
    #[schema(example = "user.change")]
    action: String,
    #[schema(example = "user:12")]
    subject: String,
    /// The values before; null when there were none.
    #[schema(value_type = Object)]
    before: Option<Value>,
    /// The values after; null when there are none.
    #[schema(value_type = Object)]
    after: Option<Value>,
}

impl UsersView {
    /// A page of at most `limit`.
    pub(super) fn new(rows: Vec<UserRow>, limit: u32) -> Self {
        let next = rows.last().filter(|_| rows.len() == limit as usize);
        Self {
            next_cursor: next.map(|row| row.id.0.to_string()),
            items: rows.into_iter().map(UserView::from).collect(),
        }
    }
}

impl AuditView {
    /// A page of at most `limit`.
    pub(super) fn new(entries: Vec<Entry>, limit: u32) -> Self {
        let next = entries.last().filter(|_| entries.len() == limit as usize);
        let view = |entry: Entry| EntryView {
            id: entry.id,
            at: entry.at,
            admin: entry.admin,
            action: entry.action,
            subject: entry.subject,
            before: entry.before,
            after: entry.after,
        };
        Self {
            next_cursor: next.map(|entry| entry.id.to_string()),
            items: entries.into_iter().map(view).collect(),
        }
    }
}

impl From<UserRow> for UserView {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id,
            email: row.email,
            name: row.name,
            phone: row.phone,
            role: row.role,
            grade: row.grade,
            grade_until: row.grade_until,
            created_at: row.created_at,
            withdrawn_at: row.withdrawn_at,
        }
    }
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            id: user.id,
            email: Some(user.email),
            name: Some(user.name),
            phone: user.phone,
            role: user.role,
            grade: user.grade,
            grade_until: user.grade_until,
            created_at: user.created_at,
            withdrawn_at: None,
        }
    }
}
