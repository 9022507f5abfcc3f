//! The record of what administrators did: who, what, to what, and the values before and after.
//!
//! An entry is written in the transaction of the change it tells of: there is no change without its
//! entry and no entry without its change. Entries are never changed, and deleted after
//! [`KEPT`]. Values hold what administrators decide about; no token or payment data belongs in them.

mod store;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::MySqlConnection;

pub use store::list;

use crate::app::App;

/// How long an entry is kept: five years, as long as the law has a shop keep its contracts.
pub const KEPT: TimeDelta = TimeDelta::days(5 * 366);

/// Entries that one step of the purge deletes.
const PURGE_STEP: u64 = 1_000;

/// Steps of one purge at most; the next goes on.
const PURGE_STEPS: u32 = 100;

/// What was done, and by whom.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Which administrator; `None` for the operator at the command line.
    pub admin: Option<u64>,
    /// What, such as `user.change`: a subject and a verb, at most 40 characters.
    pub action: &'static str,
    /// To what, such as `user:12`: at most 80 characters.
    pub subject: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// An act as it was noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Counts up.
    pub id: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Which administrator; `None` for the operator at the command line.
    pub admin: Option<u64>,
    /// What.
    pub action: String,
    /// To what.
    pub subject: String,
    /// The values before.
    pub before: Option<Value>,
    /// The values after.
    pub after: Option<Value>,
}

/// Which entries, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only of this administrator.
    pub admin: Option<u64>,
    /// Only such acts.
    pub action: Option<String>,
    /// Only what was done to this.
    pub subject: Option<String>,
    /// Only entries with smaller ids.
    pub before: u64,
    /// How many at most.
    pub limit: u32,
}

/// Notes an act in its transaction, with the values before and after it; `()` where nothing was or is.
pub async fn record(
    conn: &mut MySqlConnection,
    act: Act<'_>,
    before: impl Serialize,
    after: impl Serialize,
) -> sqlx::Result<()> {
    let [before, after] = [serde_json::to_value(before), serde_json::to_value(after)];
    let refused = |error| sqlx::Error::Encode(Box::new(error));
    let (before, after) = (before.map_err(refused)?, after.map_err(refused)?);
    store::insert(conn, act, before, after).await
}

/// Deletes the entries that are older than [`KEPT`]; how many.
pub async fn purge(app: &App) -> sqlx::Result<u64> {
    let before = app.clock.now() - KEPT;
    let mut purged = 0;
    for _ in 0..PURGE_STEPS {
        let step = store::purge(&app.db, before, PURGE_STEP).await?;
        purged += step;
        if step < PURGE_STEP {
            break;
        }
    }
    Ok(purged)
}
