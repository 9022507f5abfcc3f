//! Airlines.

use std::collections::BTreeMap;

use search::model::{AirlineCode, CountryCode};
use serde::Deserialize;

use super::rows;

/// An airline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Airline {
    /// Its code (`KE`).
    pub code: AirlineCode,
    /// ICAO code, where it has one.
    pub icao: Option<String>,
    /// English name.
    pub name_en: String,
    /// Korean name, where one is known.
    pub name_ko: Option<String>,
    /// The country of its main base.
    pub country: CountryCode,
    /// Whether its fares are those of a low-cost carrier.
    pub low_cost: bool,
    /// Whether it flies; `false` keeps the name of one that stopped.
    pub active: bool,
}

pub(super) fn read() -> BTreeMap<AirlineCode, Airline> {
    #[derive(Deserialize)]
    struct Row {
        iata: AirlineCode,
        icao: Option<String>,
        name_en: String,
        name_ko: Option<String>,
        country_code: CountryCode,
        low_cost: YesNo,
        active: YesNo,
    }
    rows(include_str!("../../../data/airlines.csv"))
        .map(|row: Row| Airline {
            code: row.iata,
            icao: row.icao,
            name_en: row.name_en,
            name_ko: row.name_ko,
            country: row.country_code,
            low_cost: row.low_cost == YesNo::Y,
            active: row.active == YesNo::Y,
        })
        .map(|airline| (airline.code, airline))
        .collect()
}

#[derive(PartialEq, Deserialize)]
enum YesNo {
    Y,
    N,
}
