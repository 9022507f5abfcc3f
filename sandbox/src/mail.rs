//! A mail server that keeps what it is given, and shows it at `/_mail`.
//!
//! It takes letters from anybody to anybody and sends none on. Whatever is for `refused.example` is
//! refused for good. The newest letters are kept, in memory alone.

mod page;
mod smtp;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::get;
use chrono::{DateTime, Utc};
use mail_parser::{Address, MessageParser};
use serde::Serialize;
use tokio::net::TcpListener;

use crate::Clock;

/// Letters that are kept; the oldest makes room.
const KEPT: usize = 200;

/// The mailbox of everybody.
#[derive(Clone)]
pub struct Mail(Arc<State>);

struct State {
    clock: Clock,
    letters: Mutex<VecDeque<Letter>>,
}

/// A letter that came in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// When.
    pub received_at: DateTime<Utc>,
    /// What tells it from others: the same letter sent twice has the same.
    pub message_id: Option<String>,
    /// From whom it says it is.
    pub from: String,
    /// To whom it was sent.
    pub to: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Its words without markup.
    pub text: String,
    /// Its words as a page.
    pub html: String,
}

impl Mail {
    /// A mailbox that is empty.
    pub fn open(clock: Clock) -> Self {
        Self(Arc::new(State {
            clock,
            letters: Mutex::default(),
        }))
    }

    /// Takes letters over SMTP, until the runtime ends.
    pub async fn receive(self, listener: TcpListener) {
        smtp::serve(listener, self).await;
    }

    /// The letters, the newest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.lock().iter().rev().cloned().collect()
    }

    /// Keeps a letter; `false` when it is none.
    fn keep(&self, to: Vec<String>, raw: &[u8]) -> bool {
        let Some(message) = MessageParser::default().parse(raw) else {
            return false;
        };
        let text = |part: Option<std::borrow::Cow<'_, str>>| part.unwrap_or_default().into_owned();
        let letter = Letter {
            received_at: self.0.clock.now(),
            message_id: message.message_id().map(str::to_owned),
            from: sender(message.from()),
            to,
            subject: message.subject().unwrap_or_default().to_owned(),
            text: text(message.body_text(0)),
            html: text(message.body_html(0)),
        };
        let mut letters = self.lock();
        if letters.len() == KEPT {
            letters.pop_front();
        }
        letters.push_back(letter);
        true
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Letter>> {
        // Each change is one step, so what a thread that panicked has left is whole.
        self.0
            .letters
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn sender(from: Option<&Address<'_>>) -> String {
    let first = from.and_then(Address::first);
    let address = first.and_then(|sender| sender.address.as_deref());
    address.unwrap_or_default().to_owned()
}

/// The address where letters are read.
pub fn router(mail: Mail) -> Router {
    Router::new()
        .route("/_mail", get(page::letters))
        .with_state(mail)
}
