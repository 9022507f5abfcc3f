//! The right to keep the answer of one write.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::MySqlConnection;
use uuid::Uuid;

use super::KEPT;
use super::ask::{Ask, Caller, Key};
use super::store::{self, Row};
use crate::app::is_away;
use crate::problem::{ApiError, Code};

/// The right to keep the answer of one write, handed to the flow that owns its transaction.
#[derive(Clone, Debug)]
pub struct Claim(Option<Arc<Held>>);

#[derive(Debug)]
struct Held {
    caller: Caller,
    ask: Arc<Ask>,
    key: Key,
    now: DateTime<Utc>,
    /// Another request with this key was first.
    taken: AtomicBool,
}

/// Why an answer is not kept: the transaction must be rolled back.
#[derive(Debug, thiserror::Error)]
pub enum NotKept {
    /// A request with this key has had its effect already.
    #[error("the idempotency key is taken")]
    Taken,
    /// MySQL refused or is away.
    #[error("could not keep the idempotency key")]
    Db(#[from] sqlx::Error),
}

impl From<NotKept> for ApiError {
    fn from(error: NotKept) -> Self {
        match &error {
            // Seen only when the earlier answer cannot be read a moment later.
            NotKept::Taken => Self::new(Code::IdempotencyKeyRunning).because(error),
            NotKept::Db(cause) if is_away(cause) => Self::unavailable(error),
            NotKept::Db(_) => Self::internal(error),
        }
    }
}

impl Claim {
    /// The claim of a write without a key.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// The claim of a write with that key.
    pub(super) fn new(caller: &Caller, ask: &Arc<Ask>, key: &Key, now: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(Held {
            caller: caller.clone(),
            ask: Arc::clone(ask),
            key: key.clone(),
            now,
            taken: AtomicBool::new(false),
        })))
    }

    /// Keeps, in the transaction of the effect, that the write is done and what it is about. Without a
    /// key there is nothing to keep.
    pub async fn keep(
        &self,
        conn: &mut MySqlConnection,
        status: StatusCode,
        resource: Uuid,
    ) -> Result<(), NotKept> {
        self.insert(conn, status, Some(resource)).await
    }

    /// Takes the key in the transaction of an effect whose answer is not known before its end, when
    /// [`Claim::answer`] keeps it. It comes first in the transaction: an equal request waits here, and
    /// is told that the key is taken before it meets what the first has written.
    pub async fn take(&self, conn: &mut MySqlConnection) -> Result<(), NotKept> {
        self.insert(conn, StatusCode::OK, None).await
    }

    /// Keeps the whole answer of a write that has taken its key. Without a key there is nothing to keep.
    pub async fn answer(
        &self,
        conn: &mut MySqlConnection,
        status: StatusCode,
        view: &impl Serialize,
    ) -> Result<(), NotKept> {
        let Some(held) = &self.0 else {
            return Ok(());
        };
        let body = serde_json::to_string(view);
        let body = body.map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
        let scope = scope_of(&held.caller, &held.ask, &held.key);
        Ok(store::set_answer(conn, scope, (status.as_u16(), &body)).await?)
    }

    async fn insert(
        &self,
        conn: &mut MySqlConnection,
        status: StatusCode,
        resource: Option<Uuid>,
    ) -> Result<(), NotKept> {
        let Some(held) = &self.0 else {
            return Ok(());
        };
        let row = Row {
            fingerprint: held.ask.fingerprint.to_vec(),
            status: status.as_u16(),
            body: String::new(),
            resource,
        };
        let scope = scope_of(&held.caller, &held.ask, &held.key);
        if store::insert(conn, scope, &row, held.now).await? {
            return Ok(());
        }
        // One that should be forgotten may not have been purged yet.
        store::delete_old(conn, scope, held.now - KEPT).await?;
        if store::insert(conn, scope, &row, held.now).await? {
            return Ok(());
        }
        held.taken.store(true, Ordering::Relaxed);
        Err(NotKept::Taken)
    }

    pub(super) fn was_taken(&self) -> bool {
        let held = self.0.as_ref();
        held.is_some_and(|held| held.taken.load(Ordering::Relaxed))
    }
}

/// What makes a key one.
pub(super) fn scope_of<'a>(caller: &'a Caller, ask: &'a Ask, key: &'a Key) -> [&'a str; 4] {
    [caller.as_str(), &ask.method, &ask.path, key.as_str()]
}
