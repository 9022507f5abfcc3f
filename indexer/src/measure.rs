//! The two halves of a rebuild, each alone: what the figure of the whole is held against.
//!
//! Not for serving. The halves are the product's own code: reading without a writer, and writing
//! without a database.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use search::model::Flight;
use search::{Checkpoint, IndexDir, WriteError, Writer};

use crate::config::Config;
use crate::feed::Feed;
use crate::limits::Limits;
use crate::rebuild::{RebuildError, close};
use crate::source::SourceError;

/// Reads every flight and drops it; tells how many there were.
pub async fn stream_only(config: &Config) -> Result<u64, SourceError> {
    let count = AtomicU64::new(0);
    let feed = Feed::open(&config.server, config.connections).await?;
    let read = feed.run(|_, flights: &[Flight]| {
        count.fetch_add(flights.len() as u64, Ordering::Relaxed);
        Ok::<_, SourceError>(())
    });
    read.await?;
    Ok(count.into_inner())
}

/// Every flight, in memory, in the order in which a rebuild would index them.
pub async fn collect(config: &Config) -> Result<Vec<Flight>, SourceError> {
    let all = Mutex::new(Vec::new());
    let feed = Feed::open(&config.server, config.connections).await?;
    let read = feed.run(|_, flights: &[Flight]| {
        if let Ok(mut all) = all.lock() {
            all.extend_from_slice(flights);
        }
        Ok::<_, SourceError>(())
    });
    read.await?;
    Ok(all.into_inner().unwrap_or_default())
}

/// Builds and serves a generation of these flights, within the limits that a rebuild would choose.
pub fn index_only(
    index: &IndexDir,
    flights: &[Flight],
    checkpoint: &Checkpoint,
) -> Result<usize, RebuildError> {
    let lock = index.lock("a measurement")?;
    let generation = lock.begin()?;
    let segments = write(&index.generation(generation), flights, checkpoint)?;
    lock.publish(generation)?;
    Ok(segments)
}

fn write(
    folder: &std::path::Path,
    flights: &[Flight],
    checkpoint: &Checkpoint,
) -> Result<usize, WriteError> {
    let limits = Limits::choose(flights.len() as u64, None);
    let writer = Writer::create(folder, limits.for_writer())?;
    writer.add_all(flights)?;
    close(writer, checkpoint)
}
