//! The flight search index as a library.
//!
//! An index is a view of MySQL's `flights`: a folder of generations ([`IndexDir`]) that one process
//! writes ([`Writer`]) and any number read ([`Live`]). A question ([`Query`]) is answered by [`run`]
//! from one [`Snapshot`], without I/O beyond the mapped files, without a clock, and without knowing
//! what a seat costs: the caller brings the price function.

mod airports;
mod calendar;
mod checkpoint;
mod cursor;
mod document;
mod follower;
mod generations;
mod live;
pub mod model;
mod network;
mod query;
mod run;
mod schema;
mod snapshot;
pub mod suggest;
mod writer;

pub use airports::{Airports, LocalTime, Place};
pub use calendar::{DayFare, DestinationFare, Fares, anywhere};
pub use checkpoint::{Checkpoint, Seal};
pub use cursor::Cursor;
pub use follower::{Activity, Follower, Stale, StaleReason};
pub use generations::{Current, DirError, IndexDir, IndexLock};
pub use live::Live;
pub use network::Network;
pub use query::{
    Answer, Band, Empty, EmptyReason, Facet, Facets, Filters, Itinerary, MOST_REACHED, Query,
    Segment, Sort, Stops,
};
pub use run::{arrange, run};
pub use snapshot::{OpenError, Snapshot};
pub use writer::{MAX_SEGMENTS, WriteError, Writer, WriterLimits};
