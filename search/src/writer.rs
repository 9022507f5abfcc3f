//! Writing a generation of the index.

mod merges;

use std::fs;
use std::io;
use std::path::Path;

use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::{Index, IndexWriter, TantivyError};

use crate::checkpoint::Checkpoint;
use crate::document::FlightDocument;
use crate::model::{Flight, FlightId};
use crate::schema::Fields;

use merges::FewSegments;

/// A build ends with at most this many segments: a lookup asks each of them.
pub const MAX_SEGMENTS: usize = 4;

/// Documents handed to a writing thread at once. One by one, the hand-over cost as much as the
/// indexing; the queue holds 10,000 batches, so larger ones would only fill memory.
const BATCH: usize = 32;

/// Threads that merge in the background while documents are written: one for a merge that takes
/// seconds, one for the small ones, which would pile up behind it.
const MERGING: usize = 2;

/// Why the index could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// Another writer has the generation open, or has not quite ended.
    #[error("the index is still being written")]
    Busy,
    /// tantivy could not write, or read what it had written.
    #[error("could not write the index")]
    Tantivy(#[source] TantivyError),
    /// The file system refused.
    #[error("could not write the index files")]
    Io(#[from] io::Error),
    /// The checkpoint of the index cannot be read.
    #[error("the index has no readable checkpoint")]
    Checkpoint(#[from] serde_json::Error),
}

impl From<TantivyError> for WriteError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Busy,
            error => Self::Tantivy(error),
        }
    }
}

/// How much of the machine a writer takes.
#[derive(Clone, Copy, Debug)]
pub struct WriterLimits {
    /// Threads that index.
    pub threads: usize,
    /// Memory of all threads together before they write a segment.
    pub memory_bytes: usize,
}

/// Writes documents into one generation. What is written is seen after [`Writer::commit`].
pub struct Writer {
    inner: IndexWriter<FlightDocument>,
    fields: Fields,
}

