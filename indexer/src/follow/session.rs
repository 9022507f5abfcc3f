//! One connection to the change stream, from the last commit on.
//!
//! Three things go on at once: the stream is read, what it told is looked up and written, and the
//! writer commits. While a batch is worked on, the next one gathers; when that is full, the stream
//! waits.

use std::future::{Future, pending};
use std::path::Path;
use std::pin::Pin;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use search::{Checkpoint, StaleReason};
use tokio::sync::watch;
use tokio::time::{sleep_until, timeout};

use super::Interrupt;
use super::gather::Gather;
use super::place::Place;
use super::report::{Report, now};
use super::stream::{SILENCE, Stream, lost};
use super::worker::{COMMIT_EVERY, Done, Job, Worker};
use crate::config::Config;
use crate::server::Server;

/// How long the first change after a quiet time waits for others.
const GATHER: Duration = Duration::from_millis(30);
/// How often the end of the stream is asked for.
const PROBE_EVERY: Duration = Duration::from_secs(1);
/// How often a position is committed that moved without a change of ours.
const IDLE_COMMIT_EVERY: Duration = Duration::from_secs(5);
/// How long a stream that seems silent is listened to before it is given up.
const LAST_CHANCE: Duration = Duration::from_millis(200);
/// Events taken in before anything else gets its turn.
const AT_ONCE: usize = 1_000;

type Work = Pin<Box<dyn Future<Output = Result<(Worker, Done), Interrupt>>>>;

/// A stream and whoever works on what it tells.
pub(super) struct Session<'a> {
    report: &'a Report,
    stream: Stream,
    gather: Gather,
    /// Here while it rests.
    worker: Option<Worker>,
    work: Option<Work>,
    as_of: DateTime<Utc>,
    /// What was committed before this instant lies before this point.
    probe: Option<(DateTime<Utc>, String, u64)>,
    /// When the worker was last given something to do.
    idle_since: Instant,
    heard_at: Instant,
    /// Whether the stream was found to go on where the index stands.
    works: bool,
    /// When the first change of the batch came.
    since: Option<Instant>,
    committed: (Place, DateTime<Utc>),
}

impl<'a> Session<'a> {
    /// Connects, and refuses a server that would hide changes or that is not the one before.
    pub(super) async fn open(
        config: &Config,
        folder: &Path,
        checkpoint: Checkpoint,
        report: &'a Report,
    ) -> Result<Self, Interrupt> {
        let mut server = Server::connect(&config.server).await?;
        server.settings().check(config.sync)?;
        let epoch = server.epoch().await?;
        if epoch != checkpoint.epoch || server.identity() != checkpoint.server {
            let why = "the server is another one, or its database was replaced".to_owned();
            return Err(Interrupt::Stale(StaleReason::OtherDatabase, why));
        }
        server.check_privileges().await?;
        let damaged = |why| Interrupt::Stale(StaleReason::NoCheckpoint, why);
        let from = Place::of(&checkpoint, now()).map_err(damaged)?;
        let stream = Stream::open(&config.server, &from).await?;
        let worker = Worker::open(config, folder, server, epoch).await?;
        tracing::info!(
            binlog.file = from.file,
            binlog.position = from.position,
            "following"
        );
        let now = Instant::now();
        Ok(Self {
            report,
            stream,
            gather: Gather::from(from.clone(), config.server.db_name().unwrap_or_default()),
            worker: Some(worker),
            work: None,
            as_of: checkpoint.as_of,
            probe: None,
            idle_since: now - PROBE_EVERY,
            heard_at: now,
            works: false,
            since: None,
            committed: (from, checkpoint.as_of),
        })
    }

