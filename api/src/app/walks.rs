//! The right to walk thousands of documents: a few at a time, with a short queue.

use std::panic;
use std::sync::Arc;

use tokio::sync::{AcquireError, Semaphore};
use tokio::task::{self, JoinError};

use crate::problem::ApiError;

/// Lets a bounded number of searches run off the async threads, and a bounded number wait.
#[derive(Debug)]
pub struct Walks {
    running: Arc<Semaphore>,
    /// One place for each that runs or waits.
    places: Arc<Semaphore>,
    limits: WalkLimits,
}

/// How many searches walk at once, and how many may wait for their turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WalkLimits {
    /// At once.
    pub running: usize,
    /// In the queue.
    pub waiting: usize,
}

/// Why a search did not run.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The queue is full.
    #[error("too many long searches wait already")]
    QueueFull,
    /// The runtime shuts down.
    #[error("the service is shutting down")]
    ShuttingDown,
}

impl Walks {
    /// Permits within these limits.
    pub fn new(limits: WalkLimits) -> Self {
        Self {
            running: Arc::new(Semaphore::new(limits.running)),
            places: Arc::new(Semaphore::new(limits.running + limits.waiting)),
            limits,
        }
    }

    /// Runs `search` on a thread where it may take its time. It keeps its permit until it ends, also
    /// when the caller goes away meanwhile.
    pub async fn run<T: Send + 'static>(
        &self,
        search: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WalkError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| WalkError::QueueFull)?;
        let permit = Arc::clone(&self.running).acquire_owned().await?;
        let walk = task::spawn_blocking(move || {
            let _held = (place, permit);
            search()
        });
        walk.await.or_else(|error: JoinError| {
            match error.try_into_panic() {
                // The request fails as if the search had run in place.
                Ok(panicked) => panic::resume_unwind(panicked),
                Err(_) => Err(WalkError::ShuttingDown),
            }
        })
    }

    /// How many run or wait now.
    pub fn busy(&self) -> usize {
        self.limits.running + self.limits.waiting - self.places.available_permits()
    }
}

impl From<AcquireError> for WalkError {
    fn from(_: AcquireError) -> Self {
        Self::ShuttingDown
    }
}

impl From<WalkError> for ApiError {
    fn from(error: WalkError) -> Self {
        Self::unavailable(error)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_an_emptied_one_lets_in() {
        let walks = Arc::new(Walks::new(WalkLimits {
            running: 1,
            waiting: 1,
        }));
        let (let_go, gate) = mpsc::channel::<()>();
        let first = Arc::clone(&walks);
        let first = tokio::spawn(async move { first.run(move || gate.recv().is_ok()).await });
        let second = Arc::clone(&walks);
        let second = tokio::spawn(async move { second.run(|| true).await });
        while walks.busy() < 2 {
            task::yield_now().await;
        }

        let refused = walks.run(|| true).await;
        assert!(matches!(refused, Err(WalkError::QueueFull)));

        let_go.send(()).unwrap();
        assert!(first.await.unwrap().unwrap());
        assert!(second.await.unwrap().unwrap());
        assert!(walks.run(|| true).await.unwrap());
    }

    #[tokio::test]
    async fn a_panic_inside_frees_the_place() {
        let walks = Arc::new(Walks::new(WalkLimits {
            running: 1,
            waiting: 0,
        }));
        let panicking = Arc::clone(&walks);
        let panicked = tokio::spawn(async move { panicking.run(|| panic!("broken")).await });
        assert!(panicked.await.unwrap_err().is_panic());
        assert_eq!(walks.run(|| 1).await.unwrap(), 1);
    }
}
