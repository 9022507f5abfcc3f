//! The right to walk thousands of documents: a few at a time, with a short queue.
//!
//! A thread that has begun to walk takes the next search from the queue itself. When every core is
//! busy a thread that was just woken waits for milliseconds, longer than most searches take; woken for
//! each of them, threads would spend their turns waiting.

use std::collections::VecDeque;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;
use tokio::sync::oneshot::{self, error::RecvError};
use tokio::task;

use crate::problem::ApiError;

/// Lets a bounded number of searches run off the async threads, and a bounded number wait.
#[derive(Debug)]
pub struct Walks {
    queue: Arc<Queue>,
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

type Walk = Box<dyn FnOnce() + Send>;

/// Searches that wait, and the threads that take them.
#[derive(Default)]
struct Queue(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    walks: VecDeque<Walk>,
    /// Threads that walk, or are about to.
    threads: usize,
}

impl Walks {
    /// Permits within these limits.
    pub fn new(limits: WalkLimits) -> Self {
        Self {
            queue: Arc::default(),
            places: Arc::new(Semaphore::new(limits.running + limits.waiting)),
            limits,
        }
    }

    /// Runs `search` on a thread where it may take its time. It keeps its place until it ends, also
    /// when the caller goes away meanwhile; one whose caller has gone before does not run.
    pub async fn run<T: Send + 'static>(
        &self,
        search: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, WalkError> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| WalkError::QueueFull)?;
        let (answer, answered) = oneshot::channel();
        let walk = Box::new(move || {
            if answer.is_closed() {
                return;
            }
            let found = panic::catch_unwind(AssertUnwindSafe(search));
            drop(place);
            // Whoever has gone wants no answer.
            _ = answer.send(found);
        });
        if self.queue.join(walk, self.limits.running) {
            let queue = Arc::clone(&self.queue);
            task::spawn_blocking(move || queue.walk());
        }
        match answered.await? {
            Ok(found) => Ok(found),
            // The request fails as if the search had run in place.
            Err(panicked) => panic::resume_unwind(panicked),
        }
    }

    /// How many run or wait now.
    pub fn busy(&self) -> usize {
        self.limits.running + self.limits.waiting - self.places.available_permits()
    }
}

impl Queue {
    /// Lets a search wait; tells whether a thread more is to walk.
    fn join(&self, walk: Walk, most_threads: usize) -> bool {
        let mut waiting = self.lock();
        waiting.walks.push_back(walk);
        let more = waiting.threads < most_threads;
        waiting.threads += usize::from(more);
        more
    }

    /// Runs what waits until nothing does.
    fn walk(&self) {
        while let Some(walk) = self.next() {
            walk();
        }
    }

    /// Under one lock: a search that joins finds a thread that will look again, or one place free.
    fn next(&self) -> Option<Walk> {
        let mut waiting = self.lock();
        let next = waiting.walks.pop_front();
        waiting.threads -= usize::from(next.is_none());
        next
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let waiting = self.lock();
        write!(
            f,
            "Queue({} wait, {} threads)",
            waiting.walks.len(),
            waiting.threads
        )
    }
}

impl From<RecvError> for WalkError {
    fn from(_: RecvError) -> Self {
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
    use std::sync::atomic::{AtomicUsize, Ordering};
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

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn each_of_many_is_answered_and_only_a_few_walk_at_once() {
        const RUNNING: usize = 2;
        const SEARCHES: usize = 2_000;
        let walks = Arc::new(Walks::new(WalkLimits {
            running: RUNNING,
            waiting: SEARCHES,
        }));
        let (at_once, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let searches: Vec<_> = (0..SEARCHES)
            .map(|number| {
                let (walks, at_once, most) =
                    (Arc::clone(&walks), Arc::clone(&at_once), Arc::clone(&most));
                tokio::spawn(async move {
                    let search = move || {
                        let now = at_once.fetch_add(1, Ordering::SeqCst) + 1;
                        most.fetch_max(now, Ordering::SeqCst);
                        at_once.fetch_sub(1, Ordering::SeqCst);
                        number
                    };
                    walks.run(search).await.unwrap()
                })
            })
            .collect();
        for (number, search) in searches.into_iter().enumerate() {
            assert_eq!(search.await.unwrap(), number);
        }
        assert!((1..=RUNNING).contains(&most.load(Ordering::SeqCst)));
        assert_eq!(walks.busy(), 0);
    }

    #[tokio::test]
    async fn a_search_whose_caller_has_gone_before_its_turn_does_not_run() {
        let walks = Arc::new(Walks::new(WalkLimits {
            running: 1,
            waiting: 2,
        }));
        let (let_go, gate) = mpsc::channel::<()>();
        let first = Arc::clone(&walks);
        let first = tokio::spawn(async move { first.run(move || gate.recv().is_ok()).await });
        let ran = Arc::new(AtomicUsize::new(0));
        let (second, runs) = (Arc::clone(&walks), Arc::clone(&ran));
        let second = tokio::spawn(async move {
            let search = move || runs.fetch_add(1, Ordering::SeqCst);
            second.run(search).await
        });
        while walks.busy() < 2 {
            task::yield_now().await;
        }

        second.abort();
        assert!(second.await.unwrap_err().is_cancelled());
        let_go.send(()).unwrap();

        assert!(first.await.unwrap().unwrap());
        assert!(walks.run(|| true).await.unwrap());
        assert_eq!(ran.load(Ordering::SeqCst), 0);
    }
}