    /// Follows until it is told to stop; then it commits what it has gathered.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) -> Result<(), Interrupt> {
        loop {
            let full = self.gather.batch.is_full();
            let (due, silent) = (self.due(), self.heard_at + SILENCE);
            tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return self.finish().await,
                done = finished(&mut self.work) => self.rest(done?),
                () = sleep_until(due.into()), if self.work.is_none() => self.start(),
                event = self.stream.next(), if !full => {
                    let event = event?;
                    self.take(&event)?;
                    self.take_what_is_here()?;
                }
                () = sleep_until(silent.into()), if !full => {
                    self.listen_once_more().await?;
                }
            }
            if full {
                // The stream waits for us, not we for it.
                self.heard_at = Instant::now();
            }
        }
    }

    fn take(&mut self, event: &mysql_async::binlog::events::Event) -> Result<(), Interrupt> {
        self.heard_at = Instant::now();
        let stream = &self.stream;
        self.gather.take(event, |table| stream.table(table))?;
        if stream.heard && !self.works {
            self.works = true;
            self.report.following();
        }
        if self.since.is_none() && !self.gather.batch.is_empty() {
            self.since = Some(self.heard_at);
        }
        Ok(())
    }

    /// Asking for each event anew would cost more than taking it in.
    fn take_what_is_here(&mut self) -> Result<(), Interrupt> {
        for _ in 0..AT_ONCE {
            if self.gather.batch.is_full() {
                break;
            }
            match self.stream.next_now() {
                Some(event) => self.take(&event?)?,
                None => break,
            }
        }
        Ok(())
    }

    /// When there is something to do for a worker that rests.
    fn due(&self) -> Instant {
        let Some(worker) = &self.worker else {
            return Instant::now() + PROBE_EVERY;
        };
        if self.gather.batch.is_full() {
            return Instant::now();
        }
        let next_commit = worker.committed_at + COMMIT_EVERY;
        let probe = self.idle_since + PROBE_EVERY;
        match self.since {
            Some(since) => next_commit.max(since + GATHER),
            None if worker.dirty => next_commit,
            None => probe,
        }
    }

    /// What came while this thread was busy with a batch was not seen yet.
    async fn listen_once_more(&mut self) -> Result<(), Interrupt> {
        match timeout(LAST_CHANCE, self.stream.next()).await {
            Ok(event) => self.take(&event?),
            Err(_) => Err(lost(&format!("silence for {} s", SILENCE.as_secs()))),
        }
    }

    /// Gives the worker what has gathered.
    fn start(&mut self) {
        let Some(worker) = self.worker.take() else {
            return;
        };
        let job = self.job(&worker);
        self.work = Some(Box::pin(worker.work(job)));
    }

    fn job(&mut self, worker: &Worker) -> Job {
        let now = Instant::now();
        let end = self.gather.end.clone();
        if let Some((at, file, position)) = &self.probe
            && end.has_reached(file, *position)
        {
            self.as_of = self.as_of.max(*at);
            self.probe = None;
        }
        let changed = !self.gather.batch.is_empty() || worker.dirty;
        let moved = self.committed != (end.clone(), self.as_of);
        let rested = now.duration_since(worker.committed_at);
        let probes = self.probe.is_none();
        self.idle_since = now;
        self.since = None;
        Job {
            batch: std::mem::take(&mut self.gather.batch),
            end,
            as_of: self.as_of,
            commits: changed && rested >= COMMIT_EVERY || moved && rested >= IDLE_COMMIT_EVERY,
            probes,
        }
    }

    fn rest(&mut self, (worker, done): (Worker, Done)) {
        self.work = None;
        self.worker = Some(worker);
        if done.probe.is_some() {
            self.probe = done.probe;
        }
        if done.looked_up > 0 {
            self.report.looked_up(done.looked_up, done.bad_rows);
        }
        if let Some((place, as_of)) = done.committed {
            self.report.committed(as_of);
            self.committed = (place, as_of);
        }
    }

    /// Commits what whole transactions have told so far.
    async fn finish(mut self) -> Result<(), Interrupt> {
        if self.work.is_some() {
            let done = finished(&mut self.work).await?;
            self.rest(done);
        }
        if let Some(worker) = self.worker.take() {
            let job = self.job(&worker);
            let job = Job {
                commits: true,
                probes: false,
                ..job
            };
            let done = worker.work(job).await?;
            self.rest(done);
        }
        Ok(())
    }
}

/// What comes of the work, if there is any.
async fn finished(work: &mut Option<Work>) -> Result<(Worker, Done), Interrupt> {
    match work {
        Some(work) => work.await,
        None => pending().await,
    }
}
