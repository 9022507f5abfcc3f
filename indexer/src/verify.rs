//! Whether the index holds what MySQL holds.
//!
//! Flights are counted and their checksums added up per range of ids, on both sides, from the same
//! [`Flight`] values. Sums do not depend on the order, and a range that differs is small enough to
//! look at.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::RangeInclusive;
use std::sync::Mutex;

use search::model::Flight;
use search::{Airports, OpenError, Snapshot};

use crate::account::ServerError;
use crate::config::Config;
use crate::feed::Feed;
use crate::progress::Progress;
use crate::server::Server;
use crate::source::SourceError;

/// Ids that are compared as one.
const RANGE: u64 = 10_000;

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Flights in MySQL.
    pub flights: u64,
    /// Flights in the index.
    pub documents: u64,
    /// Where they differ, in the order of the ids.
    pub differences: Vec<Difference>,
}

/// A range of ids in which index and MySQL differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The ids.
    pub ids: RangeInclusive<u64>,
    /// Flights in the index.
    pub documents: u64,
    /// Flights in MySQL.
    pub flights: u64,
}

/// Why nothing could be compared.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no index to compare.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The server refuses or is gone.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// The flights cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The index is of another database.
    #[error("the index was built from another database: run `indexer rebuild`")]
    OtherDatabase,
    /// The index cannot be read.
    #[error("the index is damaged: run `indexer rebuild`")]
    Damaged(#[from] io::Error),
}

/// Compares the served generation with MySQL.
pub async fn verify(config: &Config) -> Result<Verdict, VerifyError> {
    let snapshot = Snapshot::open(&config.index, Airports::new(Vec::new(), Vec::new()))?;
    let mut server = Server::connect(&config.server).await?;
    if server.epoch().await? != snapshot.checkpoint().epoch {
        return Err(VerifyError::OtherDatabase);
    }
    let feed = Feed::open(&config.server, config.connections).await?;
    let mut indexed = Sums::default();
    snapshot.for_each(|flight| indexed.add(&flight))?;
    let stored = sum_up(feed).await?;
    Ok(Verdict {
        flights: stored.count(),
        documents: indexed.count(),
        differences: indexed.differences(&stored),
    })
}

async fn sum_up(feed: Feed) -> Result<Sums, SourceError> {
    let progress = Progress::new(feed.ids());
    let sums = Mutex::new(Sums::default());
    let read = feed.run(|ids, flights: &[Flight]| {
        progress.advance(ids.end() - ids.start() + 1, flights.len() as u64);
        if let Ok(mut sums) = sums.lock() {
            flights.iter().for_each(|flight| sums.add(flight));
        }
        Ok(())
    });
    let read: Result<(), SourceError> = read.await;
    progress.end();
    read.map(|()| sums.into_inner().unwrap_or_default())
}

/// Count and checksum per range of ids.
#[derive(Default)]
struct Sums(BTreeMap<u64, (u64, u64)>);

impl Sums {
    fn add(&mut self, flight: &Flight) {
        let mut hasher = DefaultHasher::new();
        flight.hash(&mut hasher);
        let (count, sum) = self.0.entry(flight.id.0 / RANGE).or_default();
        *count += 1;
        *sum = sum.wrapping_add(hasher.finish());
    }

    fn count(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }

    fn differences(&self, stored: &Self) -> Vec<Difference> {
        let mut ranges: Vec<u64> = self.0.keys().chain(stored.0.keys()).copied().collect();
        ranges.sort_unstable();
        ranges.dedup();
        ranges.retain(|range| self.0.get(range) != stored.0.get(range));
        let difference = |range: &u64| Difference {
            ids: range * RANGE..=(range * RANGE).saturating_add(RANGE - 1),
            documents: self.count_in(*range),
            flights: stored.count_in(*range),
        };
        ranges.iter().map(difference).collect()
    }

    fn count_in(&self, range: u64) -> u64 {
        self.0.get(&range).map_or(0, |(count, _)| *count)
    }
}
