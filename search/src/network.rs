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

/// The pairs in a term dictionary of routes, sorted: no document is touched.
pub(crate) fn routes(dictionary: &TermDictionary) -> io::Result<Vec<(Iata, Iata)>> {
    let mut pairs = Vec::with_capacity(dictionary.num_terms());
    let mut terms = dictionary.stream()?;
    while let Some((term, _)) = terms.next() {
        let key = term.try_into().map(u64::from_be_bytes).ok();
        pairs.extend(key.and_then(schema::route_ends));
    }
    Ok(pairs)
}

impl Network {
    /// The network of all these pairs.
    pub(crate) fn of<'a>(pairs: impl Iterator<Item = &'a (Iata, Iata)>) -> Self {
        let mut network = Self::default();
        for (origin, destination) in pairs {
            network.from.entry(*origin).or_default().push(*destination);
            network.to.entry(*destination).or_default().push(*origin);
        }
        for airports in network.from.values_mut().chain(network.to.values_mut()) {
            airports.sort_unstable();
            airports.dedup();
        }
        network
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
