//! Itineraries of two flights.
//!
//! All flights that leave the origin on the day, joined at the airport of connection with all that
//! reach the destination from there. Both lists come from one term lookup per end and day; a flight
//! is read whole only if the network lets it be part of an itinerary.

use std::io;

use crate::airports::Airports;
use crate::model::{Day, Flight, Iata, Minute, Won};
use crate::network::Network;
use crate::query::{Query, Segment};
use crate::snapshot::Snapshot;

use super::gather::{Candidates, Found, minutes};

/// Shortest connection between two domestic flights.
const DOMESTIC_CONNECTION_MINUTES: i64 = 45;
/// Shortest connection otherwise.
const CONNECTION_MINUTES: i64 = 90;
/// Longest connection.
const LAYOVER_MINUTES: i64 = 8 * 60;
/// Longest connection when a night at the airport is welcome.
const OVERNIGHT_MINUTES: i64 = 24 * 60;
/// An itinerary is at most this many tenths of the great circle long.
const DETOUR_TENTHS: u32 = 22;

/// Adds the connections of a query to its direct flights.
pub(super) fn connect(
    candidates: &mut Candidates,
    snapshot: &Snapshot,
    query: &Query,
    overnight: bool,
    price: &impl Fn(&Flight) -> Won,
) -> io::Result<()> {
    let hubs = Hubs::between(snapshot.network(), query);
    let mut flights = Vec::new();
    for origin in &query.from {
        snapshot.leaving(*origin, query.day, |hub| hubs.contains(hub), &mut flights)?;
    }
    let firsts = keep(candidates, snapshot, query, flights, price);
    let mut reached = Hubs::none();
    for first in &firsts {
        reached.add(first.segment.flight.destination);
    }
    let mut flights = Vec::new();
    for destination in &query.to {
        for day in days_of_second(&firsts) {
            snapshot.arriving(*destination, day, |hub| reached.contains(hub), &mut flights)?;
        }
    }
    let mut seconds = keep(candidates, snapshot, query, flights, price);
    seconds.sort_unstable_by_key(Leg::leaves);
    let rules = Rules::new(snapshot.airports(), query, overnight);
    for first in &firsts {
        join(candidates, first, &seconds, &rules);
    }
    Ok(())
}

/// Whether any airport links the ends of a query with one connection.
pub(super) fn is_linked(network: &Network, query: &Query) -> bool {
    Hubs::between(network, query).0.contains(&true)
}

/// A flight that may be part of a connection, and its position among the candidates.
#[derive(Clone, Copy)]
struct Leg {
    position: u32,
    segment: Segment,
    domestic: bool,
}

impl Leg {
    fn leaves(&self) -> (Iata, Minute) {
        (self.segment.flight.origin, self.segment.flight.departs_at)
    }
}

fn keep(
    candidates: &mut Candidates,
    snapshot: &Snapshot,
    query: &Query,
    flights: Vec<Flight>,
    price: &impl Fn(&Flight) -> Won,
) -> Vec<Leg> {
    let mut legs = Vec::with_capacity(flights.len());
    for flight in flights {
        if let Some(position) = candidates.add(snapshot.airports(), query, flight, price) {
            legs.push(Leg {
                position,
                segment: candidates.segments[position as usize],
                domestic: snapshot
                    .airports()
                    .is_domestic(flight.origin, flight.destination),
            });
        }
    }
    legs
}

/// The second flight leaves on the local date of arrival at the connection, or on the next.
fn days_of_second(firsts: &[Leg]) -> impl Iterator<Item = Day> + use<> {
    let arrivals = firsts.iter().map(|first| first.segment.arrives.day().0);
    let (earliest, latest) = (arrivals.clone().min(), arrivals.max());
    let days = earliest
        .zip(latest)
        .map(|(earliest, latest)| earliest..=latest + 1);
    days.into_iter().flatten().map(Day)
}

/// Adds every valid connection of `first`; `seconds` are sorted by airport and departure.
fn join(candidates: &mut Candidates, first: &Leg, seconds: &[Leg], rules: &Rules) {
    let Segment { flight, total, .. } = first.segment;
    let hub = flight.destination;
    let start = seconds.partition_point(|second| second.leaves() < (hub, flight.arrives_at));
    for second in &seconds[start..] {
        let onward = &second.segment.flight;
        if onward.origin != hub || onward.departs_at.0 - flight.arrives_at.0 > rules.longest {
            break;
        }
        if rules.allow(first, second) {
            candidates.found.push(Found {
                first: first.position,
                second: Some(second.position),
                total: total + second.segment.total,
                duration_minutes: minutes(flight.departs_at, onward.arrives_at),
            });
        }
    }
}

/// What makes two flights an itinerary.
struct Rules {
    /// The longest layover in minutes.
    longest: i64,
    /// How far each origin is from each destination, in kilometres.
    great_circles: Vec<(Iata, Iata, u32)>,
}

impl Rules {
    fn new(airports: &Airports, query: &Query, overnight: bool) -> Self {
        let mut great_circles = Vec::with_capacity(query.from.len() * query.to.len());
        for origin in &query.from {
            for end in &query.to {
                let distance = airports.distance_km(*origin, *end);
                great_circles.push((*origin, *end, u32::from(distance)));
            }
        }
        let longest = if overnight {
            OVERNIGHT_MINUTES
        } else {
            LAYOVER_MINUTES
        };
        Self {
            longest,
            great_circles,
        }
    }

    /// Whether one can change from `first` to `second`, which leaves the same airport later.
    fn allow(&self, first: &Leg, second: &Leg) -> bool {
        let (flight, onward) = (&first.segment.flight, &second.segment.flight);
        let layover = onward.departs_at.0 - flight.arrives_at.0;
        let shortest = if first.domestic && second.domestic {
            DOMESTIC_CONNECTION_MINUTES
        } else {
            CONNECTION_MINUTES
        };
        let days_between = onward.day.since(first.segment.arrives.day());
        let flown = u32::from(flight.distance_km) + u32::from(onward.distance_km);
        let ends = (flight.origin, onward.destination);
        let great_circle = self.great_circles.iter().find(|(a, b, _)| (*a, *b) == ends);
        (shortest..=self.longest).contains(&layover)
            && (0..=1).contains(&days_between)
            && great_circle.is_some_and(|(.., km)| flown * 10 <= km * DETOUR_TENTHS)
    }
}

/// A set of airports, one flag for each code.
struct Hubs(Vec<bool>);

impl Hubs {
    fn none() -> Self {
        Self(vec![false; Iata::COUNT])
    }

    /// Airports linked from an origin and to a destination, and neither of them.
    fn between(network: &Network, query: &Query) -> Self {
        let mut onward = Self::none();
        for hub in query.to.iter().flat_map(|end| network.origins(*end)) {
            onward.add(*hub);
        }
        let mut hubs = Self::none();
        for hub in query
            .from
            .iter()
            .flat_map(|origin| network.destinations(*origin))
        {
            let is_end = query.from.contains(hub) || query.to.contains(hub);
            if onward.contains(*hub) && !is_end {
                hubs.add(*hub);
            }
        }
        hubs
    }

    fn add(&mut self, airport: Iata) {
        self.0[usize::from(airport.pack())] = true;
    }

    fn contains(&self, airport: Iata) -> bool {
        self.0[usize::from(airport.pack())]
    }
}
