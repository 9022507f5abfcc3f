//! Flight numbers, and which end of a rotation is home.
//!
//! An airline numbers its whole network from the longest rotation down, so that a number does not
//! depend on how much of the network a schedule takes.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use search::model::{AirlineCode, Iata};

use crate::network::{Network, Rotation};
use crate::reference::Reference;

/// The first number and the ends of every rotation.
#[derive(Debug)]
pub(super) struct Numbers(BTreeMap<(AirlineCode, Iata, Iata), (u16, [Iata; 2])>);

impl Numbers {
    pub(super) fn new(reference: &Reference, network: &Network) -> Self {
        let ends = |rotation: &Rotation| ends(reference, network, rotation);
        let mut rotations: Vec<_> = network.rotations.iter().map(|r| (r, ends(r))).collect();
        rotations.sort_by_key(|(r, ends)| (r.airline, Reverse(r.distance_km), *ends));
        let mut next = BTreeMap::new();
        Self(
            rotations
                .into_iter()
                .map(|(rotation, ends)| {
                    let next = next.entry(rotation.airline).or_insert(1);
                    let first = *next;
                    *next += 2 * rotation.legs();
                    ((rotation.airline, rotation.a, rotation.b), (first, ends))
                })
                .collect(),
        )
    }

    /// The number of the first outbound leg, and home and far end.
    pub(super) fn of(&self, rotation: &Rotation) -> (u16, [Iata; 2]) {
        self.0[&(rotation.airline, rotation.a, rotation.b)]
    }
}

/// Home is the end in the airline's country, or else the one from which it flies more.
fn ends(reference: &Reference, network: &Network, rotation: &Rotation) -> [Iata; 2] {
    let country = reference.airlines[&rotation.airline].country;
    let weight = |code: Iata| {
        let departures = network.traffic.departures_of(rotation.airline, code);
        (
            reference.airport(code).airport.country == country,
            departures,
        )
    };
    if weight(rotation.b) > weight(rotation.a) {
        [rotation.b, rotation.a]
    } else {
        [rotation.a, rotation.b]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Key;

    #[test]
    fn four_digits_are_enough_for_every_airline() {
        let reference = Reference::read();
        let network = Network::new(&reference, Key::new(20_260_101));
        let numbers = Numbers::new(&reference, &network);
        let highest = network
            .rotations
            .iter()
            .map(|r| numbers.of(r).0 + 2 * r.legs() - 1)
            .max();
        assert_eq!(highest, Some(3_734));
    }
}
