//! The snapshot that is served now, replaced when the index changes.

use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime};

use arc_swap::{ArcSwap, Guard};

use crate::airports::Airports;
use crate::generations::IndexDir;
use crate::snapshot::{OpenError, Snapshot};

/// How often the thread looks whether the index has changed. tantivy's own watcher looks every
/// 500 ms, too late for an index that is to be less than a second behind.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long a change that could not be opened is left alone: it may still be being written.
const RETRY_AFTER: Duration = Duration::from_millis(500);

/// An index that follows its folder.
pub struct Live {
    shared: Arc<Shared>,
    watcher: Option<JoinHandle<()>>,
}

struct Shared {
    dir: IndexDir,
    snapshot: ArcSwap<Snapshot>,
    reloads: AtomicU64,
    failures: AtomicU64,
    stopping: AtomicBool,
}

impl Live {
    /// Opens the index in `dir`, and opens it again whenever `CURRENT` changes or a commit lands. A
    /// change that cannot be opened leaves the last good snapshot in place, counts as a failure, and
    /// is tried again.
    pub fn open(dir: IndexDir, airports: Arc<Airports>) -> Result<Self, OpenError> {
        let state = State::of(&dir);
        let snapshot = Snapshot::open(&dir, airports)?;
        let shared = Arc::new(Shared {
            dir,
            snapshot: ArcSwap::from_pointee(snapshot),
            reloads: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            stopping: AtomicBool::new(false),
        });
        let watched = Arc::clone(&shared);
        let watcher = thread::Builder::new()
            .name("index-watcher".into())
            .spawn(move || watched.watch(state))
            .map_err(OpenError::Io)?;
        Ok(Self {
            shared,
            watcher: Some(watcher),
        })
    }

    /// The snapshot to answer one request from.
    pub fn snapshot(&self) -> Guard<Arc<Snapshot>> {
        self.shared.snapshot.load()
    }

    /// How often a change was opened.
    pub fn reloads(&self) -> u64 {
        self.shared.reloads.load(Ordering::Relaxed)
    }

    /// How often a change could not be opened.
    pub fn failures(&self) -> u64 {
        self.shared.failures.load(Ordering::Relaxed)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        if let Some(watcher) = self.watcher.take() {
            watcher.thread().unpark();
            // A watcher that panicked has nothing more to say here.
            _ = watcher.join();
        }
    }
}

impl Shared {
    fn watch(&self, mut seen: Option<State>) {
        let mut failed = None;
        let mut pause = LOOK_EVERY;
        while !self.stopping.load(Ordering::Relaxed) {
            thread::park_timeout(pause);
            pause = LOOK_EVERY;
            // Read before opening: a commit that lands in between is seen at the next look.
            let state = State::of(&self.dir);
            if state == seen {
                continue;
            }
            match self.snapshot.load().reopen(&self.dir) {
                Ok(snapshot) => {
                    self.snapshot.store(Arc::new(snapshot));
                    self.reloads.fetch_add(1, Ordering::Relaxed);
                    (seen, failed) = (state, None);
                }
                Err(error) => {
                    self.failures.fetch_add(1, Ordering::Relaxed);
                    pause = RETRY_AFTER;
                    if failed.as_ref() != Some(&state) {
                        let error: &dyn Error = &error;
                        tracing::warn!(
                            error,
                            "could not open the changed index; the last one stays"
                        );
                        failed = Some(state);
                    }
                }
            }
        }
    }
}

/// What tells one commit from the next: the pointer file, and the index's list of segments.
#[derive(PartialEq, Eq)]
struct State {
    current: String,
    written_at: SystemTime,
    bytes: u64,
}

impl State {
    fn of(dir: &IndexDir) -> Option<Self> {
        let current = fs::read_to_string(dir.root().join("CURRENT")).ok()?;
        let generation = current.lines().next()?.parse().ok()?;
        let meta: PathBuf = dir.generation(generation).join("meta.json");
        let meta = fs::metadata(meta).ok()?;
        Some(Self {
            written_at: meta.modified().ok()?,
            bytes: meta.len(),
            current,
        })
    }
}
