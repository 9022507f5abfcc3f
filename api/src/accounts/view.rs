//! Accounts as JSON.

use chrono::{DateTime, Utc};
use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use super::sessions::OpenSession;
use super::standing::{NextGrade, Standing};
use super::user::{Grade, Role, SessionId, User, UserId};

/// Somebody's own account.
#[derive(Debug, Serialize, ToSchema)]
pub struct AccountView {
    id: UserId,
    /// As the identity provider last said.
    #[schema(example = "kim@example.kr")]
    email: String,
    #[schema(example = "김가조")]
    name: String,
    /// Digits, with a plus in front of a country code.
    #[schema(example = "01012345678")]
    phone: Option<String>,
    role: Role,
    grade: Grade,
    /// Until then the grade is what an administrator said.
    grade_until: Option<DateTime<Utc>>,
    /// What was paid in the last 12 months, less what came back.
    #[schema(value_type = i64, example = 1_240_000)]
    paid: Won,
    /// The grade above and how far it is; null at the highest.
    next_grade: Option<NextGrade>,
    created_at: DateTime<Utc>,
}

impl AccountView {
    /// An account and how far its grade has come.
    pub(super) fn new(user: User, standing: &Standing) -> Self {
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            phone: user.phone,
            role: user.role,
            grade: user.grade,
            grade_until: user.grade_until,
            paid: standing.paid,
            next_grade: standing.next,
            created_at: user.created_at,
        }
    }
}

/// Somebody's open sessions, the last used first.
#[derive(Debug, Serialize, ToSchema)]
pub struct SessionsView {
    items: Vec<SessionView>,
    /// Always null: nobody has more than one page of sessions.
    next_cursor: Option<String>,
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
struct SessionView {
    id: SessionId,
    /// What it was opened on, as far as that was told.
    #[schema(example = "Firefox on Linux")]
    device: String,
    created_at: DateTime<Utc>,
    /// To the hour.
    last_seen_at: DateTime<Utc>,
    /// Whether it is the session of this request.
    current: bool,
}

impl SessionsView {
    /// Those sessions, of which `current` asks.
    pub fn new(sessions: Vec<OpenSession>, current: SessionId) -> Self {
        let view = |session: OpenSession| SessionView {
            current: session.id == current,
            id: session.id,
            device: session.device,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
        };
        Self {
            items: sessions.into_iter().map(view).collect(),
            next_cursor: None,
        }
    }
}
