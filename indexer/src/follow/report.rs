//! What the follower says about itself: in the index folder once a second, and for metrics.

use std::error::Error;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use search::{Activity, Follower, IndexDir, Stale, StaleReason};

/// A second of silence and a bit is nothing to worry about, five are.
const SAY_EVERY: Duration = Duration::from_secs(1);

/// The follower's own words. Dropping it says that the follower has stopped.
pub(super) struct Report {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What is said, for whoever wants to read it while it changes.
pub(super) struct Shared {
    index: IndexDir,
    said: Mutex<Said>,
    stopping: AtomicBool,
}

#[derive(Clone)]
pub(super) struct Said {
    pub(super) follower: Follower,
    /// Every change committed before this instant is in the index.
    pub(super) as_of: Option<DateTime<Utc>>,
    /// Whether the last session came to follow.
    worked: bool,
    /// Whether any did.
    ever_worked: bool,
}

impl Report {
    /// Starts to say.
    pub(super) fn begin(index: IndexDir) -> Self {
        let follower = Follower {
            process: process::id(),
            activity: Activity::Connecting,
            stale: None,
            flights: 0,
            commits: 0,
            rebuilds: 0,
            connections: 0,
            bad_rows: 0,
            started_at: now(),
            updated_at: now(),
        };
        let said = Said {
            follower,
            as_of: None,
            worked: false,
            ever_worked: false,
        };
        let shared = Arc::new(Shared {
            index,
            said: Mutex::new(said),
            stopping: AtomicBool::new(false),
        });
        let speaker = Arc::clone(&shared);
        // Not a task: a build keeps the one thread of the runtime busy.
        let thread = thread::Builder::new()
            .name("report".into())
            .spawn(move || speaker.speak());
        Self {
            shared,
            thread: thread.ok(),
        }
    }

    /// For those who read.
    pub(super) fn handle(&self) -> Arc<Shared> {
        Arc::clone(&self.shared)
    }

    pub(super) fn activity(&self, activity: Activity) {
        self.change(|said| said.follower.activity = activity);
    }

    /// What is served does not follow any more.
    pub(super) fn stale(&self, reason: StaleReason, detail: String) {
        let since = now();
        self.change(|said| {
            let before = said
                .follower
                .stale
                .take()
                .filter(|stale| stale.reason == reason);
            let since = before.map_or(since, |stale| stale.since);
            said.follower.stale = Some(Stale {
                reason,
                detail,
                since,
            });
        });
    }

    /// The last attempt failed. A reason that calls for a rebuild stays until it is made.
    pub(super) fn out_of_reach(&self, detail: String) {
        let stale = self.shared.said().follower.stale;
        let outranked = stale.filter(|stale| stale.reason != StaleReason::NotReachable);
        if outranked.is_none() {
            self.stale(StaleReason::NotReachable, detail);
        }
        self.change(|said| said.worked = false);
    }

    /// Changes come in again.
    pub(super) fn following(&self) {
        self.change(|said| {
            said.follower.activity = Activity::Following;
            said.follower.stale = None;
            said.follower.connections += 1;
            (said.worked, said.ever_worked) = (true, true);
        });
    }

    /// A commit with this many flights looked up, of which some rows were bad.
    pub(super) fn looked_up(&self, flights: u64, bad_rows: u64) {
        let mut said = self.shared.lock();
        said.follower.flights += flights;
        said.follower.bad_rows += bad_rows;
    }

    pub(super) fn committed(&self, as_of: DateTime<Utc>) {
        let mut said = self.shared.lock();
        said.follower.commits += 1;
        said.as_of = Some(as_of);
    }

    pub(super) fn rebuilt(&self) {
        self.change(|said| {
            said.follower.rebuilds += 1;
            said.follower.stale = None;
        });
    }

    /// Whether it has ever followed.
    pub(super) fn has_worked(&self) -> bool {
        self.shared.said().ever_worked
    }

    /// Whether it followed since the last failure.
    pub(super) fn worked_last(&self) -> bool {
        self.shared.said().worked
    }

    /// Changes what is said, and says it at once.
    fn change(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.shared.lock());
        self.shared.say();
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A thread that panicked has nothing more to say.
            _ = thread.join();
        }
        self.change(|said| said.follower.activity = Activity::Stopped);
    }
}

impl Shared {
    /// What is said now.
    pub(super) fn said(&self) -> Said {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn speak(&self) {
        while !self.stopping.load(Ordering::Relaxed) {
            self.say();
            thread::park_timeout(SAY_EVERY);
        }
    }

    /// Holding the lock: two who wrote at once would write into one file.
    fn say(&self) {
        let mut said = self.lock();
        said.follower.updated_at = now();
        if let Err(error) = said.follower.write(&self.index) {
            tracing::warn!(%error, "could not write follower.json");
        }
    }
}

/// The time.
pub(super) fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// An error with everything that led to it.
pub(super) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}
