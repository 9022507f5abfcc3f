//! When a committed change can be seen: what the writers have committed is looked for in every new
//! snapshot, as a search would find it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};
use search::Live;
use search::model::{FlightId, Won};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::load::Times;

/// How often the snapshot is looked at: a small part of the 50 ms after which it may be replaced.
const LOOK_EVERY: Duration = Duration::from_millis(3);
/// How long after the last change everything must be visible.
const PATIENCE: Duration = Duration::from_secs(60);

/// A committed change that is not yet visible.
pub(crate) struct Awaited {
    /// Of which flight.
    pub(crate) id: FlightId,
    /// What shows that it is visible.
    pub(crate) sight: Sight,
    /// When the commit was answered.
    pub(crate) at: Instant,
}

/// What a search sees once a change is visible.
#[derive(Clone, Copy)]
pub(crate) enum Sight {
    /// No more seats than this are left.
    SeatsAtMost(u16),
    /// The price has been raised to this.
    PriceAtLeast(Won),
}

/// A thread that looks for changes.
pub(crate) struct Probe {
    watcher: JoinHandle<Result<Vec<u64>>>,
    stopping: Arc<AtomicBool>,
}

impl Probe {
    /// Starts to look; what is sent is awaited.
    pub(crate) fn start(live: &Arc<Live>) -> (Self, UnboundedSender<Awaited>) {
        let (sender, receiver) = unbounded_channel();
        let stopping = Arc::new(AtomicBool::new(false));
        let (live, stop) = (Arc::clone(live), Arc::clone(&stopping));
        let watcher = thread::spawn(move || watch(&live, receiver, &stop));
        (Self { watcher, stopping }, sender)
    }

    /// Waits for the last changes and tells from commit to visible, for each.
    pub(crate) fn end(self) -> Result<Times> {
        self.stopping.store(true, Ordering::Relaxed);
        let seen = self.watcher.join().map_err(|_| anyhow!("the probe died"))?;
        Ok(Times::new(seen?))
    }
}

fn watch(
    live: &Live,
    mut receiver: UnboundedReceiver<Awaited>,
    stopping: &AtomicBool,
) -> Result<Vec<u64>> {
    let (mut awaited, mut seen, mut reloads) = (Vec::new(), Vec::new(), live.reloads());
    let mut stopped = None;
    loop {
        thread::sleep(LOOK_EVERY);
        while let Ok(change) = receiver.try_recv() {
            awaited.push(change);
        }
        // Read before the snapshot: one that is replaced in between is looked at again.
        let now = live.reloads();
        if now != reloads {
            reloads = now;
            look(live, &mut awaited, &mut seen)?;
        }
        if stopping.load(Ordering::Relaxed) {
            let since = *stopped.get_or_insert_with(Instant::now);
            look(live, &mut awaited, &mut seen)?;
            if awaited.is_empty() {
                return Ok(seen);
            }
            if since.elapsed() > PATIENCE {
                return Err(anyhow!("{} changes were never visible", awaited.len()));
            }
        }
    }
}

fn look(live: &Live, awaited: &mut Vec<Awaited>, seen: &mut Vec<u64>) -> Result<()> {
    let snapshot = live.snapshot();
    let mut left = Vec::new();
    for change in awaited.drain(..) {
        let visible = match (snapshot.flight(change.id)?, change.sight) {
            (Some(flight), Sight::SeatsAtMost(most)) => {
                flight.seats_left.0.iter().sum::<u16>() <= most
            }
            (Some(flight), Sight::PriceAtLeast(least)) => flight.base_price >= least,
            (None, _) => false,
        };
        match visible {
            true => seen.push(change.at.elapsed().as_nanos() as u64),
            false => left.push(change),
        }
    }
    *awaited = left;
    Ok(())
}
