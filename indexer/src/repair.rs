//! Indexing again what a comparison found to differ.

use search::model::FlightId;
use search::{Airports, DirError, OpenError, Snapshot, WriteError, Writer};

use crate::account::ServerError;
use crate::config::Config;
use crate::limits::Limits;
use crate::rebuild::holder;
use crate::source::{Source, SourceError};
use crate::verify::Verdict;

/// Why nothing was repaired.
#[derive(Debug, thiserror::Error)]
pub enum RepairError {
    /// The index folder: a follower or another indexer holds it.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// There is no index.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server refuses or is gone.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The flights cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The index cannot be read.
    #[error("the index is damaged: run `indexer rebuild`")]
    Damaged(#[from] std::io::Error),
    /// The index cannot be written.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// Puts what MySQL holds in the place of what the served generation holds, in the ranges that
/// differ; tells how many flights that are. The position in the change stream stays: whoever
/// follows applies some changes again.
pub async fn repair(config: &Config, verdict: &Verdict) -> Result<u64, RepairError> {
    let _lock = config.index.lock(&holder("indexer verify --repair"))?;
    let snapshot = Snapshot::open(&config.index, Airports::new(Vec::new(), Vec::new()))?;
    let folder = config.index.generation(snapshot.generation());
    let mut source = Source::open(&config.server).await?;
    let mut writer = Writer::open(&folder, Limits::choose(0, config.memory_bytes).for_writer())?;

    // The ranges stand in the order of their ids.
    let ranges = &verdict.differences;
    let differs = |id: u64| {
        let at = ranges.partition_point(|range| *range.ids.end() < id);
        ranges.get(at).is_some_and(|range| range.ids.contains(&id))
    };
    snapshot.for_each(|flight| {
        if differs(flight.id.0) {
            writer.remove(FlightId(flight.id.0));
        }
    })?;
    let (mut flights, mut count) = (Vec::new(), 0);
    for range in ranges {
        source.read(&range.ids, &mut flights).await?;
        writer.add_all(&flights)?;
        count += flights.len() as u64;
    }
    writer.commit(snapshot.checkpoint())?;
    Ok(count)
}
