//! The airports and cities, by code: where they lie, and what time it is there.

use std::sync::Arc;

use chrono::{DateTime, Offset, TimeZone, Utc};
use fnv::FnvHashMap;

use crate::model::{Airport, City, Day, Iata, Minute};

/// Radius of the earth in kilometres, as the schedules use it.
const EARTH_RADIUS_KM: f64 = 6371.0088;

/// Every airport and city, looked up by code in constant time.
#[derive(Debug, Default)]
pub struct Airports {
    /// Position in `airports` by packed code, from 1; 0 where no airport has the code.
    positions: Vec<u16>,
    airports: Vec<Airport>,
    cities: FnvHashMap<Iata, City>,
}

/// What a traveller named as the end of a journey: one airport, or all of a city's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// As the traveller wrote it: `SEL`, `ICN`, `BKK.apt`.
    pub code: String,
    /// The airports meant, sorted by code.
    pub airports: Vec<Iata>,
}

/// An instant with the clock of an airport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalTime {
    /// The instant.
    pub at: Minute,
    /// Minutes that the local clock is ahead of UTC.
    pub offset: i16,
}

impl LocalTime {
    /// Minutes since the local midnight, 0 to 1,439.
    pub fn minute_of_day(self) -> u16 {
        (self.at.0 + i64::from(self.offset)).rem_euclid(24 * 60) as u16
    }

    /// The local date.
    pub fn day(self) -> Day {
        Day::of(Minute(self.at.0 + i64::from(self.offset)).utc().date()).unwrap_or(Day(0))
    }
}

impl Airports {
    /// A directory of these airports and cities.
    pub fn new(airports: Vec<Airport>, cities: Vec<City>) -> Arc<Self> {
        let mut positions = vec![0; Iata::COUNT];
        for (position, airport) in airports.iter().enumerate() {
            positions[usize::from(airport.code.pack())] = position as u16 + 1;
        }
        let cities = cities.into_iter().map(|city| (city.code, city)).collect();
        Arc::new(Self {
            positions,
            airports,
            cities,
        })
    }

    /// The airport with that code.
    pub fn get(&self, code: Iata) -> Option<&Airport> {
        let position = *self.positions.get(usize::from(code.pack()))?;
        self.airports.get(usize::from(position).checked_sub(1)?)
    }

    /// The city with that code.
    pub fn city(&self, code: Iata) -> Option<&City> {
        self.cities.get(&code)
    }

    /// Every airport, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Airport> {
        self.airports.iter()
    }

    /// Every city, in no particular order.
    pub fn cities(&self) -> impl Iterator<Item = &City> {
        self.cities.values()
    }

    /// What a code names. A code that is both a city's and an airport's (`BKK`) means the city;
    /// `BKK.apt` means the airport. `None` when neither has it.
    pub fn place(&self, code: &str) -> Option<Place> {
        let (letters, airport_only) = match code.strip_suffix(".apt") {
            Some(letters) => (letters, true),
            None => (code, false),
        };
        let iata = Iata::parse(letters).ok()?;
        let city = self.city(iata).filter(|_| !airport_only);
        let mut airports = match (city, self.get(iata)) {
            (Some(city), _) => city.airports.clone(),
            (None, Some(airport)) => vec![airport.code],
            (None, None) => return None,
        };
        airports.sort_unstable();
        Some(Place {
            code: code.to_owned(),
            airports,
        })
    }

    /// An instant by the clock of an airport; by UTC when the airport is not known.
    pub fn local(&self, airport: Iata, at: Minute) -> LocalTime {
        let offset = self.get(airport).map_or(0, |airport| {
            let offset = airport.zone.offset_from_utc_datetime(&at.utc());
            (offset.fix().local_minus_utc() / 60) as i16
        });
        LocalTime { at, offset }
    }

    /// The date at an airport at an instant.
    pub fn today(&self, airport: Iata, now: DateTime<Utc>) -> Day {
        self.local(airport, Minute::of(now)).day()
    }

    /// Whether both ends lie in one country.
    pub fn is_domestic(&self, origin: Iata, destination: Iata) -> bool {
        let country = |code| self.get(code).map(|airport| airport.country);
        country(origin).is_some() && country(origin) == country(destination)
    }

    /// Great-circle distance in kilometres, rounded, at least 1; 0 when an end is not known.
    pub fn distance_km(&self, origin: Iata, destination: Iata) -> u16 {
        let (Some(a), Some(b)) = (self.get(origin), self.get(destination)) else {
            return 0;
        };
        let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
        let half_lat = (lat_b - lat_a) / 2.0;
        let half_lon = (b.longitude - a.longitude).to_radians() / 2.0;
        let h = half_lat.sin().powi(2) + lat_a.cos() * lat_b.cos() * half_lon.sin().powi(2);
        (2.0 * EARTH_RADIUS_KM * h.sqrt().asin()).round().max(1.0) as u16
    }
}
