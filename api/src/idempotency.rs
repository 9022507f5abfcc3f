//! Writes that may be repeated: the same `Idempotency-Key` has its effect once.
//!
//! What makes it true is a row in MySQL ([`Claim::keep`]), written in the transaction of the effect:
//! its primary key lets one of two equal requests commit. Redis stands in front and remembers what is
//! running and what was answered, so that a repeated request seldom gets that far. Redis may be
//! emptied or away: then MySQL is asked first.
//!
//! Only final answers are remembered: successes (202 aside), and refusals that waiting does not
//! change. A key belongs to its caller, method and path, and lives 24 hours.

mod ask;
mod claim;
mod done;
mod front;
mod header;
mod json;
mod once;
mod store;

pub use ask::{Ask, BadKey, Caller, Key};
pub use claim::{Claim, NotKept};
pub use done::Done;
pub use header::KeyHeader;
pub use json::json;
pub use once::{REPLAYED, as_kept, once};

use chrono::TimeDelta;

use crate::app::App;

/// How long a key is remembered.
pub const KEPT: TimeDelta = TimeDelta::hours(24);

/// Keys that one step of the purge deletes.
const PURGE_STEP: u64 = 1_000;

/// Steps of one purge at most; the next goes on.
const PURGE_STEPS: u32 = 100;

/// Forgets the keys that are older than [`KEPT`]; returns how many.
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
