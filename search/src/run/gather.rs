//! The flights that can be booked, and the itineraries they make.

use std::io;

use crate::airports::Airports;
use crate::model::{Flight, Minute, Won};
use crate::query::{Query, Segment, Stops};
use crate::snapshot::Snapshot;

use super::connect;

/// Every itinerary of a query before its filters.
pub(super) struct Candidates {
    pub(super) segments: Vec<Segment>,
    pub(super) found: Vec<Found>,
}

/// An itinerary: positions in the list of segments, and what every order and filter asks for.
#[derive(Clone, Copy)]
pub(super) struct Found {
    pub(super) first: u32,
    pub(super) second: Option<u32>,
    pub(super) total: Won,
    pub(super) duration_minutes: u32,
}

impl Found {
    pub(super) fn stops(&self) -> u8 {
        u8::from(self.second.is_some())
    }
}

impl Candidates {
    /// Finds the direct flights and, when the query allows it, the connections.
    pub(super) fn gather(
        snapshot: &Snapshot,
        query: &Query,
        price: &impl Fn(&Flight) -> Won,
    ) -> io::Result<Self> {
        let mut flights = Vec::with_capacity(16);
        for origin in &query.from {
            for destination in &query.to {
                if snapshot.network().links(*origin, *destination) {
                    snapshot.on_route(*origin, *destination, query.day, &mut flights)?;
                }
            }
        }
        let mut candidates = Self {
            segments: Vec::with_capacity(flights.len()),
            found: vec![],
        };
        candidates.found.reserve(flights.len());
        for flight in flights {
            if let Some(first) = candidates.add(snapshot.airports(), query, flight, price) {
                candidates.found.push(candidates.direct(first));
            }
        }
        if let Stops::One { overnight } = query.stops {
            connect::connect(&mut candidates, snapshot, query, overnight, price)?;
        }
        Ok(candidates)
    }

    /// Takes itineraries that were found elsewhere, by their flights.
    pub(super) fn of_trips(
        airports: &Airports,
        query: &Query,
        trips: &[Vec<Flight>],
        price: &impl Fn(&Flight) -> Won,
    ) -> Self {
        let mut candidates = Self {
            segments: vec![],
            found: vec![],
        };
        for trip in trips {
            let start = candidates.segments.len();
            for flight in trip {
                candidates.add(airports, query, *flight, price);
            }
            if let [first, rest @ ..] = &candidates.segments[start..]
                && rest.len() + 1 == trip.len()
            {
                let last = rest.last().unwrap_or(first);
                let found = Found {
                    first: start as u32,
                    second: (!rest.is_empty()).then_some(start as u32 + 1),
                    total: candidates.segments[start..]
                        .iter()
                        .map(|segment| segment.total)
                        .sum(),
                    duration_minutes: minutes(first.flight.departs_at, last.flight.arrives_at),
                };
                candidates.found.push(found);
            }
        }
        candidates
    }

    /// Adds a flight and tells its position; `None` when it cannot be booked.
    pub(super) fn add(
        &mut self,
        airports: &Airports,
        query: &Query,
        flight: Flight,
        price: &impl Fn(&Flight) -> Won,
    ) -> Option<u32> {
        if !can_be_booked(query, &flight) {
            return None;
        }
        let position = self.segments.len() as u32;
        self.segments.push(Segment {
            departs: airports.local(flight.origin, flight.departs_at),
            arrives: airports.local(flight.destination, flight.arrives_at),
            total: price(&flight),
            flight,
        });
        Some(position)
    }

    fn direct(&self, first: u32) -> Found {
        let segment = &self.segments[first as usize];
        Found {
            first,
            second: None,
            total: segment.total,
            duration_minutes: minutes(segment.flight.departs_at, segment.flight.arrives_at),
        }
    }

    pub(super) fn first(&self, found: &Found) -> &Segment {
        &self.segments[found.first as usize]
    }

    pub(super) fn last(&self, found: &Found) -> &Segment {
        &self.segments[found.second.unwrap_or(found.first) as usize]
    }

    /// The flights of an itinerary in order.
    pub(super) fn segments_of(&self, found: &Found) -> impl Iterator<Item = &Segment> {
        let positions = [Some(found.first), found.second];
        positions
            .into_iter()
            .flatten()
            .map(|position| &self.segments[position as usize])
    }

    /// The earliest arrival of any itinerary.
    pub(super) fn earliest_arrival(&self) -> Option<Minute> {
        self.found
            .iter()
            .map(|found| self.last(found).flight.arrives_at)
            .min()
    }
}

/// Whether a flight leaves late enough and has the seats left.
pub(super) fn can_be_booked(query: &Query, flight: &Flight) -> bool {
    flight.departs_at >= query.earliest && flight.seats_left(query.cabin) >= query.seats
}

/// From one instant to a later one.
pub(super) fn minutes(from: Minute, to: Minute) -> u32 {
    u32::try_from(to.0 - from.0).unwrap_or(0)
}
