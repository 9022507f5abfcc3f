//! One commit of one generation, open for reading.
//!
//! Everything a lookup needs is opened here, once. A request holds one snapshot from its first
//! lookup to its last, so its answer never mixes two states of the index.

mod segment;

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use tantivy::{Index, ReloadPolicy};

use crate::airports::Airports;
use crate::checkpoint::Checkpoint;
use crate::generations::{DirError, IndexDir};
use crate::model::{Day, Flight, FlightId, Iata};
use crate::network::Network;
use crate::schema::{self, Fields};

use segment::Segment;

/// Why a generation could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Nothing was built yet.
    #[error("there is no index in {0}; run `indexer rebuild` first")]
    NoIndex(std::path::PathBuf),
    /// The folder cannot be read.
    #[error(transparent)]
    Dir(#[from] DirError),
    /// The index was built by a version with other fields.
    #[error("the index was built by another version; run `indexer rebuild`")]
    OtherSchema,
    /// tantivy cannot read the files.
    #[error("could not open the index; run `indexer rebuild` if its files are damaged")]
    Tantivy(#[from] tantivy::TantivyError),
    /// The files cannot be read.
    #[error("could not read the index files")]
    Io(#[from] io::Error),
    /// The last commit has no readable checkpoint.
    #[error("the index has no readable checkpoint; run `indexer rebuild`")]
    Checkpoint(#[from] serde_json::Error),
}

/// A state of the index that does not change.
pub struct Snapshot {
    generation: u64,
    checkpoint: Checkpoint,
    airports: Arc<Airports>,
    network: Network,
    segments: Vec<Segment>,
    documents: u64,
    bytes: u64,
}

impl Snapshot {
    /// Opens the last commit of the generation that `CURRENT` names.
    pub fn open(dir: &IndexDir, airports: Arc<Airports>) -> Result<Self, OpenError> {
        let current = dir.current()?;
        let current = current.ok_or_else(|| OpenError::NoIndex(dir.root().to_owned()))?;
        let (fields, schema) = Fields::new();
        let index = Index::open_in_dir(dir.generation(current.generation))?;
        if index.schema() != schema {
            return Err(OpenError::OtherSchema);
        }
        // Read before the segments: a commit in between makes the documents newer than the checkpoint
        // says, never older.
        let metas = index.load_metas()?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        let searcher = reader.searcher();
        let segments = searcher
            .segment_readers()
            .iter()
            .map(|segment| Segment::open(segment, &fields))
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Self {
            generation: current.generation,
            checkpoint: serde_json::from_str(&metas.payload.unwrap_or_default())?,
            network: Network::read(segments.iter().map(|segment| segment.routes.terms()))?,
            documents: searcher.num_docs(),
            bytes: searcher.space_usage()?.total().get_bytes(),
            airports,
            segments,
        })
    }

    /// The number of the generation.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Up to where the index has read MySQL's changes.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// How many flights can be found.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Size of the files, in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many segments a lookup asks.
    pub fn segments(&self) -> usize {
        self.segments.len()
    }

    /// The airports that the snapshot knows.
    pub fn airports(&self) -> &Airports {
        &self.airports
    }

    /// Which airports are linked by a flight.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The flight with that id.
    pub fn flight(&self, id: FlightId) -> io::Result<Option<Flight>> {
        let mut found = None;
        for segment in &self.segments {
            segment.documents(&segment.ids, id.0, |document| {
                found = Some(segment.columns.flight(document)?);
                Ok(())
            })?;
        }
        Ok(found)
    }

    /// Adds to `flights` those from `origin` to `destination` whose local departure date is `day`.
    pub fn on_route(
        &self,
        origin: Iata,
        destination: Iata,
        day: Day,
        flights: &mut Vec<Flight>,
    ) -> io::Result<()> {
        let key = schema::route_day_key(origin, destination, day);
        for segment in self.segments_on(day) {
            segment.documents(&segment.route_days, key, |document| {
                flights.push(segment.columns.flight(document)?);
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The same for every day of `days`, in no particular order: the days of a route stand side by
    /// side, so a month costs hardly more lookups than a day.
    pub fn on_route_days(
        &self,
        (origin, destination): (Iata, Iata),
        days: RangeInclusive<Day>,
        flights: &mut Vec<Flight>,
    ) -> io::Result<()> {
        let key = |day: &Day| schema::route_day_key(origin, destination, *day);
        let keys = key(days.start())..=key(days.end());
        for segment in &self.segments {
            if segment.days.start() <= days.end() && days.start() <= segment.days.end() {
                segment.documents_between(&segment.route_days, keys.clone(), |document| {
                    flights.push(segment.columns.flight(document)?);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    /// Adds to `flights` those that leave `origin` on `day` for a destination that is `wanted`.
    pub fn leaving(
        &self,
        origin: Iata,
        day: Day,
        wanted: impl Fn(Iata) -> bool,
        flights: &mut Vec<Flight>,
    ) -> io::Result<()> {
        let key = schema::airport_day_key(origin, day);
        for segment in self.segments_on(day) {
            segment.documents(&segment.origin_days, key, |document| {
                if wanted(segment.columns.ends(document)?.1) {
                    flights.push(segment.columns.flight(document)?);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// Adds to `flights` those to `destination` that leave an origin that is `wanted`, where it is
    /// `day` when they leave.
    pub fn arriving(
        &self,
        destination: Iata,
        day: Day,
        wanted: impl Fn(Iata) -> bool,
        flights: &mut Vec<Flight>,
    ) -> io::Result<()> {
        let key = schema::airport_day_key(destination, day);
        for segment in self.segments_on(day) {
            segment.documents(&segment.destination_days, key, |document| {
                if wanted(segment.columns.ends(document)?.0) {
                    flights.push(segment.columns.flight(document)?);
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    /// The segments that may hold flights of a day. A build writes flights by date, so that half of
    /// its segments, or more, need not be asked.
    fn segments_on(&self, day: Day) -> impl Iterator<Item = &Segment> {
        self.segments
            .iter()
            .filter(move |segment| segment.days.contains(&day))
    }

    /// Calls `visit` with every flight, in no particular order.
    pub fn for_each(&self, mut visit: impl FnMut(Flight)) -> io::Result<()> {
        for segment in &self.segments {
            for document in 0..segment.max_document {
                if segment.is_alive(document) {
                    visit(segment.columns.flight(document)?);
                }
            }
        }
        Ok(())
    }
}
