//! One commit of one generation, open for reading.
//!
//! Everything a lookup needs is opened here, once. A request holds one snapshot from its first
//! lookup to its last, so its answer never mixes two states of the index.

mod segment;

use std::fs;
use std::io;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::META_LOCK;
use tantivy::{Directory, Index, IndexMeta, TantivyError};

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
    Tantivy(#[from] TantivyError),
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
    /// Keeps its files mapped, for the snapshot after this one.
    index: Index,
    checkpoint: Checkpoint,
    airports: Arc<Airports>,
    network: Arc<Network>,
    segments: Vec<Segment>,
    documents: u64,
    bytes: u64,
}

impl Snapshot {
    /// Opens the last commit of the generation that `CURRENT` names.
    pub fn open(dir: &IndexDir, airports: Arc<Airports>) -> Result<Self, OpenError> {
        let (generation, index) = Self::find(dir)?;
        Self::read(dir, (generation, index), airports, None)
    }

    /// Opens the last commit with as much of this snapshot as it still holds: when an index follows
    /// its source, twice a second, most of its segments are the ones before.
    pub fn reopen(&self, dir: &IndexDir) -> Result<Self, OpenError> {
        let airports = Arc::clone(&self.airports);
        match dir.current()? {
            Some(current) if current.generation == self.generation => {
                let same = (self.generation, self.index.clone());
                Self::read(dir, same, airports, Some(self))
            }
            _ => Self::open(dir, airports),
        }
    }

    fn find(dir: &IndexDir) -> Result<(u64, Index), OpenError> {
        let current = dir.current()?;
        let current = current.ok_or_else(|| OpenError::NoIndex(dir.root().to_owned()))?;
        let index = Index::open_in_dir(dir.generation(current.generation))?;
        if index.schema() != Fields::new().1 {
            return Err(OpenError::OtherSchema);
        }
        Ok((current.generation, index))
    }

    fn read(
        dir: &IndexDir,
        (generation, index): (u64, Index),
        airports: Arc<Airports>,
        before: Option<&Self>,
    ) -> Result<Self, OpenError> {
        // As long as this is held, no writer removes a file that the list of segments names.
        let held = index.directory().acquire_lock(&META_LOCK);
        let _held = held.map_err(TantivyError::from)?;
        let metas = index.load_metas()?;
        let fields = Fields::new().0;
        let opened = |id| before.and_then(|before| before.segments.iter().find(|s| s.id == id));
        let segments = metas
            .segments
            .iter()
            .map(|meta| Segment::open(&index, meta, &fields, opened(meta.id())))
            .collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Self {
            generation,
            documents: metas.segments.iter().map(|s| u64::from(s.num_docs())).sum(),
            bytes: size(&dir.generation(generation), &metas),
            checkpoint: serde_json::from_str(&metas.payload.unwrap_or_default())?,
            network: network(&segments, before),
            airports,
            segments,
            index,
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

/// The network of these segments: the one before, when nothing was added to it or taken away.
fn network(segments: &[Segment], before: Option<&Snapshot>) -> Arc<Network> {
    if let Some(before) = before {
        let stays = |old: &Segment| segments.iter().any(|segment| segment.id == old.id);
        let is_known = |pair: &(Iata, Iata)| before.network.links(pair.0, pair.1);
        let mut pairs = segments.iter().flat_map(|segment| segment.routes.iter());
        if before.segments.iter().all(stays) && pairs.all(is_known) {
            return Arc::clone(&before.network);
        }
    }
    let pairs = segments.iter().flat_map(|segment| segment.routes.iter());
    Arc::new(Network::of(pairs))
}

/// Size of the files of a commit. One that cannot be asked for its size does not count.
fn size(folder: &Path, metas: &IndexMeta) -> u64 {
    let files = metas.list_segment_files();
    let sizes = files
        .iter()
        .filter_map(|file| fs::metadata(folder.join(file)).ok());
    sizes.map(|file| file.len()).sum()
}
