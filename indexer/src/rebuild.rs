//! A new generation from all flights.
//!
//! The position of the change stream is noted first and stored with the documents; the snapshots
//! are opened after it. What is committed in between may be in the documents or not: whoever
//! follows the stream from that position applies it again, which is harmless.

use std::fs;
use std::io;
use std::path::Path;
use std::process;
use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, SecondsFormat, Utc};
use search::model::Flight;
use search::{Checkpoint, DirError, IndexLock, WriteError, Writer};

use crate::account::ServerError;
use crate::config::Config;
use crate::feed::Feed;
use crate::limits::Limits;
use crate::progress::Progress;
use crate::server::Server;
use crate::settings::WrongSetting;
use crate::source::SourceError;

/// What is written to find out whether a failed write met a full disk.
const PROBE_BYTES: usize = 1 << 20;

/// What a rebuild did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The generation that is served now.
    pub generation: u64,
    /// Flights in it.
    pub flights: u64,
    /// Segments in it.
    pub segments: usize,
    /// Size of its files.
    pub bytes: u64,
    /// What the build took of the machine.
    pub limits: Limits,
    /// Time to read and index.
    pub reading: Duration,
    /// Time to write the last segments, to merge if need be, and to swap.
    pub writing: Duration,
}

/// Why there is no new generation. The one that was served still is.
#[derive(Debug, thiserror::Error)]
pub enum RebuildError {
    /// The index folder: another indexer holds it, or it cannot be read or written.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// The server refuses or is gone.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The server's binary log would not tell the index of every change.
    #[error(transparent)]
    Setting(#[from] WrongSetting),
    /// The flights cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// No room for the new generation beside the old one.
    #[error("the disk that holds {0} is full: make room and run `indexer rebuild` again")]
    DiskFull(String),
    /// The index cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The thread that wrote the index died.
    #[error("the writing thread died")]
    Died(#[from] tokio::task::JoinError),
}

/// Builds a generation from everything in MySQL and serves it.
pub async fn rebuild(config: &Config) -> Result<Report, RebuildError> {
    let lock = config.index.lock(&holder("indexer rebuild"))?;
    rebuild_within(config, &lock).await
}

/// The same for a process that has the lock already.
pub(crate) async fn rebuild_within(
    config: &Config,
    lock: &IndexLock,
) -> Result<Report, RebuildError> {
    let mut server = Server::connect(&config.server).await?;
    server.settings().check(config.sync)?;
    let generation = lock.begin()?;
    let built = build(config, &mut server, lock, generation).await;
    if built.is_err()
        && let Err(error) = lock.abandon(generation)
    {
        // The next build removes it.
        tracing::warn!(index.generation = generation, %error, "left behind");
    }
    built
}

/// Who holds the lock, for the one who finds it taken.
pub(crate) fn holder(command: &str) -> String {
    let since = DateTime::<Utc>::from(SystemTime::now());
    let since = since.to_rfc3339_opts(SecondsFormat::Secs, true);
    format!("process {} (`{command}`, since {since})", process::id())
}

/// Writes the last segments and the checkpoint, and tells how many segments there are.
pub(crate) fn close(mut writer: Writer, checkpoint: &Checkpoint) -> Result<usize, WriteError> {
    writer.commit(checkpoint)?;
    writer.finish()
}

/// Fills the folder of a generation and serves it.
async fn build(
    config: &Config,
    server: &mut Server,
    lock: &IndexLock,
    generation: u64,
) -> Result<Report, RebuildError> {
    let started = Instant::now();
    let checkpoint = server.checkpoint().await?;
    server.mark().await?;

    let feed = Feed::open(&config.server, config.connections).await?;
    let limits = Limits::choose(feed.ids(), config.memory_bytes);
    tracing::info!(index.generation = generation, %limits, "building");
    let folder = config.index.generation(generation);
    let (writer, flights) = fill(feed, &folder, limits).await?;
    let reading = started.elapsed();

    let closed = tokio::task::spawn_blocking(move || close(writer, &checkpoint)).await?;
    let segments = closed.map_err(|error| full_or(error, &folder))?;
    lock.publish(generation)?;
    Ok(Report {
        generation,
        flights,
        segments,
        bytes: size(&folder).unwrap_or_default(),
        limits,
        reading,
        writing: started.elapsed() - reading,
    })
}

async fn fill(feed: Feed, folder: &Path, limits: Limits) -> Result<(Writer, u64), RebuildError> {
    let full = |error| full_or(error, folder);
    let writer = Writer::create(folder, limits.for_writer()).map_err(full)?;
    let progress = Progress::new(feed.ids());
    let filled = feed.run(|ids, flights: &[Flight]| {
        progress.advance(ids.end() - ids.start() + 1, flights.len() as u64);
        writer.add_all(flights).map_err(full)
    });
    let filled = filled.await;
    progress.end();
    filled.map(|()| (writer, progress.flights()))
}

/// Why a write failed. tantivy's threads keep the reason to themselves, so the disk is asked.
fn full_or(error: WriteError, generation: &Path) -> RebuildError {
    let root = generation.parent().unwrap_or(generation);
    let probe = root.join("probe");
    let written = fs::write(&probe, vec![0; PROBE_BYTES]);
    // Where it cannot be removed, it could not be written either.
    _ = fs::remove_file(&probe);
    match written {
        Err(refused) if refused.kind() == io::ErrorKind::StorageFull => {
            RebuildError::DiskFull(root.display().to_string())
        }
        _ => error.into(),
    }
}

fn size(folder: &Path) -> io::Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
