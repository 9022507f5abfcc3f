//! Which airports are linked by a flight.

use std::io;

use fnv::FnvHashMap;
use tantivy::termdict::TermDictionary;

use crate::model::Iata;
use crate::schema;

/// The directed pairs of airports that have a flight on some day.
///
/// A pair whose last flight was just cancelled may stay until segments merge: the network rules out
/// what cannot be, the lookups decide what is.
#[derive(Debug, Default)]
pub struct Network {
    /// Destinations by origin, sorted.
    from: FnvHashMap<Iata, Vec<Iata>>,
    /// Origins by destination, sorted.
    to: FnvHashMap<Iata, Vec<Iata>>,
}

impl Network {
    /// Reads the pairs from the term dictionaries of the routes: no document is touched.
    pub(crate) fn read<'a>(
        dictionaries: impl Iterator<Item = &'a TermDictionary>,
    ) -> io::Result<Self> {
        let mut network = Self::default();
        for dictionary in dictionaries {
            let mut terms = dictionary.stream()?;
            while let Some((term, _)) = terms.next() {
                let key = term.try_into().map(u64::from_be_bytes).ok();
                if let Some((origin, destination)) = key.and_then(schema::route_ends) {
                    network.from.entry(origin).or_default().push(destination);
                    network.to.entry(destination).or_default().push(origin);
                }
            }
        }
        for airports in network.from.values_mut().chain(network.to.values_mut()) {
            airports.sort_unstable();
            airports.dedup();
        }
        Ok(network)
    }

    /// Where one can fly to from `origin` without a stop, sorted by code.
    pub fn destinations(&self, origin: Iata) -> &[Iata] {
        self.from.get(&origin).map_or(&[], Vec::as_slice)
    }

    /// Where one can come from to `destination` without a stop, sorted by code.
    pub fn origins(&self, destination: Iata) -> &[Iata] {
        self.to.get(&destination).map_or(&[], Vec::as_slice)
    }

    /// Whether a flight goes from `origin` to `destination` on some day.
    pub fn links(&self, origin: Iata, destination: Iata) -> bool {
        self.destinations(origin)
            .binary_search(&destination)
            .is_ok()
    }
}
