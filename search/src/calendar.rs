//! The lowest price of each day, and of each pair of days.

use std::io;
use std::ops::RangeInclusive;

use crate::model::{Cabin, Day, Flight, Iata, Minute, Won};
use crate::snapshot::Snapshot;

/// The direct flights between places, on whatever day.
#[derive(Clone, Debug)]
pub struct Fares<'a> {
    /// Airports to leave from.
    pub from: &'a [Iata],
    /// Airports to arrive at.
    pub to: &'a [Iata],
    /// The cabin.
    pub cabin: Cabin,
    /// How many seats must be left.
    pub seats: u16,
    /// Flights that depart before this are left out.
    pub earliest: Minute,
}

/// What a day has to offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayFare {
    /// The local day of departure.
    pub day: Day,
    /// The lowest total; `None` without a flight.
    pub min_total: Option<Won>,
    /// How many flights have the seats left.
    pub flights: u32,
}

impl Fares<'_> {
    /// The lowest total of each day of `days`.
    pub fn calendar(
        &self,
        snapshot: &Snapshot,
        days: RangeInclusive<Day>,
        price: impl Fn(&Flight) -> Won,
    ) -> io::Result<Vec<DayFare>> {
        let mut flights = Vec::new();
        self.for_each_pair(snapshot, |pair| {
            snapshot.on_route_days(pair, days.clone(), &mut flights)
        })?;
        let empty = |day| DayFare {
            day: Day(day),
            min_total: None,
            flights: 0,
        };
        let mut fares: Vec<_> = (days.start().0..=days.end().0).map(empty).collect();
        for flight in flights.iter().filter(|flight| self.can_be_booked(flight)) {
            let fare = &mut fares[usize::from(flight.day.0 - days.start().0)];
            let total = price(flight);
            fare.min_total = Some(fare.min_total.map_or(total, |least| least.min(total)));
            fare.flights += 1;
        }
        Ok(fares)
    }

    /// The lowest total of going on each of `days` and coming back on each of `return_days`: a row
    /// for each day, a cell for each return day. The flight back leaves after the one out arrives.
    pub fn grid(
        &self,
        snapshot: &Snapshot,
        days: &[Day],
        return_days: &[Day],
        price: impl Fn(&Flight) -> Won,
    ) -> io::Result<Vec<Vec<Option<Won>>>> {
        let back = Self {
            from: self.to,
            to: self.from,
            ..self.clone()
        };
        let priced = |fares: &Fares<'_>, day| -> io::Result<Vec<(Flight, Won)>> {
            let flights = fares.on(snapshot, day)?;
            Ok(flights
                .into_iter()
                .map(|flight| (flight, price(&flight)))
                .collect())
        };
        let returns = return_days
            .iter()
            .map(|day| {
                let mut flights = priced(&back, *day)?;
                flights.sort_unstable_by_key(|(flight, _)| flight.departs_at);
                Ok(cheapest_from(&flights))
            })
            .collect::<io::Result<Vec<_>>>()?;
        days.iter()
            .map(|day| {
                let out = priced(self, *day)?;
                Ok(returns
                    .iter()
                    .map(|back| cheapest_pair(&out, back))
                    .collect())
            })
            .collect()
    }

    /// The flights of a day that can be booked.
    fn on(&self, snapshot: &Snapshot, day: Day) -> io::Result<Vec<Flight>> {
        let mut flights = Vec::new();
        self.for_each_pair(snapshot, |(origin, destination)| {
            snapshot.on_route(origin, destination, day, &mut flights)
        })?;
        flights.retain(|flight| self.can_be_booked(flight));
        Ok(flights)
    }

    /// Calls `visit` with the pairs of airports that are linked.
    fn for_each_pair(
        &self,
        snapshot: &Snapshot,
        mut visit: impl FnMut((Iata, Iata)) -> io::Result<()>,
    ) -> io::Result<()> {
        for origin in self.from {
            for destination in self.to {
                if snapshot.network().links(*origin, *destination) {
                    visit((*origin, *destination))?;
                }
            }
        }
        Ok(())
    }

    fn can_be_booked(&self, flight: &Flight) -> bool {
        flight.departs_at >= self.earliest && flight.seats_left(self.cabin) >= self.seats
    }
}

/// For flights in order of departure: when each leaves, and the lowest total from it on.
fn cheapest_from(flights: &[(Flight, Won)]) -> Vec<(Minute, Won)> {
    let mut cheapest: Vec<_> = flights
        .iter()
        .map(|(flight, total)| (flight.departs_at, *total))
        .collect();
    for later in (1..cheapest.len()).rev() {
        cheapest[later - 1].1 = cheapest[later - 1].1.min(cheapest[later].1);
    }
    cheapest
}

/// The lowest total of a flight out and one back that leaves after the first arrives.
fn cheapest_pair(out: &[(Flight, Won)], back: &[(Minute, Won)]) -> Option<Won> {
    out.iter()
        .filter_map(|(flight, total)| {
            let first = back.partition_point(|(departs_at, _)| *departs_at < flight.arrives_at);
            back.get(first).map(|(_, cheapest)| *total + *cheapest)
        })
        .min()
}

/// Where one can go without a stop, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DestinationFare {
    /// The city; the airport's own code where it has none.
    pub city: Iata,
    /// The lowest total.
    pub min_total: Won,
    /// How many flights have the seats left.
    pub flights: u32,
}

/// The lowest total to each city that has a flight from one of `fares.from` on `day`, cheapest
/// first. `fares.to` plays no part.
pub fn anywhere(
    snapshot: &Snapshot,
    fares: &Fares<'_>,
    day: Day,
    price: impl Fn(&Flight) -> Won,
) -> io::Result<Vec<DestinationFare>> {
    let mut flights = Vec::new();
    for origin in fares.from {
        snapshot.leaving(*origin, day, |_| true, &mut flights)?;
    }
    let city = |airport| {
        snapshot
            .airports()
            .get(airport)
            .map_or(airport, |found| found.city)
    };
    let mut found: fnv::FnvHashMap<Iata, DestinationFare> = fnv::FnvHashMap::default();
    for flight in flights {
        if !fares.can_be_booked(&flight) {
            continue;
        }
        let (city, total) = (city(flight.destination), price(&flight));
        let fare = found.entry(city).or_insert(DestinationFare {
            city,
            min_total: total,
            flights: 0,
        });
        fare.min_total = fare.min_total.min(total);
        fare.flights += 1;
    }
    let mut destinations: Vec<_> = found.into_values().collect();
    destinations.sort_unstable_by_key(|fare| (fare.min_total, fare.city));
    Ok(destinations)
}
