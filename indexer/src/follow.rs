//! The index follows MySQL.
//!
//! The change stream says *which* flights changed, the tables say *what they are now*: ids are
//! gathered, the rows looked up, and the documents written together with the end of the last whole
//! transaction. Repeating is harmless, so whatever breaks is begun again from the last commit.
//!
//! What cannot be followed any more is built anew, beside the generation that is served; until the
//! new one is, that one goes on answering, and says that it is stale and why.

mod batch;
mod gather;
mod metrics;
mod patience;
mod place;
mod report;
mod session;
mod statement;
mod stream;
mod tables;
mod worker;

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use search::{Activity, Checkpoint, DirError, IndexLock, StaleReason, WriteError, Writer};
use tokio::sync::watch;

use crate::account::ServerError;
use crate::config::Config;
use crate::rebuild::{RebuildError, holder, rebuild_within};
use crate::settings::WrongSetting;
use crate::source::SourceError;

use patience::Patience;
use report::Report;
use session::Session;

/// A session that lasted so long has worked.
const STEADY: Duration = Duration::from_secs(5);

/// Damage that is met so often in a row is in the log and not on the way.
const MOST_DAMAGED: u32 = 3;

/// What is done when there is no index yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// The first generation is built: `indexer run`.
    BuildFirst,
    /// It is refused: `indexer follow`.
    Existing,
}

/// Why nothing is followed any more. What was served still is.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// There is nothing to keep up to date.
    #[error(
        "there is no index yet: run `indexer run`, which builds it first, or `indexer rebuild`"
    )]
    NoIndex,
    /// The index folder: another indexer holds it, or it cannot be read or written.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// The server refuses or is gone.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The server's change stream would hide changes.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// The flights cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The index cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// There is no new generation.
    #[error(transparent)]
    Rebuild(#[from] RebuildError),
    /// The address for metrics is taken, or cannot be listened on.
    #[error("could not listen on {address} for metrics")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The change stream broke.
    #[error("the change stream broke: {0}")]
    Lost(String),
    /// An event is not what the server wrote, or cannot be read.
    #[error("the change stream is damaged: {0}")]
    Damaged(String),
}

/// Why a session with the server ended.
#[derive(Debug)]
enum Interrupt {
    /// It is worth another try.
    Failed(FollowError),
    /// What is served cannot be followed any more.
    Stale(StaleReason, String),
}

impl<E: Into<FollowError>> From<E> for Interrupt {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Keeps the index up to date until `stop` becomes true; then it finishes what it has begun.
/// Serves metrics on `metrics`, if it is given an address.
///
/// Refusals that somebody has to mend end it, as long as it has never worked; later they are logged
/// and tried again, as everything else is, with growing pauses.
pub async fn follow(
    config: &Config,
    start: Start,
    metrics: Option<SocketAddr>,
    mut stop: watch::Receiver<bool>,
) -> Result<(), FollowError> {
    let command = match start {
        Start::BuildFirst => "indexer run",
        Start::Existing => "indexer follow",
    };
    let lock = config.index.lock(&holder(command))?;
    let report = Report::begin(config.index.clone());
    if let Some(address) = metrics {
        let listening = metrics::serve(address, report.handle());
        listening.map_err(|source| FollowError::Listen { address, source })?;
    }
    let mut patience = Patience::default();
    let mut damaged = 0;
    while !*stop.borrow() {
        let began = Instant::now();
        let round = match served(config, start, damaged) {
            Ok(served) => round(config, served, &lock, &report, &stop).await,
            Err(error) => Err(error),
        };
        let Err(error) = round else {
            patience.reset();
            damaged = 0;
            continue;
        };
        damaged = match error {
            FollowError::Damaged(_) if began.elapsed() > STEADY => 1,
            FollowError::Damaged(_) => damaged + 1,
            _ => 0,
        };
        if !report.has_worked() && error.is_permanent() {
            return Err(error);
        }
        let detail = report::chain(&error);
        let pause = patience.next(report.worked_last() && began.elapsed() > STEADY);
        let seconds = pause.as_secs_f64();
        tracing::warn!(error = detail, retry.seconds = seconds, "interrupted");
        report.out_of_reach(detail);
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.wait_for(|stop| *stop) => {}
        }
    }
    tracing::info!("stopped");
    Ok(())
}

