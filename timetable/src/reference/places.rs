//! Countries, cities and airports.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use search::model::{Airport, City, CountryCode, Iata};
use serde::Deserialize;

use super::{Route, rows};

/// A country.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Country {
    /// Its code (`KR`).
    pub code: CountryCode,
    /// English name.
    pub name_en: String,
    /// Korean name.
    pub name_ko: String,
}

/// How large an airport is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AirportSize {
    /// An airport of international importance.
    Large,
    /// A regional airport.
    Medium,
    /// A small field.
    Small,
}

impl AirportSize {
    /// The name used in MySQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Large => "large",
            Self::Medium => "medium",
            Self::Small => "small",
        }
    }
}

/// An airport with what only its table keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct AirportRow {
    /// The airport.
    pub airport: Airport,
    /// ICAO code, where it has one.
    pub icao: Option<String>,
    /// How large it is.
    pub size: AirportSize,
    /// Its place among the airports of its city, from 0, the busiest first.
    pub city_rank: u16,
}

pub(super) fn countries() -> Vec<Country> {
    rows(include_str!("../../../data/countries.csv")).collect()
}

pub(super) fn cities() -> Vec<City> {
    #[derive(Deserialize)]
    struct Row {
        city_code: Iata,
        city_en: String,
        city_ko: Option<String>,
        country_code: CountryCode,
        airports: String,
    }
    rows(include_str!("../../../data/cities.csv"))
        .map(|row: Row| City {
            code: row.city_code,
            country: row.country_code,
            name_en: row.city_en,
            name_ko: row.city_ko,
            airports: codes(&row.airports),
        })
        .collect()
}

pub(super) fn airports(routes: &[Route]) -> BTreeMap<Iata, AirportRow> {
    #[derive(Deserialize)]
    struct Row {
        iata: Iata,
        icao: Option<String>,
        name_en: String,
        name_ko: Option<String>,
        city_code: Iata,
        country_code: CountryCode,
        latitude: f64,
        longitude: f64,
        timezone: String,
        #[serde(rename = "type")]
        size: AirportSize,
    }
    let ranks = city_ranks();
    let departures = departures(routes);
    let airport = |row: Row| AirportRow {
        airport: Airport {
            code: row.iata,
            city: row.city_code,
            country: row.country_code,
            name_en: row.name_en,
            name_ko: row.name_ko,
            latitude: row.latitude,
            longitude: row.longitude,
            zone: zone(&row.timezone),
            routes: departures.get(&row.iata).copied().unwrap_or(0),
        },
        icao: row.icao,
        size: row.size,
        city_rank: ranks[&row.iata],
    };
    rows(include_str!("../../../data/airports.csv"))
        .map(|row: Row| (row.iata, airport(row)))
        .collect()
}

fn city_ranks() -> BTreeMap<Iata, u16> {
    cities()
        .into_iter()
        .flat_map(|city| city.airports.into_iter().zip(0..))
        .collect()
}

fn departures(routes: &[Route]) -> BTreeMap<Iata, u16> {
    let mut departures = BTreeMap::new();
    for route in routes {
        *departures.entry(route.origin).or_insert(0) += 1;
    }
    departures
}

fn codes(list: &str) -> Vec<Iata> {
    list.split(' ')
        .map(|code| Iata::parse(code).expect("the compiled-in cities name airports"))
        .collect()
}

fn zone(name: &str) -> Tz {
    name.parse()
        .expect("the compiled-in airports name IANA zones")
}
