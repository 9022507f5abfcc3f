//! The fields of the index. Nobody else knows their names.
//!
//! A document is one scheduled flight. Nothing is stored: an inverted list finds the documents of a
//! route and a day, columns give their values back.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use tantivy::columnar::{ColumnIndex, ColumnValues};
use tantivy::schema::{Field, NumericOptions, Schema};
use tantivy::{DocId, SegmentReader, Term};

use crate::document::FlightDocument;
use crate::model::{
    AircraftCode, Day, Flight, FlightId, FlightNumber, Iata, LayoutId, Minute, PerCabin, Won,
};

/// The schema and its fields, in the order in which [`Fields::new`] adds them.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) id: Field,
    pub(crate) route_day: Field,
    pub(crate) origin_day: Field,
    pub(crate) destination_day: Field,
    pub(crate) route: Field,
    departs_at: Field,
    duration: Field,
    flight: Field,
    layout: Field,
    aircraft: Field,
    distance_km: Field,
    base_price: Field,
    seats_left: Field,
}

impl Fields {
    /// The schema of every index of ours.
    pub(crate) fn new() -> (Self, Schema) {
        let indexed = NumericOptions::default().set_indexed();
        let fast = NumericOptions::default().set_fast();
        let both = NumericOptions::default().set_indexed().set_fast();
        let mut schema = Schema::builder();
        let fields = Self {
            id: schema.add_u64_field("id", both.clone()),
            route_day: schema.add_u64_field("route_day", both),
            origin_day: schema.add_u64_field("origin_day", indexed.clone()),
            destination_day: schema.add_u64_field("destination_day", indexed.clone()),
            route: schema.add_u64_field("route", indexed),
            departs_at: schema.add_u64_field("departs_at", fast.clone()),
            duration: schema.add_u64_field("duration", fast.clone()),
            flight: schema.add_u64_field("flight", fast.clone()),
            layout: schema.add_u64_field("layout", fast.clone()),
            aircraft: schema.add_u64_field("aircraft", fast.clone()),
            distance_km: schema.add_u64_field("distance_km", fast.clone()),
            base_price: schema.add_u64_field("base_price", fast.clone()),
            seats_left: schema.add_u64_field("seats_left", fast),
        };
        (fields, schema.build())
    }

    /// The term that finds one flight.
    pub(crate) fn id_term(&self, id: FlightId) -> Term {
        Term::from_field_u64(self.id, id.0)
    }

    /// A flight as a document.
    pub(crate) fn document(&self, flight: &Flight) -> FlightDocument {
        let route = route_key(flight.origin, flight.destination);
        FlightDocument([
            (self.id, flight.id.0),
            (self.route_day, route << 16 | u64::from(flight.day.0)),
            (self.origin_day, airport_day_key(flight.origin, flight.day)),
            (
                self.destination_day,
                airport_day_key(flight.destination, flight.day),
            ),
            (self.route, route),
            (self.departs_at, from_minute(flight.departs_at)),
            (self.duration, duration(flight)),
            (self.flight, u64::from(flight.number.pack())),
            (self.layout, u64::from(flight.layout.0)),
            (self.aircraft, u64::from(flight.aircraft.pack())),
            (self.distance_km, u64::from(flight.distance_km)),
            (self.base_price, flight.base_price.0.max(0).unsigned_abs()),
            (self.seats_left, flight.seats_left.pack()),
        ])
    }
}

/// Origin and destination in 30 bits.
pub(crate) fn route_key(origin: Iata, destination: Iata) -> u64 {
    u64::from(origin.pack()) << 15 | u64::from(destination.pack())
}

/// Origin, destination and day in 46 bits.
pub(crate) fn route_day_key(origin: Iata, destination: Iata, day: Day) -> u64 {
    route_key(origin, destination) << 16 | u64::from(day.0)
}

/// One end of a flight and its day in 31 bits.
pub(crate) fn airport_day_key(airport: Iata, day: Day) -> u64 {
    u64::from(airport.pack()) << 16 | u64::from(day.0)
}

