//! Running a write once, however often it is asked for.

use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::KEPT;
use super::ask::{Ask, Caller, Key};
use super::claim::{Claim, scope_of};
use super::done::Done;
use super::front::{Answer, Entry};
use super::store::{self, Row};
use crate::app::{App, fail_point, is_away};
use crate::problem::{ApiError, Code, Language, Retry};

/// Says that an answer was made for an earlier request.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Why an answer cannot be told again.
#[derive(Debug, thiserror::Error)]
enum NotRepeated {
    #[error("could not look for the idempotency key")]
    Db(#[from] sqlx::Error),
    #[error("a kept refusal cannot be read")]
    Unreadable,
    #[error("the task of a write ended before its answer")]
    Died(#[from] tokio::task::JoinError),
}

impl From<NotRepeated> for ApiError {
    fn from(error: NotRepeated) -> Self {
        match &error {
            NotRepeated::Db(cause) if is_away(cause) => Self::unavailable(error),
            _ => Self::internal(error),
        }
    }
}

/// Runs a write of `caller` once, and answers a repeated request with what was answered then.
///
/// `run` does the write and keeps its claim in its transaction. `show` shows the resource that a
/// repeated request is about as it is now. Both run in a task of their own: a caller who hangs up
/// cannot cut a write in two.
pub async fn once<R, F, S, G>(
    app: &App,
    caller: Caller,
    ask: Ask,
    run: R,
    show: S,
) -> Result<Response, ApiError>
where
    R: FnOnce(Arc<Ask>, Claim) -> F + Send + 'static,
    F: Future<Output = Result<Done, ApiError>> + Send,
    S: FnOnce(Uuid) -> G + Send + 'static,
    G: Future<Output = Result<Done, ApiError>> + Send,
{
    let app = app.clone();
    let task = tokio::spawn(async move {
        let ask = Arc::new(ask);
        match ask.key.clone() {
            None => Ok(run(ask, Claim::none()).await?.into_response()),
            Some(key) => {
                let write = Write {
                    app: &app,
                    caller,
                    ask,
                    key,
                };
                write.once(run, show).await
            }
        }
    });
    task.await.map_err(NotRepeated::from)?
}

/// What [`once`] takes for `show` when the answer itself was kept.
pub async fn as_kept(_: Uuid) -> Result<Done, ApiError> {
    Err(NotRepeated::Unreadable.into())
}

/// A write with a key.
struct Write<'a> {
    app: &'a App,
    caller: Caller,
    ask: Arc<Ask>,
    key: Key,
}

impl Write<'_> {
    async fn once<R, F, S, G>(&self, run: R, show: S) -> Result<Response, ApiError>
    where
        R: FnOnce(Arc<Ask>, Claim) -> F,
        F: Future<Output = Result<Done, ApiError>>,
        S: FnOnce(Uuid) -> G,
        G: Future<Output = Result<Done, ApiError>>,
    {
        let scope = scope_of(&self.caller, &self.ask, &self.key);
        let entry = Entry::new(&self.app.config.redis.prefix, scope, self.ask.fingerprint);
        let ask_mysql = match entry.begin(self.app, self.ask.lease).await {
            Answer::Running => return Err(ApiError::new(Code::IdempotencyKeyRunning)),
            Answer::Mismatch => return Err(ApiError::new(Code::IdempotencyKeyReused)),
            Answer::Replay(row) => return self.replay(&entry, row, show).await,
            Answer::New { since } => self.was_forgotten(since).await,
            Answer::Abandoned | Answer::Away => Ok(true),
        };
        let known = match ask_mysql {
            Ok(true) => self.known().await,
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        match known {
            Err(error) => {
                entry.forget(self.app).await;
                return Err(error.into());
            }
            Ok(Some(row)) => return self.remembered(&entry, row, show).await,
            Ok(None) => {}
        }
        let claim = Claim::new(&self.caller, &self.ask, &self.key, self.app.clock.now());
        fail_point("key-taken");
        let result = run(Arc::clone(&self.ask), claim.clone()).await;
        if claim.was_taken()
            && let Some(row) = self.known().await?
        {
            return self.remembered(&entry, row, show).await;
        }
        self.end(&entry, &result).await;
        match result {
            Ok(done) => Ok(done.into_response()),
            // The commit may have gone through although nobody heard of it.
            Err(error) if error.code() == Code::Unavailable => Err(error.same_key()),
            Err(error) => Err(error),
        }
    }

    /// Whether there are keys that Redis, which remembers since `since`, cannot know.
    async fn was_forgotten(&self, since: DateTime<Utc>) -> Result<bool, NotRepeated> {
        let oldest = self.app.clock.now() - KEPT;
        if since <= oldest {
            return Ok(false);
        }
        Ok(store::any_between(&self.app.db, oldest, since).await?)
    }

    /// What MySQL knows of the key.
    async fn known(&self) -> Result<Option<Row>, NotRepeated> {
        let oldest = self.app.clock.now() - KEPT;
        let (db, key) = (&self.app.db, &self.key);
        Ok(store::find(db, &self.caller, &self.ask, key, oldest).await?)
    }

    /// Answers what MySQL knows, and reminds Redis of it.
    async fn remembered<S, G>(&self, entry: &Entry, row: Row, show: S) -> Result<Response, ApiError>
    where
        S: FnOnce(Uuid) -> G,
        G: Future<Output = Result<Done, ApiError>>,
    {
        if row.fingerprint != self.ask.fingerprint {
            entry.forget(self.app).await;
            return Err(ApiError::new(Code::IdempotencyKeyReused));
        }
        entry.finish(self.app, &row).await;
        self.again(row, show).await
    }

    /// Tells an answer again that Redis remembers. A refusal gives way to an effect: when Redis is
    /// emptied between two equal requests, one may be refused what the other gets.
    async fn replay<S, G>(&self, entry: &Entry, row: Row, show: S) -> Result<Response, ApiError>
    where
        S: FnOnce(Uuid) -> G,
        G: Future<Output = Result<Done, ApiError>>,
    {
        if row.status < StatusCode::BAD_REQUEST.as_u16() {
            return self.again(row, show).await;
        }
        match self.known().await? {
            Some(effect) => self.remembered(entry, effect, show).await,
            None => self.again(row, show).await,
        }
    }

    /// Tells an answer again.
    async fn again<S, G>(&self, row: Row, show: S) -> Result<Response, ApiError>
    where
        S: FnOnce(Uuid) -> G,
        G: Future<Output = Result<Done, ApiError>>,
    {
        let status = StatusCode::from_u16(row.status).map_err(|_| NotRepeated::Unreadable)?;
        let mut response = match row.resource {
            Some(resource) => {
                let done = show(resource).await?;
                Done { status, ..done }.into_response()
            }
            None if status.is_success() => Done {
                status,
                language: Language::of(self.ask.headers()),
                body: row.body.into_bytes(),
                resource: None,
            }
            .into_response(),
            None => ApiError::told_again(&row.body)
                .ok_or(NotRepeated::Unreadable)?
                .into_response(),
        };
        let headers = response.headers_mut();
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
        Ok(response)
    }

    /// Tells Redis how it ended.
    async fn end(&self, entry: &Entry, result: &Result<Done, ApiError>) {
        let row = match result {
            Ok(done) if done.status != StatusCode::ACCEPTED => Some(done.kept(&self.ask)),
            // Its effect may be there although it failed later.
            Err(error) if error.code().status().is_server_error() => {
                return entry.leave(self.app).await;
            }
            Err(error) if is_final(error.code()) => error.keep().ok().map(|body| Row {
                fingerprint: self.ask.fingerprint.to_vec(),
                status: error.code().status().as_u16(),
                body,
                resource: None,
            }),
            _ => None,
        };
        match row {
            Some(row) => entry.finish(self.app, &row).await,
            None => entry.forget(self.app).await,
        }
    }
}

/// Whether a refusal stays what it is however long one waits.
fn is_final(code: Code) -> bool {
    let by_rule = matches!(
        code.status(),
        StatusCode::CONFLICT | StatusCode::GONE | StatusCode::UNPROCESSABLE_ENTITY
    );
    // The first can end any moment; the second is about the key, not about what it came with.
    let passes = matches!(code, Code::TooManyHolds | Code::IdempotencyKeyReused);
    by_rule && code.retry() == Retry::Never && !passes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_not_final() {
        for code in Code::ALL {
            let passes = [
                Code::TooManyHolds,
                Code::IdempotencyKeyRunning,
                Code::IdempotencyKeyReused,
                Code::PaymentRunning,
                Code::RefundRunning,
            ];
            if passes.contains(&code) {
                assert!(!is_final(code), "{code:?}");
            }
            let status = code.status().as_u16();
            if [400, 401, 403, 404, 429].contains(&status) || status >= 500 {
                assert!(!is_final(code), "{code:?}");
            }
        }
        assert!(is_final(Code::SeatTaken) && is_final(Code::HoldExpired));
    }
}
