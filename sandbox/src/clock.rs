//! The time, which a test may move forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};

/// Tells the time; clones tell the same.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead_s: Arc<AtomicI64>,
}

impl Clock {
    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        system_now() + TimeDelta::seconds(self.ahead_s.load(Ordering::Relaxed))
    }

    /// Moves the clock and its clones forward by so many seconds.
    pub fn advance(&self, seconds: u32) {
        self.ahead_s.fetch_add(seconds.into(), Ordering::Relaxed);
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine's clock is read"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}
