//! What has changed: of one transaction, or of all since the last look at the tables.

use fnv::FnvHashSet;

use super::tables::Change;

/// Flights that are worth being looked up together.
const FULL: usize = 5_000;
/// Flights that are not worth being looked up: a rebuild reads ten times as many in the same time.
pub(super) const MOST: usize = 2_000_000;

/// Ids of rows that changed.
#[derive(Debug, Default)]
pub(super) struct Batch {
    /// Flights that changed, or whose claims did.
    pub(super) flights: FnvHashSet<u64>,
    /// Airplanes that are not what they were; their flights may not be either.
    pub(super) airplanes: FnvHashSet<u64>,
    /// Layouts, likewise.
    pub(super) layouts: FnvHashSet<u64>,
}

impl Batch {
    pub(super) fn add(&mut self, change: Change, id: u64) {
        match change {
            Change::Flight => self.flights.insert(id),
            Change::Airplane => self.airplanes.insert(id),
            Change::Layout => self.layouts.insert(id),
        };
    }

    /// Takes over another batch.
    pub(super) fn join(&mut self, other: &mut Self) {
        self.flights.extend(other.flights.drain());
        self.airplanes.extend(other.airplanes.drain());
        self.layouts.extend(other.layouts.drain());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.flights.is_empty() && !self.changes_fleet()
    }

    pub(super) fn is_full(&self) -> bool {
        self.flights.len() >= FULL
    }

    /// Whether airplanes or layouts are among what changed.
    pub(super) fn changes_fleet(&self) -> bool {
        !self.airplanes.is_empty() || !self.layouts.is_empty()
    }
}
