//! The world flights live in: airports, cities, countries, airlines, aircraft, seat layouts.
//!
//! Read from MySQL once, at start. An airline or a layout that an administrator adds later is not
//! here: its name falls back to its code, and [`Catalog::layout`] asks MySQL.

mod store;

use std::collections::HashMap;
use std::sync::Arc;

use fnv::FnvHashMap;
use search::Airports;
use search::model::{AircraftCode, AirlineCode, CountryCode, Iata, Layout, LayoutId};
use search::suggest::{Name, Suggestions};
use sqlx::MySqlPool;

use crate::problem::Language;

/// Reference data by code.
pub struct Catalog {
    /// Airports and cities.
    pub airports: Arc<Airports>,
    /// Finds airports and cities by what travellers type.
    pub suggestions: Suggestions,
    countries: HashMap<CountryCode, Name>,
    airlines: FnvHashMap<AirlineCode, Name>,
    aircraft: FnvHashMap<AircraftCode, String>,
    layouts: FnvHashMap<LayoutId, Arc<Layout>>,
}

/// Why the reference data could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// MySQL refused or is away.
    #[error("could not read the reference data")]
    Db(#[from] sqlx::Error),
    /// Nothing was loaded yet.
    #[error("the table {0} is empty; run `timetable generate`")]
    Empty(&'static str),
    /// A row does not say what it should.
    #[error("{row} in the table {table} is not valid")]
    BadRow {
        /// Where it stands.
        table: &'static str,
        /// Its key.
        row: String,
    },
}

impl Catalog {
    /// Reads the reference data.
    pub async fn read(db: &MySqlPool) -> Result<Self, CatalogError> {
        let countries = store::countries(db).await?;
        let airports = store::airports(db).await?;
        let cities = store::cities(db, &airports).await?;
        let airlines = store::airlines(db).await?;
        Ok(Self {
            suggestions: Suggestions::new(&airports, &cities, &countries),
            airports: Airports::new(airports, cities),
            countries,
            airlines,
            aircraft: store::aircraft(db).await?,
            layouts: store::layouts(db).await?,
        })
    }

    /// Whether an airline has that code.
    pub fn knows_airline(&self, code: AirlineCode) -> bool {
        self.airlines.contains_key(&code)
    }

    /// The name of an airline; its code when the name is not known.
    pub fn airline_name<'a>(&'a self, code: &'a AirlineCode, language: Language) -> &'a str {
        let name = self.airlines.get(code);
        name.map_or(code.as_str(), |name| in_language(name, language))
    }

    /// The name of an aircraft type; its code when the name is not known.
    pub fn aircraft_name<'a>(&'a self, code: &'a AircraftCode) -> &'a str {
        self.aircraft
            .get(code)
            .map_or(code.as_str(), String::as_str)
    }

    /// The name of a country; its code when the name is not known.
    pub fn country_name<'a>(&'a self, code: &'a CountryCode, language: Language) -> &'a str {
        let name = self.countries.get(code);
        name.map_or(code.as_str(), |name| in_language(name, language))
    }

    /// The name of an airport; its code when there is no such airport.
    pub fn airport_name<'a>(&'a self, code: &'a Iata, language: Language) -> &'a str {
        let Some(airport) = self.airports.get(*code) else {
            return code.as_str();
        };
        match (language, &airport.name_ko) {
            (Language::Ko, Some(name)) => name,
            _ => &airport.name_en,
        }
    }

    /// The name of a city; its code when there is no such city.
    pub fn city_name<'a>(&'a self, code: &'a Iata, language: Language) -> &'a str {
        let Some(city) = self.airports.city(*code) else {
            return code.as_str();
        };
        match (language, &city.name_ko) {
            (Language::Ko, Some(name)) => name,
            _ => &city.name_en,
        }
    }

    /// A seat layout; from MySQL when it is newer than this catalog. `None` when there is none.
    pub async fn layout(
        &self,
        db: &MySqlPool,
        id: LayoutId,
    ) -> Result<Option<Arc<Layout>>, CatalogError> {
        match self.layouts.get(&id) {
            Some(layout) => Ok(Some(Arc::clone(layout))),
            None => Ok(store::layout(db, id).await?.map(Arc::new)),
        }
    }
}

fn in_language(name: &Name, language: Language) -> &str {
    match (language, &name.ko) {
        (Language::Ko, Some(name)) => name,
        _ => &name.en,
    }
}
