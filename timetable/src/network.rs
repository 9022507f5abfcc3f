//! The network: which airline flies between which airports, and how often a week.
//!
//! A rotation stands for both directions of an airline's route. The network holds all of them in the
//! order in which they are taken: first everything that touches Korea, then what is reached from it
//! in one stop, so that a small schedule is complete where it is looked at.

mod frequency;
mod rotation;
mod traffic;

use std::collections::BTreeSet;

use search::model::{CountryCode, Iata};

use crate::globe;
use crate::hash::Key;
use crate::reference::{Reference, Route};
use crate::week;

pub(crate) use rotation::{Pattern, Rotation, Tier};
pub(crate) use traffic::Traffic;

/// Every rotation there is.
#[derive(Debug)]
pub(crate) struct Network {
    /// In the order in which they are taken.
    pub(crate) rotations: Vec<Rotation>,
    pub(crate) traffic: Traffic,
    seed: Key,
}

impl Network {
    /// Builds the network of the reference data.
    pub(crate) fn new(reference: &Reference, seed: Key) -> Self {
        let traffic = Traffic::count(&reference.routes);
        let places = Places::new(reference);
        let mut rotations: Vec<_> = reference
            .routes
            .iter()
            .filter(|route| route.origin < route.destination)
            .map(|route| rotation(reference, &traffic, &places, route, seed))
            .collect();
        frequency::scale_trunks(&reference.trunks, &mut rotations);
        rotations.sort_by_cached_key(|r| {
            let pick = r.key(seed, "pick").number();
            (r.tier, pick, r.airline, r.a, r.b)
        });
        Self {
            rotations,
            traffic,
            seed,
        }
    }

    /// The rotations whose expected flights reach `per_day` a day, or all of them.
    pub(crate) fn take(&self, per_day: u32) -> &[Rotation] {
        let wanted = 7 * u64::from(per_day) * u64::from(week::WEEKS_OF_YEAR);
        let mut expected = 0;
        let enough = self.rotations.iter().position(|rotation| {
            let reached = expected >= wanted;
            expected += u64::from(rotation.expected_yearly(self.seed));
            reached
        });
        &self.rotations[..enough.unwrap_or(self.rotations.len())]
    }
}

fn rotation(
    reference: &Reference,
    traffic: &Traffic,
    places: &Places,
    route: &Route,
    seed: Key,
) -> Rotation {
    let (a, b) = (route.origin, route.destination);
    let ends = [a, b].map(|code| &reference.airport(code).airport);
    let trunk = places.trunks.contains(&(a, b));
    let mut rotation = Rotation {
        airline: route.airline,
        a,
        b,
        distance_km: globe::distance_km(ends[0], ends[1]),
        weekly: 0,
        tier: places.tier(a, b, trunk),
        trunk,
    };
    rotation.weekly = route
        .weekly_flights
        .unwrap_or_else(|| frequency::weekly(&rotation, traffic, seed));
    rotation
}

/// The sets of airports that tell the tier of a rotation.
struct Places {
    korea: BTreeSet<Iata>,
    linked_to_korea: BTreeSet<Iata>,
    trunks: BTreeSet<(Iata, Iata)>,
}

impl Places {
    fn new(reference: &Reference) -> Self {
        let korea = CountryCode::parse("KR").expect("two capital letters");
        let in_korea = |code: &Iata| reference.airport(*code).airport.country == korea;
        let linked_to_korea: BTreeSet<_> = reference
            .routes
            .iter()
            .filter(|route| in_korea(&route.origin))
            .flat_map(|route| [route.origin, route.destination])
            .collect();
        Self {
            korea: linked_to_korea.iter().copied().filter(in_korea).collect(),
            linked_to_korea,
            trunks: reference.trunks.iter().map(frequency::pair).collect(),
        }
    }

    fn tier(&self, a: Iata, b: Iata, trunk: bool) -> Tier {
        let linked = [a, b].map(|end| self.linked_to_korea.contains(&end));
        if self.korea.contains(&a) || self.korea.contains(&b) {
            Tier::Korea
        } else if trunk || linked == [true, true] {
            Tier::OneStop
        } else if linked == [false, false] {
            Tier::Elsewhere
        } else {
            Tier::OneEnd
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The table of the model: per day, rotations, legs, airlines, airports.
    const REFERENCE_RUN: [(u32, usize, usize, usize, usize); 3] = [
        (2_700, 768, 1_466, 100, 164),
        (27_000, 7_773, 15_528, 256, 1_114),
        (54_000, 19_232, 33_061, 367, 2_508),
    ];

    #[test]
    fn the_network_is_the_reference_runs() {
        let seed = Key::new(20_260_101);
        let network = Network::new(&Reference::read(), seed);
        for (per_day, rotations, legs, airlines, airports) in REFERENCE_RUN {
            let taken = network.take(per_day);
            let found_legs = taken
                .iter()
                .map(|r| r.patterns(seed).count())
                .sum::<usize>();
            let found_airlines: BTreeSet<_> = taken.iter().map(|r| r.airline).collect();
            let found_airports: BTreeSet<_> = taken.iter().flat_map(|r| [r.a, r.b]).collect();
            assert_eq!(
                (
                    taken.len(),
                    found_legs,
                    found_airlines.len(),
                    found_airports.len()
                ),
                (rotations, legs, airlines, airports),
                "{per_day} flights a day"
            );
        }
        let tiers = [Tier::Korea, Tier::OneStop, Tier::OneEnd];
        let taken = network.take(27_000);
        assert_eq!(
            tiers.map(|tier| taken.iter().filter(|r| r.tier == tier).count()),
            [618, 3_789, 3_366]
        );
    }

    #[test]
    fn a_schedule_larger_than_the_network_takes_all_of_it() {
        let network = Network::new(&Reference::read(), Key::new(1));
        assert_eq!(network.take(1_000_000).len(), network.rotations.len());
    }
}
