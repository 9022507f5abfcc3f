//! What was answered under an idempotency key, and is answered again.
//!
//! A key belongs to a secret key, a method and a path. The body is no part of it: another body under a
//! known key gets the first answer, also when that was an error.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

/// The longest key, in characters.
pub(super) const LONGEST_KEY: usize = 300;

/// How long an answer is remembered.
const REMEMBERED: TimeDelta = TimeDelta::days(15);

/// An answer: status and body.
pub(super) type Reply = (u16, Value);

/// One command of a merchant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Command {
    pub(super) path: String,
    pub(super) key: String,
}

/// What is known of a command.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Known {
    /// Nothing: it runs from now on.
    New,
    /// It runs.
    Running,
    /// It was answered.
    Answered(Reply),
}

/// Every command of the last fifteen days.
#[derive(Debug, Default)]
pub(super) struct Replies(HashMap<Command, (DateTime<Utc>, Option<Reply>)>);

impl Replies {
    /// What is known of a command; a new one runs from now on.
    pub(super) fn begin(&mut self, command: &Command, now: DateTime<Utc>) -> Known {
        self.0.retain(|_, (since, _)| now - *since <= REMEMBERED);
        match self.0.get(command) {
            Some((_, Some(reply))) => Known::Answered(reply.clone()),
            Some((_, None)) => Known::Running,
            None => {
                self.0.insert(command.clone(), (now, None));
                Known::New
            }
        }
    }

    /// A command that never arrived leaves nothing.
    pub(super) fn forget(&mut self, command: &Command) {
        self.0.remove(command);
    }

    /// Remembers the answer.
    pub(super) fn finish(&mut self, command: &Command, reply: Reply) {
        if let Some((_, answer)) = self.0.get_mut(command) {
            *answer = Some(reply);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_replayed_for_fifteen_days() {
        let mut replies = Replies::default();
        let command = Command {
            path: "/v1/payments/confirm".into(),
            key: "a".into(),
        };
        let start = DateTime::UNIX_EPOCH;
        assert_eq!(replies.begin(&command, start), Known::New);
        assert_eq!(replies.begin(&command, start), Known::Running);
        let reply = (403, Value::from("no"));
        replies.finish(&command, reply.clone());
        assert_eq!(
            replies.begin(&command, start + REMEMBERED),
            Known::Answered(reply)
        );
        let other = Command {
            path: "/v1/payments/x/cancel".into(),
            ..command.clone()
        };
        assert_eq!(replies.begin(&other, start), Known::New);
        let late = start + REMEMBERED + TimeDelta::seconds(1);
        assert_eq!(replies.begin(&command, late), Known::New);
    }
}
