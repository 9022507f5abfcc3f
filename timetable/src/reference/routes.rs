//! Nonstop routes, and the pairs of airports that are busier than their routes alone tell.

use std::collections::BTreeMap;

use search::model::{AircraftCode, AirlineCode, Iata};
use serde::Deserialize;

use super::rows;

/// One airline flying nonstop from one airport to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The operating airline.
    pub airline: AirlineCode,
    /// Where it leaves.
    pub origin: Iata,
    /// Where it arrives.
    pub destination: Iata,
    /// The aircraft types in use, also as families.
    pub equipment: Vec<AircraftCode>,
    /// Flights a week, known for the routes that touch Korea.
    pub weekly_flights: Option<u16>,
}

/// A busy pair of airports outside Korea.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Trunk {
    /// One end.
    pub origin: Iata,
    /// The other end.
    pub destination: Iata,
    /// Flights a day in each direction, all airlines together.
    pub daily_flights_one_way: u16,
}

#[derive(Deserialize)]
struct Row {
    airline_iata: AirlineCode,
    origin: Iata,
    destination: Iata,
    equipment: String,
    #[serde(default)]
    weekly_flights: Option<u16>,
}

/// Every route of both files. Where only one direction is known, the other is its mirror.
pub(super) fn read() -> Vec<Route> {
    let mut routes: BTreeMap<_, _> = rows(include_str!("../../../data/routes.csv"))
        .chain(rows(include_str!("../../../data/routes_kr.csv")))
        .map(route)
        .map(|route| ((route.airline, route.origin, route.destination), route))
        .collect();
    let known: Vec<_> = routes.values().cloned().collect();
    for route in known {
        routes
            .entry((route.airline, route.destination, route.origin))
            .or_insert(Route {
                origin: route.destination,
                destination: route.origin,
                ..route
            });
    }
    routes.into_values().collect()
}

pub(super) fn trunks() -> Vec<Trunk> {
    rows(include_str!("../../../data/trunk_targets.csv")).collect()
}

fn route(row: Row) -> Route {
    let equipment = row.equipment.split(' ');
    Route {
        airline: row.airline_iata,
        origin: row.origin,
        destination: row.destination,
        equipment: equipment
            .map(|code| AircraftCode::parse(code).expect("the compiled-in routes name aircraft"))
            .collect(),
        weekly_flights: row.weekly_flights,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_its_reverse() {
        let routes = read();
        let ends: std::collections::BTreeSet<_> = routes
            .iter()
            .map(|r| (r.airline, r.origin, r.destination))
            .collect();
        for (airline, origin, destination) in &ends {
            assert!(ends.contains(&(*airline, *destination, *origin)));
        }
        assert_eq!(routes.len(), 2 * 23_068);
    }
}
