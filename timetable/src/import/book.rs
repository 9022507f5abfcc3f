//! What a row may name: the airports, airlines and aircraft types of the reference data.

use std::collections::HashMap;

use chrono_tz::Tz;
use search::model::{AircraftCode, AirlineCode, Iata};

use crate::reference::{AirportRow, Reference};

/// The reference data, for looking up what a file names.
pub(crate) struct Book {
    pub(crate) reference: Reference,
    by_icao: HashMap<String, AirlineCode>,
}

impl Book {
    pub(crate) fn read() -> Self {
        let reference = Reference::read();
        let active_last = |airline: &&crate::reference::Airline| airline.active;
        let mut airlines: Vec<_> = reference.airlines.values().collect();
        airlines.sort_by_key(active_last);
        let by_icao = airlines
            .into_iter()
            .filter_map(|airline| Some((airline.icao.clone()?, airline.code)))
            .collect();
        Self { reference, by_icao }
    }

    /// The airline of an IATA code, or of an ICAO code.
    pub(crate) fn airline(&self, text: &str) -> Result<AirlineCode, String> {
        if let Some(code) = self.by_icao.get(text) {
            return Ok(*code);
        }
        let code = AirlineCode::parse(text).map_err(|bad| bad.to_string())?;
        match self.reference.airlines.contains_key(&code) {
            true => Ok(code),
            false => Err(format!("there is no airline {code}")),
        }
    }

    pub(crate) fn airport(&self, text: &str) -> Result<Iata, String> {
        let code = Iata::parse(text).map_err(|bad| bad.to_string())?;
        match self.reference.airports.contains_key(&code) {
            true => Ok(code),
            false => Err(format!("there is no airport {code}")),
        }
    }

    /// A type that carries passengers.
    pub(crate) fn aircraft(&self, text: &str) -> Result<AircraftCode, String> {
        let code = AircraftCode::parse(text).map_err(|bad| bad.to_string())?;
        match self.reference.aircraft.get(&code) {
            None => Err(format!("there is no aircraft type {code}")),
            Some(it) if !it.is_airliner() => {
                Err(format!("{code} ({}) carries no passengers", it.name))
            }
            Some(_) => Ok(code),
        }
    }

    /// The zone of an airport that [`Book::airport`] found.
    pub(crate) fn zone(&self, airport: Iata) -> Tz {
        self.airport_row(airport).airport.zone
    }

    /// An airport that [`Book::airport`] found.
    pub(crate) fn airport_row(&self, airport: Iata) -> &AirportRow {
        self.reference.airport(airport)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn airlines_are_known_by_both_codes() {
        let book = Book::read();
        assert_eq!(book.airline("KE"), book.airline("KAL"));
        assert_eq!(book.airline("Q0").unwrap_err(), "there is no airline Q0");
        assert!(book.airline("ke").is_err() && book.airline("").is_err());
    }

    #[test]
    fn a_freighter_is_refused() {
        let book = Book::read();
        assert!(book.aircraft("738").is_ok());
        assert!(
            book.aircraft("74Y")
                .unwrap_err()
                .contains("carries no passengers")
        );
        assert_eq!(
            book.aircraft("ZZZ").unwrap_err(),
            "there is no aircraft type ZZZ"
        );
    }
}
