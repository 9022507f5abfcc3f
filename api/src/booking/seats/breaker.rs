//! Knows whether Redis is worth asking.
//!
//! Closed in normal life. [`FAILURES`] failures within [`WINDOW`] open it: then nobody waits for Redis
//! any more, until a probe has found it answering again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

/// So many failures ..
pub(super) const FAILURES: usize = 5;

/// .. within so long open the circuit.
pub(super) const WINDOW: Duration = Duration::from_secs(1);

/// From one probe of an open circuit to the next.
pub(super) const PROBE_EVERY: Duration = Duration::from_secs(1);

/// The state of the circuit.
#[derive(Debug)]
pub(super) struct Breaker {
    /// When the latest failures were, the oldest first. Never more than [`FAILURES`].
    failures: Mutex<VecDeque<Instant>>,
    open: watch::Sender<bool>,
}

impl Breaker {
    /// A closed circuit.
    pub(super) fn closed() -> Self {
        Self {
            failures: Mutex::default(),
            open: watch::Sender::new(false),
        }
    }

    /// Whether Redis is not to be asked.
    pub(super) fn is_open(&self) -> bool {
        *self.open.borrow()
    }

    /// Ends when the circuit opens.
    pub(super) async fn opened(&self) {
        let mut open = self.open.subscribe();
        // The sender lives as long as `self`.
        let _ = open.wait_for(|open| *open).await;
    }

    /// Counts a failure. Whether it is the one that opened the circuit.
    pub(super) fn failed(&self, now: Instant) -> bool {
        let mut failures = self.failures();
        failures.push_back(now);
        while failures.front().is_some_and(|first| *first + WINDOW < now) {
            failures.pop_front();
        }
        if failures.len() < FAILURES {
            return false;
        }
        failures.clear();
        !self.open.send_replace(true)
    }

    /// Closes the circuit: Redis answers again.
    pub(super) fn close(&self) {
        self.failures().clear();
        self.open.send_replace(false);
    }

    fn failures(&self) -> MutexGuard<'_, VecDeque<Instant>> {
        // What a panic left behind is a list of instants all the same.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_in_a_second_open_it_once() {
        let breaker = Breaker::closed();
        let now = Instant::now();
        for _ in 0..FAILURES - 1 {
            assert!(!breaker.failed(now));
        }
        assert!(!breaker.is_open());
        assert!(breaker.failed(now + WINDOW));
        assert!(breaker.is_open());
        // Those who were under way fail later: the circuit is open already.
        let later: Vec<_> = (0..FAILURES)
            .map(|_| breaker.failed(now + WINDOW))
            .collect();
        assert!(later.iter().all(|opened| !opened) && breaker.is_open());
    }

    #[test]
    fn failures_that_are_far_between_leave_it_closed() {
        let breaker = Breaker::closed();
        let mut now = Instant::now();
        for _ in 0..100 {
            now += WINDOW / 3;
            assert!(!breaker.failed(now));
        }
    }

    #[test]
    fn closed_again_it_has_forgotten_what_was() {
        let breaker = Breaker::closed();
        let now = Instant::now();
        for _ in 0..FAILURES {
            breaker.failed(now);
        }
        breaker.close();
        assert!(!breaker.is_open());
        assert!(!breaker.failed(now));
    }

    #[tokio::test]
    async fn whoever_waits_for_redis_hears_that_it_opened() {
        let breaker = std::sync::Arc::new(Breaker::closed());
        let waiting = tokio::spawn({
            let breaker = std::sync::Arc::clone(&breaker);
            async move { breaker.opened().await }
        });
        for _ in 0..FAILURES {
            breaker.failed(Instant::now());
        }
        waiting.await.unwrap();
    }
}
