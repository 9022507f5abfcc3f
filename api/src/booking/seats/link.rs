//! The way to Redis, closed while Redis does not answer.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use deadpool_redis::redis::RedisResult;
use deadpool_redis::{Connection, Pool, PoolError, TimeoutType, Timeouts};
use tokio::time::{Instant, sleep};

use super::breaker::{Breaker, PROBE_EVERY};
use crate::telemetry::{chain, counter, gauge};

/// How long to wait for a connection while all are in use.
const TURN_PATIENCE: Duration = Duration::from_secs(5);

/// Connections to Redis behind a circuit breaker.
#[derive(Clone, Debug)]
pub(super) struct Link(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    pool: Pool,
    patience: Timeouts,
    breaker: Breaker,
    opened: AtomicU64,
}

impl Link {
    /// The way to this Redis.
    pub(super) fn new(pool: Pool) -> Self {
        let patience = Timeouts {
            wait: Some(TURN_PATIENCE),
            ..pool.timeouts()
        };
        Self(Arc::new(Parts {
            pool,
            patience,
            breaker: Breaker::closed(),
            opened: AtomicU64::new(0),
        }))
    }

    /// A connection; `None` when Redis is away. Whoever waits for one that is in use stops waiting
    /// when the circuit opens.
    pub(super) async fn connection(&self) -> Option<Connection> {
        if self.is_open() {
            return None;
        }
        tokio::select! {
            lent = self.0.pool.timeout_get(&self.0.patience) => match lent {
                Ok(connection) => Some(connection),
                // All are in use: that says nothing about Redis.
                Err(PoolError::Timeout(TimeoutType::Wait)) => None,
                Err(error) => {
                    self.failed(&error);
                    None
                }
            },
            () = self.0.breaker.opened() => None,
        }
    }

    /// What Redis said; `None` when that was nothing that can be used.
    pub(super) fn heard<T>(&self, said: RedisResult<T>) -> Option<T> {
        said.map_err(|error| self.failed(&PoolError::Backend(error)))
            .ok()
    }

    /// Whether Redis is not asked.
    pub(super) fn is_open(&self) -> bool {
        self.0.breaker.is_open()
    }

    /// Writes the state of the circuit in the text format of Prometheus.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        let open = u8::from(self.is_open());
        gauge(out, "gajo_seats_circuit_open", "Redis is left alone.", open)?;
        let opened = self.0.opened.load(Ordering::Relaxed);
        let what = "Times that Redis stopped answering.";
        counter(out, "gajo_seats_circuit_opened_total", what, opened)
    }

    fn failed(&self, error: &PoolError) {
        if self.0.breaker.failed(Instant::now()) {
            let error = chain(error);
            tracing::warn!(
                redis.error = error,
                "Redis is left alone: seats come from MySQL"
            );
            self.0.opened.fetch_add(1, Ordering::Relaxed);
            tokio::spawn(probe(Arc::downgrade(&self.0)));
        }
    }
}

/// Closes the circuit once Redis answers; ends too when nobody has the link any more.
async fn probe(link: Weak<Parts>) {
    loop {
        sleep(PROBE_EVERY).await;
        let Some(link) = link.upgrade() else {
            return;
        };
        // The pool pings a connection before it lends it; a new one has just been made.
        if link.pool.get().await.is_ok() {
            link.breaker.close();
            tracing::info!("Redis answers again");
            return;
        }
    }
}