/// The two ends in a [`route_key`]; `None` when it is none.
pub(crate) fn route_ends(key: u64) -> Option<(Iata, Iata)> {
    let end = |bits: u64| Iata::unpack((bits & 0x7fff) as u16);
    Some((end(key >> 15)?, end(key)?))
}

/// Minutes from departure to arrival: a small number takes fewer bits than an instant.
fn duration(flight: &Flight) -> u64 {
    (flight.arrives_at.0 - flight.departs_at.0)
        .max(0)
        .unsigned_abs()
}

/// Minutes as a column value: columns hold unsigned numbers.
fn from_minute(minute: Minute) -> u64 {
    minute.0.max(0).unsigned_abs()
}

/// The columns of one segment, opened once: opening them in a request cost 30 times the request.
#[derive(Clone)]
pub(crate) struct Columns {
    id: Column,
    route_day: Column,
    departs_at: Column,
    duration: Column,
    flight: Column,
    layout: Column,
    aircraft: Column,
    distance_km: Column,
    base_price: Column,
    seats_left: Column,
}

type Column = Arc<dyn ColumnValues<u64>>;

impl Columns {
    pub(crate) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| column(segment, name);
        Ok(Self {
            id: column("id")?,
            route_day: column("route_day")?,
            departs_at: column("departs_at")?,
            duration: column("duration")?,
            flight: column("flight")?,
            layout: column("layout")?,
            aircraft: column("aircraft")?,
            distance_km: column("distance_km")?,
            base_price: column("base_price")?,
            seats_left: column("seats_left")?,
        })
    }

    /// Where a flight leaves and arrives: the one column that a connection reads of every flight.
    pub(crate) fn ends(&self, document: DocId) -> io::Result<(Iata, Iata)> {
        route_ends(self.route_day.get_val(document) >> 16).ok_or_else(damaged)
    }

    /// The days between the first and the last departure, by any clock on earth.
    pub(crate) fn days(&self) -> RangeInclusive<Day> {
        let day = |minute: u64| Day::of(Minute(minute as i64).utc().date()).unwrap_or(Day(0));
        let (first, last) = (self.departs_at.min_value(), self.departs_at.max_value());
        day(first).plus(-1)..=day(last).plus(1)
    }

    /// The flight of a document. Fails when the columns hold what no writer wrote.
    pub(crate) fn flight(&self, document: DocId) -> io::Result<Flight> {
        let route_day = self.route_day.get_val(document);
        let (origin, destination) = route_ends(route_day >> 16).ok_or_else(damaged)?;
        let departs_at = Minute(self.departs_at.get_val(document) as i64);
        let number = self.flight.get_val(document) as u32;
        let aircraft = self.aircraft.get_val(document) as u32;
        Ok(Flight {
            id: FlightId(self.id.get_val(document)),
            number: FlightNumber::unpack(number).ok_or_else(damaged)?,
            origin,
            destination,
            day: Day(route_day as u16),
            departs_at,
            arrives_at: Minute(departs_at.0 + self.duration.get_val(document) as i64),
            distance_km: self.distance_km.get_val(document) as u16,
            layout: LayoutId(self.layout.get_val(document) as u32),
            aircraft: AircraftCode::unpack(aircraft).ok_or_else(damaged)?,
            base_price: Won(self.base_price.get_val(document) as i64),
            seats_left: PerCabin::unpack(self.seats_left.get_val(document)),
        })
    }
}

/// Every document has every field, so a column is its values; asking tantivy for a default where one
/// is missing would cost a branch and a call for each value read.
fn column(segment: &SegmentReader, name: &str) -> tantivy::Result<Column> {
    let column = segment.fast_fields().u64(name)?;
    Ok(match column.index {
        ColumnIndex::Full => column.values,
        _ => column.first_or_default_col(0),
    })
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the index holds a value that no flight has",
    )
}