/// One attempt: follows what is served, or builds what can be followed. `Ok` when it was told to
/// stop, or when there is a new generation.
async fn round(
    config: &Config,
    served: Served,
    lock: &IndexLock,
    report: &Report,
    stop: &watch::Receiver<bool>,
) -> Result<(), FollowError> {
    let stale = match served {
        Ok((generation, checkpoint)) => {
            report.activity(Activity::Connecting);
            let folder = config.index.generation(generation);
            let session = Session::open(config, &folder, checkpoint, report).await;
            let ended = match session {
                Ok(session) => session.run(stop.clone()).await,
                Err(interrupt) => Err(interrupt),
            };
            match ended {
                Ok(()) => return Ok(()),
                Err(Interrupt::Failed(error)) => return Err(error),
                Err(Interrupt::Stale(reason, detail)) => Some((reason, detail)),
            }
        }
        Err(stale) => stale,
    };
    if let Some((reason, detail)) = stale {
        tracing::warn!(stale.reason = reason.as_str(), stale.detail = %detail, "building anew");
        report.stale(reason, detail);
    }
    report.activity(Activity::Rebuilding);
    let mut stop = stop.clone();
    tokio::select! {
        built = rebuild_within(config, lock) => {
            let built = built?;
            tracing::info!(index.generation = built.generation, flights = built.flights, "built");
            report.rebuilt();
        }
        _ = stop.wait_for(|stop| *stop) => {}
    }
    Ok(())
}

/// The generation that is served and how far it has come, or why it has to be built anew; the reason
/// is empty when there never was one.
type Served = Result<(u64, Checkpoint), Option<(StaleReason, String)>>;

/// What is served, after the stream was found damaged so many times in a row.
fn served(config: &Config, start: Start, damaged: u32) -> Result<Served, FollowError> {
    if damaged >= MOST_DAMAGED {
        let why = format!("the log was found damaged {damaged} times in a row");
        return Ok(Err(Some((StaleReason::LogGone, why))));
    }
    let unfit = |error: &dyn std::error::Error| {
        Err(Some((StaleReason::NoCheckpoint, report::chain(error))))
    };
    let current = match config.index.current() {
        Ok(Some(current)) => current,
        Ok(None) if start == Start::Existing => return Err(FollowError::NoIndex),
        Ok(None) => return Ok(Err(None)),
        Err(error @ DirError::Damaged(_)) => return Ok(unfit(&error)),
        Err(error) => return Err(error.into()),
    };
    let folder = config.index.generation(current.generation);
    Ok(match Writer::checkpoint(&folder) {
        Ok(checkpoint) => Ok((current.generation, checkpoint)),
        Err(error) => unfit(&error),
    })
}

impl FollowError {
    /// Whether somebody has to do something before another try makes sense.
    fn is_permanent(&self) -> bool {
        let refuses = |server: &ServerError| {
            matches!(
                server,
                ServerError::Denied { .. } | ServerError::NotMigrated(_)
            )
        };
        match self {
            Self::NoIndex | Self::Setting(_) | Self::Listen { .. } | Self::Dir(_) => true,
            Self::Server(server) | Self::Source(SourceError::Server(server)) => refuses(server),
            Self::Rebuild(RebuildError::Setting(_) | RebuildError::Dir(_)) => true,
            Self::Rebuild(RebuildError::Server(server)) => refuses(server),
            Self::Rebuild(RebuildError::Source(SourceError::Server(server))) => refuses(server),
            Self::Source(_) | Self::Rebuild(_) | Self::Write(_) => false,
            Self::Lost(_) | Self::Damaged(_) => false,
        }
    }
}
