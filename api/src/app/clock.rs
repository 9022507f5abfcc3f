//! The time, which tests may set.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

/// Tells the time.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System,
    /// Microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands still at `now`, for tests; its clones stand with it.
    pub fn standing_at(now: DateTime<Utc>) -> Self {
        Self(Kind::Set(Arc::new(AtomicI64::new(now.timestamp_micros()))))
    }

    /// Moves a standing clock and its clones. The machine's clock is not moved.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Kind::Set(micros) = &self.0 {
            micros.store(now.timestamp_micros(), Ordering::Relaxed);
        }
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => system_now(),
            Kind::Set(micros) => {
                DateTime::from_timestamp_micros(micros.load(Ordering::Relaxed)).unwrap_or_default()
            }
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine's clock is read"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}
