//! One bucket for each key.

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::Clock as GovernorClock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use super::{Rate, TooFast};
use crate::app::Clock;

/// After so many requests the full buckets are thrown away: an absent one counts as full. It bounds
/// how many there are, since one that is not full has been asked within the last seconds.
const SWEPT_EVERY: u32 = 1 << 16;

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, Time, NoOpMiddleware<Nanos>>;

/// Buckets that fill at one rate.
pub(super) struct Buckets<K: Hash + Eq + Clone> {
    limiter: Limiter<K>,
    time: Time,
    asked: AtomicU32,
}

/// The service's clock, for the library.
#[derive(Clone)]
struct Time(Clock);

impl GovernorClock for Time {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        let nanos = self.0.now().timestamp_nanos_opt().unwrap_or_default();
        Nanos::from(u64::try_from(nanos).unwrap_or_default())
    }
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Full buckets.
    pub(super) fn new(rate: Rate, clock: &Clock) -> Self {
        let at_least_one = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_second(at_least_one(rate.per_second));
        let quota = quota.allow_burst(at_least_one(rate.burst));
        let time = Time(clock.clone());
        Self {
            limiter: RateLimiter::dashmap_with_clock(quota, time.clone()),
            time,
            asked: AtomicU32::new(0),
        }
    }

    /// Takes one out of a bucket.
    pub(super) fn take(&self, key: K) -> Result<(), TooFast> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        if asked % SWEPT_EVERY == SWEPT_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&key).map_err(|not_until| TooFast {
            after: not_until.wait_time_from(self.time.now()),
        })
    }
}

impl<K: Hash + Eq + Clone> fmt::Debug for Buckets<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Buckets(..)")
    }
}
