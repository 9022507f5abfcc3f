//! What a traveller asks, and what the index answers.

use crate::airports::LocalTime;
use crate::cursor::Cursor;
use crate::model::{AirlineCode, Cabin, Day, Flight, Iata, Minute, Won};

/// The most itineraries that pages of one answer reach, in the chosen order.
pub const MOST_REACHED: usize = 1_000;

/// One direction of a journey.
#[derive(Clone, Debug)]
pub struct Query {
    /// Airports to leave from.
    pub from: Vec<Iata>,
    /// Airports to arrive at.
    pub to: Vec<Iata>,
    /// The local day of departure.
    pub day: Day,
    /// The cabin of every flight.
    pub cabin: Cabin,
    /// How many seats each flight must have left: travellers but for infants.
    pub seats: u16,
    /// Flights that depart before this are left out.
    pub earliest: Minute,
    /// Whether itineraries may change airplanes.
    pub stops: Stops,
    /// What the traveller does not want to see.
    pub filters: Filters,
    /// In which order.
    pub sort: Sort,
    /// At most how many itineraries.
    pub limit: usize,
    /// Only what comes after this.
    pub after: Option<Cursor>,
}

/// How many stops an itinerary may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stops {
    /// Direct flights alone.
    None,
    /// Direct flights, and two flights with one connection.
    One {
        /// Whether the connection may last up to 24 hours instead of 8.
        overnight: bool,
    },
}

/// Filters; each left empty lets everything through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Every flight is operated by one of these.
    pub airlines: Vec<AirlineCode>,
    /// Local time of departure at the origin.
    pub departure: Band,
    /// Local time of arrival at the destination.
    pub arrival: Band,
    /// The total is not above this.
    pub max_price: Option<Won>,
    /// Door to door in minutes, not above this.
    pub max_duration: Option<u32>,
}

/// A part of the day, in minutes from midnight: `after` is inside, `before` is not. A band whose end
/// lies before its start goes on past midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// First minute inside.
    pub after: Option<u16>,
    /// First minute outside again.
    pub before: Option<u16>,
}

impl Band {
    /// Whether a minute of the day is inside.
    pub fn contains(self, minute: u16) -> bool {
        match (self.after.unwrap_or(0), self.before.unwrap_or(24 * 60)) {
            (after, before) if after < before => (after..before).contains(&minute),
            (after, before) => minute >= after || minute < before,
        }
    }
}

/// The order of an answer. Equals are ordered by departure, then by flight ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best value first: the price of one traveller, plus what time, stops and the night are
    /// worth. ARCHITECTURE.md has the formula.
    #[default]
    Best,
    /// The lowest total first.
    Price,
    /// The shortest first.
    Duration,
    /// The earliest departure first.
    Departure,
    /// The earliest arrival first.
    Arrival,
}

/// One flight of an itinerary, with what it costs and the clocks at both ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The flight.
    pub flight: Flight,
    /// Departure by the clock of the origin.
    pub departs: LocalTime,
    /// Arrival by the clock of the destination.
    pub arrives: LocalTime,
    /// What all travellers of the query pay for it.
    pub total: Won,
}

/// One or two flights from origin to destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Itinerary {
    /// The flights in order.
    pub segments: Vec<Segment>,
    /// What all travellers of the query pay.
    pub total: Won,
    /// From the first departure to the last arrival.
    pub duration_minutes: u32,
    /// Seats left in the flight that has the fewest.
    pub seats_left: u16,
}

/// The answer to a [`Query`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// How many itineraries there are on all pages.
    pub total: u32,
    /// This page.
    pub itineraries: Vec<Itinerary>,
    /// Counts and lowest totals by stops, airline and time of day.
    pub facets: Facets,
    /// Where the next page starts; `None` on the last one.
    pub next: Option<Cursor>,
    /// The earliest arrival of any itinerary, whatever the filters.
    pub earliest_arrival: Option<Minute>,
    /// Why there is nothing, when there is nothing.
    pub empty: Option<Empty>,
}

/// Each facet is counted with every filter but its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// By number of stops, within the stops that the query allows.
    pub stops: Vec<Facet<u8>>,
    /// By airline: what choosing that airline alone would leave. The most itineraries first.
    pub airlines: Vec<Facet<AirlineCode>>,
    /// By six hours of the local departure: 0 is 00-06, 3 is 18-24.
    pub departure: Vec<Facet<u8>>,
    /// By six hours of the local arrival.
    pub arrival: Vec<Facet<u8>>,
}

/// One value of a facet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facet<T> {
    /// The value.
    pub value: T,
    /// How many itineraries have it.
    pub count: u32,
    /// The lowest total among them.
    pub min_total: Won,
}

/// Why an answer has no itinerary, and when there are flights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Empty {
    /// The reason.
    pub reason: EmptyReason,
    /// Up to three days, the nearest first, on which seats are left.
    pub nearest: Vec<Day>,
}

/// Why an answer has no itinerary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyReason {
    /// The places are not linked on any day.
    NoRoute,
    /// They are linked, but not on this day, or what flew has left.
    NotOnThisDay,
    /// There are flights, and none has the seats left.
    SoldOut,
    /// There are itineraries, and the filters let none through.
    Filtered,
}
