//! Aircraft types.

use std::collections::BTreeMap;

use search::model::{AircraftCode, PerCabin};
use serde::Deserialize;

use super::rows;

/// What kind of aircraft a type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// One aisle.
    Narrow,
    /// Two aisles.
    Wide,
    /// A small jet.
    RegionalJet,
    /// Propellers.
    Turboprop,
    /// Carries no passengers.
    Freighter,
    /// A helicopter.
    Helicopter,
}

impl Category {
    /// The name used in MySQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Narrow => "narrow",
            Self::Wide => "wide",
            Self::RegionalJet => "regional_jet",
            Self::Turboprop => "turboprop",
            Self::Freighter => "freighter",
            Self::Helicopter => "helicopter",
        }
    }
}

/// Seats in each cabin.
pub type Seats = PerCabin<u16>;

/// An aircraft type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AircraftType {
    /// Its IATA code (`738`).
    pub code: AircraftCode,
    /// ICAO code, where it has one.
    pub icao: Option<String>,
    /// English name.
    pub name: String,
    /// What kind of aircraft it is.
    pub category: Category,
    /// Seats in each cabin.
    pub seats: Seats,
    /// Cruise speed.
    pub cruise_kmh: u16,
    /// Range.
    pub range_km: u16,
    /// The type to use instead of a family or of a type no longer flown.
    pub modern_equivalent: Option<AircraftCode>,
}

impl AircraftType {
    /// Whether it carries passengers on scheduled flights.
    pub fn is_airliner(&self) -> bool {
        match self.category {
            Category::Narrow | Category::Wide | Category::RegionalJet | Category::Turboprop => true,
            Category::Freighter | Category::Helicopter => false,
        }
    }
}

pub(super) fn read() -> BTreeMap<AircraftCode, AircraftType> {
    #[derive(Deserialize)]
    struct Row {
        iata: AircraftCode,
        icao: Option<String>,
        name: String,
        category: Category,
        seats_economy: u16,
        seats_premium: u16,
        seats_business: u16,
        seats_first: u16,
        cruise_kmh: u16,
        range_km: u16,
        modern_equivalent: Option<AircraftCode>,
    }
    rows(include_str!("../../../data/aircraft_types.csv"))
        .map(|row: Row| AircraftType {
            code: row.iata,
            icao: row.icao,
            name: row.name,
            category: row.category,
            seats: PerCabin([
                row.seats_economy,
                row.seats_premium,
                row.seats_business,
                row.seats_first,
            ]),
            cruise_kmh: row.cruise_kmh,
            range_km: row.range_km,
            modern_equivalent: row.modern_equivalent,
        })
        .map(|aircraft| (aircraft.code, aircraft))
        .collect()
}
