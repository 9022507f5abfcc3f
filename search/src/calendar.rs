//! The lowest price of each day, and of each pair of days.

use std::io;

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
    /// The lowest total of each of `days`.
    pub fn calendar(
        &self,
        snapshot: &Snapshot,
        days: impl Iterator<Item = Day>,
        price: impl Fn(&Flight) -> Won,
    ) -> io::Result<Vec<DayFare>> {
        days.map(|day| {
            let flights = self.on(snapshot, day)?;
            let min_total = flights.iter().map(&price).min();
            Ok(DayFare {
                day,
                min_total,
                flights: flights.len() as u32,
            })
        })
        .collect()
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
        for origin in self.from {
            for destination in self.to {
                if snapshot.network().links(*origin, *destination) {
                    snapshot.on_route(*origin, *destination, day, &mut flights)?;
                }
            }
        }
        flights.retain(|flight| {
            flight.departs_at >= self.earliest && flight.seats_left(self.cabin) >= self.seats
        });
        Ok(flights)
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
        if flight.departs_at < fares.earliest || flight.seats_left(fares.cabin) < fares.seats {
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
