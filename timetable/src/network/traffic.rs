//! How busy airports and pairs are, in routes.

use std::collections::BTreeMap;

use search::model::{AirlineCode, Iata};

use crate::reference::Route;

/// Counts over all routes.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    airports: BTreeMap<Iata, u32>,
    pairs: BTreeMap<(Iata, Iata), u32>,
    airlines: BTreeMap<(AirlineCode, Iata), u32>,
}

impl Traffic {
    pub(super) fn count(routes: &[Route]) -> Self {
        let mut traffic = Self::default();
        for route in routes {
            let pair = (route.origin, route.destination);
            let airline = (route.airline, route.origin);
            *traffic.airports.entry(route.origin).or_default() += 1;
            *traffic.pairs.entry(pair).or_default() += 1;
            *traffic.airlines.entry(airline).or_default() += 1;
        }
        traffic
    }

    /// Routes that leave the airport.
    pub(super) fn departures(&self, airport: Iata) -> u32 {
        self.airports.get(&airport).copied().unwrap_or(0)
    }

    /// Airlines that fly from `a` to `b`.
    pub(super) fn carriers(&self, a: Iata, b: Iata) -> u32 {
        self.pairs.get(&(a, b)).copied().unwrap_or(0)
    }

    /// Routes of the airline that leave the airport.
    pub(crate) fn departures_of(&self, airline: AirlineCode, airport: Iata) -> u32 {
        self.airlines.get(&(airline, airport)).copied().unwrap_or(0)
    }
}