impl Writer {
    /// An empty index in `folder`. Its segments are merged by [`Writer::finish`] alone.
    pub fn create(folder: &Path, limits: WriterLimits) -> Result<Self, WriteError> {
        fs::create_dir_all(folder)?;
        let (fields, schema) = Fields::new();
        let index = Index::create_in_dir(folder, schema)?;
        let inner = index.writer_with_num_threads(limits.threads, limits.memory_bytes)?;
        inner.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { inner, fields })
    }

    /// The index in `folder`, to be changed; segments are merged in the background, so that a lookup
    /// asks few of them and those with many dead documents are written anew.
    pub fn open(folder: &Path, limits: WriterLimits) -> Result<Self, WriteError> {
        let index = Index::open_in_dir(folder)?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(limits.threads)
            .memory_budget_per_thread(limits.memory_bytes / limits.threads.max(1))
            .num_merge_threads(MERGING)
            .build();
        let inner = index.writer_with_options(options)?;
        inner.set_merge_policy(Box::new(FewSegments));
        Ok(Self {
            inner,
            fields: Fields::new().0,
        })
    }

    /// The checkpoint of the last commit in `folder`.
    pub fn checkpoint(folder: &Path) -> Result<Checkpoint, WriteError> {
        let metas = Index::open_in_dir(folder)?.load_metas()?;
        Ok(serde_json::from_str(&metas.payload.unwrap_or_default())?)
    }

    /// Adds a flight that the index does not hold yet.
    pub fn add(&self, flight: &Flight) -> Result<(), WriteError> {
        self.inner.add_document(self.fields.document(flight))?;
        Ok(())
    }

    /// Adds flights that the index does not hold yet. Waits while the writing threads are behind.
    ///
    /// They are written by day and route, whatever their order here: a lookup then reads one stretch
    /// of each column, not one place in memory for each flight.
    pub fn add_all(&self, flights: &[Flight]) -> Result<(), WriteError> {
        let mut ordered: Vec<&Flight> = flights.iter().collect();
        ordered.sort_unstable_by_key(|flight| (flight.day, flight.origin, flight.destination));
        for batch in ordered.chunks(BATCH) {
            let add = |flight: &&Flight| UserOperation::Add(self.fields.document(flight));
            self.inner.run(batch.iter().map(add))?;
        }
        Ok(())
    }

    /// Puts a flight in the place of the one with the same id, if there is one.
    pub fn replace(&self, flight: &Flight) -> Result<(), WriteError> {
        self.remove(flight.id);
        self.add(flight)
    }

    /// Puts flights in the place of those with the same ids, each id once.
    pub fn replace_all(&self, flights: &[Flight]) -> Result<(), WriteError> {
        for flight in flights {
            self.remove(flight.id);
        }
        self.add_all(flights)
    }

    /// Takes a flight out, if it is there.
    pub fn remove(&self, id: FlightId) {
        self.inner.delete_term(self.fields.id_term(id));
    }

    /// Makes what was written visible and durable, together with `checkpoint`.
    pub fn commit(&mut self, checkpoint: &Checkpoint) -> Result<(), WriteError> {
        let payload = serde_json::to_string(checkpoint)?;
        let mut commit = self.inner.prepare_commit()?;
        commit.set_payload(&payload);
        commit.commit()?;
        Ok(())
    }

    /// Merges the smallest segments until at most [`MAX_SEGMENTS`] are left, and closes the index.
    /// Tells how many are left.
    pub fn finish(mut self) -> Result<usize, WriteError> {
        let mut segments = self.inner.index().searchable_segment_metas()?;
        let left = segments.len().min(MAX_SEGMENTS);
        if segments.len() > MAX_SEGMENTS {
            segments.sort_by_key(tantivy::SegmentMeta::num_docs);
            // The rest stays as it is; one merge makes one segment of all the smallest.
            let small = segments.len() - MAX_SEGMENTS + 1;
            let ids: Vec<_> = segments[..small]
                .iter()
                .map(tantivy::SegmentMeta::id)
                .collect();
            // As long as somebody knows a segment, tantivy keeps its files.
            drop(segments);
            self.inner.merge(&ids).wait()?;
            self.inner.garbage_collect_files().wait()?;
        }
        self.inner.wait_merging_threads()?;
        Ok(left)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::{
        AircraftCode, AirlineCode, Day, FlightNumber, Iata, LayoutId, Minute, PerCabin, Won,
    };

    fn flight(id: u64) -> Flight {
        Flight {
            id: FlightId(id),
            number: FlightNumber {
                airline: AirlineCode::parse("KE").unwrap(),
                number: 703,
            },
            origin: Iata::parse("ICN").unwrap(),
            destination: Iata::parse("NRT").unwrap(),
            day: Day(9831),
            departs_at: Minute(29_000_000),
            arrives_at: Minute(29_000_140),
            distance_km: 1_259,
            layout: LayoutId(1),
            aircraft: AircraftCode::parse("738").unwrap(),
            base_price: Won(120_000),
            seats_left: PerCabin([178, 0, 8, 0]),
        }
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            epoch: "ab".into(),
            server: "1".into(),
            file: "binlog.000001".into(),
            position: 4,
            gtid: None,
            as_of: DateTime::UNIX_EPOCH,
            seal: None,
        }
    }

    #[test]
    fn a_finished_build_keeps_few_segments_and_no_file_of_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let limits = WriterLimits {
            threads: 1,
            memory_bytes: 16 << 20,
        };
        let mut writer = Writer::create(folder.path(), limits).unwrap();
        for id in 0..7 {
            writer.add_all(&[flight(id)]).unwrap();
            writer.commit(&checkpoint()).unwrap();
        }

        assert_eq!(writer.finish().unwrap(), MAX_SEGMENTS);

        let names = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let lists = names.filter(|path| path.extension().is_some_and(|end| end == "idx"));
        assert_eq!(lists.count(), MAX_SEGMENTS);
        assert_eq!(Writer::checkpoint(folder.path()).unwrap(), checkpoint());
        let metas = Index::open_in_dir(folder.path())
            .unwrap()
            .load_metas()
            .unwrap();
        let documents: u32 = metas
            .segments
            .iter()
            .map(|segment| segment.num_docs())
            .sum();
        assert_eq!(documents, 7);
    }
}
