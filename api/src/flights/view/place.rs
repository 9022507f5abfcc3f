//! Ends of a journey, airports, and the state of the index.

use search::model::Iata;
use search::{Place, Snapshot};
use serde::Serialize;
use utoipa::ToSchema;

use super::time::Instant;
use crate::catalog::Catalog;
use crate::problem::Language;

/// What the traveller named as an end of the journey.
#[derive(Serialize, ToSchema)]
#[schema(as = Place)]
pub(crate) struct PlaceView<'a> {
    /// As it was asked: a city, an airport, or `.apt` after the code of an airport.
    #[schema(example = "SEL")]
    code: &'a str,
    /// The airports that this means, by code.
    #[schema(value_type = Vec<String>, example = json!(["GMP", "ICN"]))]
    airports: &'a [Iata],
}

impl<'a> From<&'a Place> for PlaceView<'a> {
    fn from(place: &'a Place) -> Self {
        Self {
            code: &place.code,
            airports: &place.airports,
        }
    }
}

/// How fresh the answer is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[schema(as = AsOf)]
pub(crate) struct AsOfView {
    /// The build of the index that answered.
    #[schema(example = 3)]
    generation: u64,
    /// Every change made before this instant is in the answer.
    at: Instant,
}

impl From<&Snapshot> for AsOfView {
    fn from(snapshot: &Snapshot) -> Self {
        Self {
            generation: snapshot.generation(),
            at: Instant(snapshot.checkpoint().as_of),
        }
    }
}

/// An airport with its names.
#[derive(Serialize, ToSchema)]
#[schema(as = Airport)]
pub(crate) struct AirportView<'a> {
    /// Its code.
    #[schema(value_type = String, example = "ICN")]
    code: Iata,
    /// Its name.
    #[schema(example = "인천국제공항")]
    name: &'a str,
    /// The code of its city.
    #[schema(required, value_type = Option<String>, example = "SEL")]
    city: Option<Iata>,
    /// The name of its city.
    #[schema(required, example = "서울")]
    city_name: Option<&'a str>,
    /// The name of its country.
    #[schema(required, example = "대한민국")]
    country_name: Option<&'a str>,
}

impl<'a> AirportView<'a> {
    /// An airport; with its code alone when the catalog does not know it.
    pub(super) fn new(catalog: &'a Catalog, code: &'a Iata, language: Language) -> Self {
        let known = catalog.airports.get(*code);
        Self {
            code: *code,
            name: catalog.airport_name(code, language),
            city: known.map(|airport| airport.city),
            city_name: known.map(|airport| catalog.city_name(&airport.city, language)),
            country_name: known.map(|airport| catalog.country_name(&airport.country, language)),
        }
    }
}
