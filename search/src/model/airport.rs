//! Airports and cities as travellers name them.

use chrono_tz::Tz;

use super::{CountryCode, Iata};

/// An airport.
#[derive(Clone, Debug, PartialEq)]
pub struct Airport {
    /// Its code (`ICN`).
    pub code: Iata,
    /// The city it serves (`SEL`).
    pub city: Iata,
    /// The country it lies in.
    pub country: CountryCode,
    /// English name.
    pub name_en: String,
    /// Korean name, where one is known.
    pub name_ko: Option<String>,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Its time zone.
    pub zone: Tz,
    /// How many airline routes leave it: how busy it is.
    pub routes: u16,
}

/// A city with at least one airport.
#[derive(Clone, Debug, PartialEq)]
pub struct City {
    /// Its code (`SEL`).
    pub code: Iata,
    /// The country it lies in.
    pub country: CountryCode,
    /// English name.
    pub name_en: String,
    /// Korean name, where one is known.
    pub name_ko: Option<String>,
    /// Its airports, the busiest first.
    pub airports: Vec<Iata>,
}
