//! Looking up what changed and writing it into the index.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use fnv::FnvHashSet;
use search::model::FlightId;
use search::{Checkpoint, StaleReason, WriteError, Writer, WriterLimits};

use super::batch::Batch;
use super::place::Place;
use super::{FollowError, Interrupt};
use crate::config::Config;
use crate::server::Server;
use crate::source::Source;

/// A commit begins at most this often: about twice a second.
pub(super) const COMMIT_EVERY: Duration = Duration::from_millis(450);
/// Ids that are looked up with one statement.
const TOGETHER: usize = 5_000;
/// Flights that a changed airplane or layout may have; with more, a rebuild is quicker.
const MOST_FLOWN: usize = 200_000;
/// One thread writes all the changes of half a second into one segment.
const LIMITS: WriterLimits = WriterLimits {
    threads: 1,
    memory_bytes: 64 << 20,
};

/// What there is to do at once.
pub(super) struct Job {
    pub(super) batch: Batch,
    /// Where the batch ends.
    pub(super) end: Place,
    /// What was committed before this instant lies before `end`.
    pub(super) as_of: DateTime<Utc>,
    pub(super) commits: bool,
    /// Whether to ask where the stream ends now.
    pub(super) probes: bool,
}

/// What was done.
#[derive(Default)]
pub(super) struct Done {
    /// Where the stream ended at an instant.
    pub(super) probe: Option<(DateTime<Utc>, String, u64)>,
    pub(super) looked_up: u64,
    pub(super) bad_rows: u64,
    /// Where a commit came to.
    pub(super) committed: Option<(Place, DateTime<Utc>)>,
}

/// The connections that look up, and the writer.
pub(super) struct Worker {
    source: Source,
    server: Server,
    writer: Writer,
    epoch: String,
    /// When the last commit began.
    pub(super) committed_at: Instant,
    /// Whether something is written that is not committed.
    pub(super) dirty: bool,
}

impl Worker {
    /// Opens the index in `folder` for changes.
    pub(super) async fn open(
        config: &Config,
        folder: &Path,
        server: Server,
        epoch: String,
    ) -> Result<Self, Interrupt> {
        let mut source = Source::open(&config.server).await?;
        source.end().await?;
        let unfit = |error| match error {
            // A commit of the session before may not have ended yet.
            WriteError::Busy => error.into(),
            _ => Interrupt::Stale(StaleReason::NoCheckpoint, super::report::chain(&error)),
        };
        let writer = Writer::open(folder, LIMITS).map_err(unfit)?;
        Ok(Self {
            source,
            server,
            writer,
            epoch,
            committed_at: Instant::now(),
            dirty: false,
        })
    }

    /// Does a job.
    pub(super) async fn work(mut self, mut job: Job) -> Result<(Self, Done), Interrupt> {
        let mut done = Done::default();
        if job.probes {
            done.probe = Some(self.server.probe().await?);
        }
        if !job.batch.is_empty() {
            self.look_up(&mut job.batch, &mut done).await?;
        }
        if job.commits {
            done.committed = Some((job.end.clone(), job.as_of));
            self = self.commit(job.end, job.as_of).await?;
        }
        Ok((self, done))
    }

    async fn look_up(&mut self, batch: &mut Batch, done: &mut Done) -> Result<(), Interrupt> {
        self.dirty = true;
        self.source.catch_up().await?;
        if batch.changes_fleet() {
            self.source.reread_fleet().await?;
            let ids = |set: &FnvHashSet<u64>| set.iter().copied().collect::<Vec<_>>();
            let (airplanes, layouts) = (ids(&batch.airplanes), ids(&batch.layouts));
            let flown = self
                .source
                .flown_by(&airplanes, &layouts, MOST_FLOWN + 1)
                .await?;
            if flown.len() > MOST_FLOWN {
                let why = format!("airplanes or layouts of more than {MOST_FLOWN} flights changed");
                return Err(Interrupt::Stale(StaleReason::TooMuchChanged, why));
            }
            batch.flights.extend(flown);
        }
        let mut ids: Vec<u64> = batch.flights.drain().collect();
        ids.sort_unstable();
        for ids in ids.chunks(TOGETHER) {
            done.bad_rows += self.replace(ids).await?;
        }
        done.looked_up = ids.len() as u64;
        Ok(self.source.end().await?)
    }

    /// Puts flights in the index as they are now, or takes them out when they are not to be found;
    /// tells how many have rows that no flight can have.
    async fn replace(&mut self, ids: &[u64]) -> Result<u64, Interrupt> {
        let mut flights = Vec::new();
        let mut bad = self.source.read_each(ids, &mut flights).await?;
        if !bad.is_empty() {
            // Its airplane may be newer than what is known of the fleet.
            self.source.reread_fleet().await?;
            bad = self.source.read_each(ids, &mut flights).await?;
        }
        for error in &bad {
            tracing::error!(%error, "left out of the index");
        }
        for id in ids {
            self.writer.remove(FlightId(*id));
        }
        self.writer.add_all(&flights)?;
        Ok(bad.len() as u64)
    }

    /// Commits on a thread of its own: it waits for the disk.
    async fn commit(self, end: Place, as_of: DateTime<Utc>) -> Result<Self, Interrupt> {
        let checkpoint = Checkpoint {
            epoch: self.epoch.clone(),
            server: self.server.identity().to_owned(),
            file: end.file,
            position: end.position,
            gtid: end.gtid,
            as_of,
            seal: end.seal,
        };
        let started = Instant::now();
        let mut writer = self.writer;
        let committed = tokio::task::spawn_blocking(move || {
            let committed = writer.commit(&checkpoint);
            (writer, committed)
        });
        let died = |_| FollowError::Lost("the writing thread died".into());
        let (writer, committed) = committed.await.map_err(died)?;
        committed?;
        tracing::debug!(
            commit.ms = started.elapsed().as_millis() as u64,
            "committed"
        );
        Ok(Self {
            writer,
            committed_at: started,
            dirty: false,
            ..self
        })
    }
}
