//! A small world: airports in awkward time zones, and an index of flights in a folder of its own.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{
    AircraftCode, AirlineCode, Airport, Cabin, City, CountryCode, Day, Flight, FlightId,
    FlightNumber, Iata, LayoutId, Minute, PerCabin, Won,
};
use search::{
    Airports, Checkpoint, Filters, IndexDir, Query, Snapshot, Sort, Stops, Writer, WriterLimits,
};
use tempfile::TempDir;

/// Code, city, country, zone, latitude, longitude.
const AIRPORTS: [(&str, &str, &str, &str, f64, f64); 9] = [
    ("ICN", "SEL", "KR", "Asia/Seoul", 37.47, 126.45),
    ("GMP", "SEL", "KR", "Asia/Seoul", 37.56, 126.79),
    ("CJU", "CJU", "KR", "Asia/Seoul", 33.51, 126.49),
    ("NRT", "TYO", "JP", "Asia/Tokyo", 35.76, 140.39),
    ("HND", "TYO", "JP", "Asia/Tokyo", 35.55, 139.78),
    ("BOM", "BOM", "IN", "Asia/Kolkata", 19.09, 72.87),
    ("LAX", "LAX", "US", "America/Los_Angeles", 33.94, -118.41),
    ("HNL", "HNL", "US", "Pacific/Honolulu", 21.32, -157.92),
    ("LDH", "LDH", "AU", "Australia/Lord_Howe", -31.54, 159.08),
];

pub(crate) fn iata(code: &str) -> Iata {
    Iata::parse(code).unwrap()
}

pub(crate) fn day(year: i32, month: u32, day: u32) -> Day {
    Day::of(NaiveDate::from_ymd_opt(year, month, day).unwrap()).unwrap()
}

pub(crate) fn minute(utc: &str) -> Minute {
    Minute::of(utc.parse::<DateTime<Utc>>().unwrap())
}

pub(crate) fn codes() -> Vec<Iata> {
    AIRPORTS.iter().map(|airport| iata(airport.0)).collect()
}

pub(crate) fn airports() -> Arc<Airports> {
    let airports = AIRPORTS.map(|(code, city, country, zone, latitude, longitude)| Airport {
        code: iata(code),
        city: iata(city),
        country: CountryCode::parse(country).unwrap(),
        name_en: code.to_owned(),
        name_ko: None,
        latitude,
        longitude,
        zone: zone.parse().unwrap(),
        routes: 1,
    });
    let mut cities: Vec<City> = Vec::new();
    for airport in &airports {
        match cities.iter_mut().find(|city| city.code == airport.city) {
            Some(city) => city.airports.push(airport.code),
            None => cities.push(City {
                code: airport.city,
                country: airport.country,
                name_en: airport.city.to_string(),
                name_ko: None,
                airports: vec![airport.code],
            }),
        }
    }
    Airports::new(airports.to_vec(), cities)
}

/// A flight of KE with plenty of economy seats, from and to a minute in UTC.
pub(crate) fn flight(
    id: u64,
    origin: &str,
    destination: &str,
    departs: &str,
    arrives: &str,
) -> Flight {
    let airports = airports();
    let (origin, destination) = (iata(origin), iata(destination));
    let departs_at = minute(departs);
    Flight {
        id: FlightId(id),
        number: FlightNumber {
            airline: AirlineCode::parse("KE").unwrap(),
            number: id as u16,
        },
        origin,
        destination,
        day: airports.local(origin, departs_at).day(),
        departs_at,
        arrives_at: minute(arrives),
        distance_km: airports.distance_km(origin, destination),
        layout: LayoutId(1),
        aircraft: AircraftCode::parse("738").unwrap(),
        base_price: Won(100_000),
        seats_left: PerCabin([100, 0, 8, 0]),
    }
}

/// How often something random is tried: 40 times, or as often as `GAJO_TEST_ROUNDS` says.
#[expect(clippy::disallowed_methods, reason = "a test has no configuration")]
pub(crate) fn rounds() -> u32 {
    std::env::var("GAJO_TEST_ROUNDS")
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(40)
}

/// One adult in economy, from one airport to another, on a day.
pub(crate) fn query(from: &str, to: &str, day: Day) -> Query {
    Query {
        from: vec![iata(from)],
        to: vec![iata(to)],
        day,
        cabin: Cabin::Economy,
        seats: 1,
        earliest: Minute(0),
        stops: Stops::None,
        filters: Filters::default(),
        sort: Sort::Best,
        limit: 100,
        after: None,
    }
}

/// The base price, and 60 % more for business.
pub(crate) fn price(cabin: Cabin) -> impl Fn(&Flight) -> Won {
    move |flight| Won(flight.base_price.0 * if cabin == Cabin::Business { 8 } else { 5 } / 5)
}

pub(crate) fn checkpoint(position: u64) -> Checkpoint {
    Checkpoint {
        epoch: "00".into(),
        server: "1".into(),
        file: "binlog.000001".into(),
        position,
        gtid: None,
        as_of: DateTime::UNIX_EPOCH,
        seal: None,
    }
}

pub(crate) const LIMITS: WriterLimits = WriterLimits {
    threads: 1,
    memory_bytes: 15_000_000,
};

/// An index in a folder that is removed with it.
pub(crate) struct World {
    folder: TempDir,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn of(flights: &[Flight]) -> Self {
        let world = Self::new();
        world.publish(flights);
        world
    }

    pub(crate) fn dir(&self) -> IndexDir {
        IndexDir::new(self.folder.path())
    }

    /// Builds a generation of these flights and serves it.
    pub(crate) fn publish(&self, flights: &[Flight]) -> u64 {
        let lock = self.dir().lock("a test").unwrap();
        let generation = lock.begin().unwrap();
        let mut writer = Writer::create(&self.dir().generation(generation), LIMITS).unwrap();
        for flight in flights {
            writer.add(flight).unwrap();
        }
        writer.commit(&checkpoint(generation)).unwrap();
        writer.finish().unwrap();
        lock.publish(generation).unwrap();
        generation
    }

    /// Opens the served generation for changes.
    pub(crate) fn writer(&self) -> Writer {
        let current = self.dir().current().unwrap().unwrap();
        Writer::open(&self.dir().generation(current.generation), LIMITS).unwrap()
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        Snapshot::open(&self.dir(), airports()).unwrap()
    }
}
