//! Flights a week of the rotations whose number no file tells.

use std::collections::BTreeMap;

use search::model::Iata;

use super::{Rotation, Traffic};
use crate::hash::Key;
use crate::reference::Trunk;
use crate::rounding::{round, round_to};

/// Departures of an airport (geometric mean of both ends) at which a route is as busy as its base.
const USUAL_DEPARTURES: f64 = 60.0;
const MOST_WEEKLY: f64 = 70.0;

/// Flights a week in one direction: many between busy airports, fewer where distance or other
/// carriers share the demand, and some luck.
pub(super) fn weekly(rotation: &Rotation, traffic: &Traffic, seed: Key) -> u16 {
    let [from_a, from_b] = [rotation.a, rotation.b].map(|end| f64::from(traffic.departures(end)));
    let size = (from_a * from_b).sqrt() / USUAL_DEPARTURES;
    let carriers = f64::from(traffic.carriers(rotation.a, rotation.b));
    let luck = |n: u32| rotation.key(seed, "freq").with(n).unit();
    let noise = luck(0) + luck(1) + luck(2) - 1.5;
    let flights = round(
        base(rotation.distance_km)
            * size.powf(0.6).clamp(0.2, 3.0)
            * carriers.powf(-0.35)
            * (0.8 * noise).exp(),
    );
    let flights = if flights >= 10.0 {
        round_to(7.0, flights)
    } else {
        flights
    };
    flights.clamp(1.0, MOST_WEEKLY) as u16
}

/// Scales the flights of each trunk's airlines so that they add up to its target.
pub(super) fn scale_trunks(trunks: &[Trunk], rotations: &mut [Rotation]) {
    let targets: BTreeMap<_, _> = trunks
        .iter()
        .map(|trunk| (pair(trunk), f64::from(trunk.daily_flights_one_way)))
        .collect();
    let mut sums = BTreeMap::new();
    for rotation in rotations.iter().filter(|rotation| rotation.trunk) {
        *sums.entry((rotation.a, rotation.b)).or_insert(0.0) += f64::from(rotation.weekly);
    }
    for rotation in rotations.iter_mut().filter(|rotation| rotation.trunk) {
        let ends = (rotation.a, rotation.b);
        let share = targets[&ends] * f64::from(rotation.weekly) / sums[&ends];
        rotation.weekly = (7.0 * round(share)).max(7.0) as u16;
    }
}

/// The ends of a trunk in the order of a rotation.
pub(super) fn pair(trunk: &Trunk) -> (Iata, Iata) {
    let ends = (trunk.origin, trunk.destination);
    (ends.0.min(ends.1), ends.0.max(ends.1))
}

fn base(distance_km: u16) -> f64 {
    match distance_km {
        ..500 => 14.0,
        500..1_000 => 12.0,
        1_000..2_000 => 9.0,
        2_000..4_000 => 7.5,
        4_000.. => 6.5,
    }
}
