//! The world flights live in: airports, cities, countries, airlines, aircraft, seat layouts; and the
//! fleet and the schedule, as administrators keep them.
//!
//! The [`Catalog`] is read from MySQL once, at start. A layout that an administrator adds later is
//! read when somebody needs it, on whichever node, and then remembered: layouts never change. An
//! airline or an aircraft type that is loaded later goes by its code until the next start.

mod airplanes;
mod layouts;
mod page;
mod reasons;
mod schedule;
mod store;

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use fnv::FnvHashMap;
use search::Airports;
use search::model::{AircraftCode, AirlineCode, CountryCode, Iata, Layout, LayoutId};
use search::suggest::{Name, Suggestions};
use sqlx::MySqlPool;
use utoipa_axum::router::OpenApiRouter;

use crate::app::{App, is_away};
use crate::problem::{ApiError, Language, Text};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(layouts::router())
        .merge(airplanes::router())
        .merge(schedule::router())
}

/// Reference data by code.
pub struct Catalog {
    /// Airports and cities.
    pub airports: Arc<Airports>,
    /// Finds airports and cities by what travellers type.
    pub suggestions: Suggestions,
    countries: HashMap<CountryCode, Name>,
    airlines: FnvHashMap<AirlineCode, Name>,
    aircraft: FnvHashMap<AircraftCode, String>,
    layouts: RwLock<FnvHashMap<LayoutId, Arc<Layout>>>,
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

impl From<CatalogError> for ApiError {
    fn from(error: CatalogError) -> Self {
        match &error {
            CatalogError::Db(cause) if is_away(cause) => Self::unavailable(error),
            CatalogError::Db(_) | CatalogError::Empty(_) | CatalogError::BadRow { .. } => {
                Self::internal(error)
            }
        }
    }
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
            layouts: RwLock::new(store::layouts(db).await?),
        })
    }

    /// Whether an airline has that code.
    pub fn knows_airline(&self, code: AirlineCode) -> bool {
        self.airlines.contains_key(&code)
    }

    /// The airline that somebody names by its code, or why there is none.
    fn airline(&self, code: &str) -> Result<AirlineCode, Text> {
        let airline = AirlineCode::parse(code).ok();
        let known = airline.filter(|airline| self.knows_airline(*airline));
        known.ok_or_else(|| reasons::no_such_airline(code))
    }

    /// The airport that somebody names by its code, or why there is none.
    fn airport(&self, code: &str) -> Result<Iata, Text> {
        let airport = Iata::parse(code).ok();
        let known = airport.filter(|airport| self.airports.get(*airport).is_some());
        known.ok_or_else(|| reasons::no_such_airport(code))
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

    /// A seat layout; from MySQL when it is newer than what is known. `None` when there is none.
    pub async fn layout(
        &self,
        db: &MySqlPool,
        id: LayoutId,
    ) -> Result<Option<Arc<Layout>>, CatalogError> {
        if let Some(layout) = self.known_layout(id) {
            return Ok(Some(layout));
        }
        let Some(layout) = store::layout(db, id).await?.map(Arc::new) else {
            return Ok(None);
        };
        let mut layouts = self.layouts.write().unwrap_or_else(PoisonError::into_inner);
        layouts.insert(id, Arc::clone(&layout));
        Ok(Some(layout))
    }

    fn known_layout(&self, id: LayoutId) -> Option<Arc<Layout>> {
        let layouts = self.layouts.read().unwrap_or_else(PoisonError::into_inner);
        layouts.get(&id).map(Arc::clone)
    }
}

fn in_language(name: &Name, language: Language) -> &str {
    match (language, &name.ko) {
        (Language::Ko, Some(name)) => name,
        _ => &name.en,
    }
}
