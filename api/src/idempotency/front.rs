//! Redis in front: which keys are running, and what was answered.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use deadpool_redis::redis::{RedisResult, Script, Value, from_redis_value};
use deadpool_redis::{Connection, Timeouts};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::KEPT;
use super::store::Row;
use crate::app::App;

/// How long the mark lives that says since when Redis remembers; every request renews it.
const MARK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// How long to wait for a connection while all are in use: that is not Redis being away. Whoever takes
/// it for that leaves no entry, and the next equal request would not know of this one.
const TURN_PATIENCE: Duration = Duration::from_secs(5);

static BEGIN: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("begin.lua")));
static FINISH: LazyLock<Script> = LazyLock::new(|| Script::new(include_str!("finish.lua")));

/// What Redis says about a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is taken for this request; Redis remembers since then.
    New { since: DateTime<Utc> },
    /// It is taken for this request; an earlier one had it and told nobody how it ended.
    Abandoned,
    /// Another request has it.
    Running,
    /// It came with other content.
    Mismatch,
    /// It was answered.
    Replay(Row),
    /// Redis does not answer.
    Away,
}

/// The entry of one key, as one request has it.
#[derive(Debug)]
pub(super) struct Entry {
    key: String,
    mark: String,
    token: String,
    fingerprint: [u8; 32],
}

impl Entry {
    /// The entry of the key with that scope.
    pub(super) fn new(prefix: &str, scope: [&str; 4], fingerprint: [u8; 32]) -> Self {
        let mut digest = Sha256::new();
        for part in scope {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = hex::encode(digest.finalize());
        // The mark shares the tag of its entries: a script finds both on one node of a cluster.
        let tag = &digest[..2];
        Self {
            key: format!("{prefix}once:{{{tag}}}:{digest}"),
            mark: format!("{prefix}once:{{{tag}}}:since"),
            token: Uuid::now_v7().simple().to_string(),
            fingerprint,
        }
    }

    /// Takes the key for this request, for as long as `lease`.
    pub(super) async fn begin(&self, app: &App, lease: Duration) -> Answer {
        match self.try_begin(app, lease).await {
            Some(Ok(answer)) => self.read(&answer).unwrap_or(Answer::Away),
            Some(Err(error)) => {
                tracing::debug!(
                    error = &error as &dyn std::error::Error,
                    "Redis gave no answer"
                );
                Answer::Away
            }
            None => Answer::Away,
        }
    }

    /// Keeps the answer. Redis may fail: MySQL knows it too.
    pub(super) async fn finish(&self, app: &App, row: &Row) {
        let resource = row.resource.map(|id| id.to_string()).unwrap_or_default();
        self.end(app, [&row.status.to_string(), &resource, &row.body])
            .await;
    }

    /// Lets go of the key. Redis may fail: then the lease ends by itself.
    pub(super) async fn forget(&self, app: &App) {
        self.end(app, ["", "", ""]).await;
    }

    /// Ends the lease without an answer: whoever comes next asks MySQL what became of this request.
    pub(super) async fn leave(&self, app: &App) {
        self.end(app, ["unknown", "", ""]).await;
    }

    async fn try_begin(&self, app: &App, lease: Duration) -> Option<RedisResult<Value>> {
        let mut redis = connection(app).await?;
        let mut call = BEGIN.key(&self.key);
        call.key(&self.mark)
            .arg(hex::encode(self.fingerprint))
            .arg(&self.token)
            .arg(lease.as_millis() as u64)
            .arg(MARK.as_millis() as u64)
            .arg(app.clock.now().timestamp_micros())
            .arg(KEPT.num_milliseconds());
        Some(call.invoke_async(&mut redis).await)
    }

    async fn end(&self, app: &App, [status, resource, body]: [&str; 3]) {
        let Some(mut redis) = connection(app).await else {
            return;
        };
        let mut call = FINISH.key(&self.key);
        call.arg(&self.token)
            .arg(status)
            .arg(resource)
            .arg(body)
            .arg(KEPT.num_milliseconds());
        let ended: RedisResult<u8> = call.invoke_async(&mut redis).await;
        if let Err(error) = ended {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "Redis gave no answer"
            );
        }
    }

    /// What `begin.lua` returned; `None` when it cannot have.
    fn read(&self, answer: &Value) -> Option<Answer> {
        let words: Vec<String> = from_redis_value(answer.clone()).ok()?;
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        Some(match words[..] {
            ["new", since] => Answer::New {
                since: DateTime::from_timestamp_micros(since.parse().ok()?)?,
            },
            ["abandoned"] => Answer::Abandoned,
            ["running"] => Answer::Running,
            ["mismatch"] => Answer::Mismatch,
            ["replay", status, resource, body] => Answer::Replay(Row {
                fingerprint: self.fingerprint.to_vec(),
                status: status.parse().ok()?,
                body: body.to_owned(),
                resource: (!resource.is_empty())
                    .then(|| Uuid::parse_str(resource))
                    .transpose()
                    .ok()?,
            }),
            _ => return None,
        })
    }
}

/// A connection; `None` when Redis is away.
async fn connection(app: &App) -> Option<Connection> {
    let patience = Timeouts {
        wait: Some(TURN_PATIENCE),
        ..app.redis.timeouts()
    };
    app.redis.timeout_get(&patience).await.ok()
}
