//! The reference data: places, airlines, aircraft types and routes.
//!
//! The files of `data/` are compiled in, so that a binary brings its own data. Their rows are typed
//! here, once; a malformed row is a broken build, which this crate's tests show.

mod aircraft;
mod airlines;
mod places;
mod routes;

use std::collections::BTreeMap;

use search::model::{AircraftCode, AirlineCode, Airport, City, Iata};
use serde::de::DeserializeOwned;

pub use aircraft::{AircraftType, Category, Seats};
pub use airlines::Airline;
pub use places::{AirportRow, AirportSize, Country};
pub use routes::{Route, Trunk};

/// All reference data, each kind in the order of its codes.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Countries.
    pub countries: Vec<Country>,
    /// Cities with at least one airport.
    pub cities: Vec<City>,
    /// Airports.
    pub airports: BTreeMap<Iata, AirportRow>,
    /// Airlines, also those that stopped flying.
    pub airlines: BTreeMap<AirlineCode, Airline>,
    /// Aircraft types, also families, freighters and types no longer flown.
    pub aircraft: BTreeMap<AircraftCode, AircraftType>,
    /// Nonstop routes in both directions, in the order of airline, origin, destination.
    pub routes: Vec<Route>,
    /// Pairs of airports that are busier than the routes alone would make them.
    pub trunks: Vec<Trunk>,
}

impl Reference {
    /// Reads the compiled-in files.
    pub fn read() -> Self {
        let routes = routes::read();
        Self {
            countries: places::countries(),
            cities: places::cities(),
            airports: places::airports(&routes),
            airlines: airlines::read(),
            aircraft: aircraft::read(),
            trunks: routes::trunks(),
            routes,
        }
    }

    /// The route of an airline from one airport to another.
    pub(crate) fn route(
        &self,
        airline: AirlineCode,
        origin: Iata,
        destination: Iata,
    ) -> Option<&Route> {
        let wanted = (airline, origin, destination);
        self.routes
            .binary_search_by_key(&wanted, |r| (r.airline, r.origin, r.destination))
            .ok()
            .map(|place| &self.routes[place])
    }

    /// An airport that a route names.
    pub(crate) fn airport(&self, code: Iata) -> &AirportRow {
        &self.airports[&code]
    }

    /// An aircraft type that a route or another type names.
    pub(crate) fn aircraft_type(&self, code: AircraftCode) -> &AircraftType {
        &self.aircraft[&code]
    }

    /// What flies today instead of a family or of a type that is no longer flown.
    pub(crate) fn modern(&self, mut code: AircraftCode) -> AircraftCode {
        while let Some(newer) = self.aircraft_type(code).modern_equivalent {
            code = newer;
        }
        code
    }
}

/// Every airport, in the order of the codes.
pub fn airports() -> Vec<Airport> {
    let airports = places::airports(&routes::read());
    airports.into_values().map(|row| row.airport).collect()
}

/// Every city, in the order of the codes.
pub fn cities() -> Vec<City> {
    places::cities()
}

/// The rows of a compiled-in CSV file.
fn rows<T: DeserializeOwned>(file: &'static str) -> impl Iterator<Item = T> {
    csv::Reader::from_reader(file.as_bytes())
        .into_deserialize()
        .map(|row| row.expect("the compiled-in files are read by this crate's tests"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_hold_what_their_readme_says() {
        let reference = Reference::read();
        assert_eq!(reference.countries.len(), 235);
        assert_eq!(reference.cities.len(), 3_995);
        assert_eq!(reference.airports.len(), 4_115);
        assert_eq!(reference.airlines.len(), 563);
        assert_eq!(reference.aircraft.len(), 185);
        assert_eq!(reference.trunks.len(), 78);
    }

    #[test]
    fn every_code_that_a_row_names_exists() {
        let reference = Reference::read();
        for route in &reference.routes {
            assert!(reference.airlines[&route.airline].active, "{route:?}");
            assert!(reference.airports.contains_key(&route.origin), "{route:?}");
            for code in &route.equipment {
                assert!(reference.aircraft.contains_key(code), "{route:?}");
            }
        }
        for aircraft in reference.aircraft.values() {
            let modern = aircraft.modern_equivalent.unwrap_or(aircraft.code);
            assert!(reference.aircraft.contains_key(&modern), "{aircraft:?}");
        }
        for city in &reference.cities {
            for (rank, code) in city.airports.iter().enumerate() {
                let row = &reference.airports[code];
                assert_eq!(
                    (row.airport.city, row.city_rank as usize),
                    (city.code, rank)
                );
            }
        }
    }
}
