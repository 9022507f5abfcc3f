//! Every flight of a database, from several connections into one place.

use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::try_join_all;
use mysql_async::Opts;
use search::model::Flight;

use crate::source::{Source, SourceError};

/// Ids read at a time by one connection: few enough to hold in memory, enough to be worth a query.
const RANGE: u64 = 20_000;
/// Ids may lie far apart; then a range has more of them.
const MOST_RANGES: u64 = 10_000;

/// Connections that read different ids of the same tables.
pub(crate) struct Feed {
    sources: Vec<Source>,
    ranges: Vec<RangeInclusive<u64>>,
}

impl Feed {
    /// Opens `connections` snapshots, one after the other: they need not agree.
    pub(crate) async fn open(opts: &Opts, connections: usize) -> Result<Self, SourceError> {
        let mut first = Source::open(opts).await?;
        let ranges = cut(first.bounds().await?);
        let mut sources = vec![first];
        while sources.len() < connections {
            sources.push(Source::open(opts).await?);
        }
        Ok(Self { sources, ranges })
    }

    /// How many ids there are, at most that many flights.
    pub(crate) fn ids(&self) -> u64 {
        let ends = self.ranges.first().zip(self.ranges.last());
        ends.map_or(0, |(first, last)| {
            (last.end() - first.start()).saturating_add(1)
        })
    }

    /// Hands every flight to `sink`, with the ids that were read for it. The connections take range
    /// after range from one queue, so all are busy to the end.
    ///
    /// They share the caller's thread on purpose: it decodes rows faster than any writer takes
    /// them, and the driver's buffers, shared by all threads, made two threads slower than one. A
    /// `sink` that blocks until the writer has room is what slows the reading down.
    pub(crate) async fn run<E, S>(self, sink: S) -> Result<(), E>
    where
        E: From<SourceError>,
        S: Fn(&RangeInclusive<u64>, &[Flight]) -> Result<(), E>,
    {
        let next = AtomicUsize::new(0);
        let (ranges, next, sink) = (&self.ranges, &next, &sink);
        let readers = self.sources.into_iter().map(|mut source| async move {
            let mut flights = Vec::new();
            while let Some(ids) = ranges.get(next.fetch_add(1, Ordering::Relaxed)) {
                source.read(ids, &mut flights).await?;
                sink(ids, &flights)?;
            }
            Ok(())
        });
        try_join_all(readers).await.map(drop)
    }
}

/// Cuts ids evenly.
fn cut(bounds: Option<(u64, u64)>) -> Vec<RangeInclusive<u64>> {
    let Some((lowest, highest)) = bounds else {
        return Vec::new();
    };
    let step = RANGE.max((highest - lowest) / MOST_RANGES + 1);
    let mut ranges = Vec::new();
    let mut start = lowest;
    loop {
        let end = start.saturating_add(step - 1).min(highest);
        ranges.push(start..=end);
        if end == highest {
            return ranges;
        }
        start = end + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_lies_in_exactly_one_range() {
        for bounds in [
            (1, 1),
            (7, 1_000_000),
            (1, RANGE),
            (1, RANGE + 1),
            (0, u64::MAX),
        ] {
            let ranges = cut(Some(bounds));
            assert_eq!(*ranges[0].start(), bounds.0);
            assert_eq!(*ranges[ranges.len() - 1].end(), bounds.1);
            for pair in ranges.windows(2) {
                assert_eq!(pair[0].end() + 1, *pair[1].start());
            }
            assert!(ranges.len() as u64 <= MOST_RANGES + 1);
        }
    }

    #[test]
    fn no_flight_is_no_range() {
        assert!(cut(None).is_empty());
    }
}
