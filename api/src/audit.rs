//! The record of what administrators did: who, what, to what, and the values before and after.
//!
//! An entry is written in the transaction of the change it tells of: there is no change without its
//! entry and no entry without its change. Entries are never changed. Values hold what administrators
//! decide about; no token or payment data belongs in them.

mod store;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::MySqlConnection;

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
