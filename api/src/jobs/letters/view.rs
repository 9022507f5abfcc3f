//! Letters as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::notify::mail::Unsent;

/// A page of letters that were not sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Letters)]
pub(super) struct LettersView {
    pub(super) items: Vec<LetterView>,
    pub(super) next_cursor: Option<String>,
}

/// A letter that was not sent.
#[derive(Serialize, ToSchema)]
#[schema(as = Letter)]
pub(super) struct LetterView {
    id: u64,
    #[schema(example = "mail_paid")]
    kind: String,
    #[schema(value_type = String)]
    order_id: Uuid,
    #[schema(value_type = Option<String>)]
    refund_id: Option<Uuid>,
    attempts: u16,
    /// Why the last attempt failed.
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    /// When it is tried next; none when it was given up.
    next_attempt_at: Option<DateTime<Utc>>,
    /// When it was given up.
    dead_at: Option<DateTime<Utc>>,
}

impl LettersView {
    /// A page of at most `limit`, out of one more.
    pub(super) fn new(mut letters: Vec<Unsent>, limit: u32) -> Self {
        let more = letters.len() > limit as usize;
        letters.truncate(limit as usize);
        let last = letters.last().filter(|_| more);
        Self {
            next_cursor: last.map(|letter| letter.id.to_string()),
            items: letters.into_iter().map(LetterView::from).collect(),
        }
    }
}

impl From<Unsent> for LetterView {
    fn from(letter: Unsent) -> Self {
        Self {
            id: letter.id,
            kind: letter.kind,
            order_id: letter.about.order,
            refund_id: letter.about.refund,
            attempts: letter.attempts,
            last_error: letter.last_error,
            created_at: letter.created_at,
            next_attempt_at: letter.dead_at.is_none().then_some(letter.available_at),
            dead_at: letter.dead_at,
        }
    }
}
