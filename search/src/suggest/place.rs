//! The places that can be suggested: every airport, and every city with several.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::model::{Airport, City, CountryCode, Iata};

/// A name in the languages of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// English.
    pub en: String,
    /// Korean, where one is known.
    pub ko: Option<String>,
}

/// Whether a suggestion is one airport or all of a city's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A city with several airports.
    City,
    /// An airport.
    Airport,
}

/// A place that a traveller may have meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// City or airport.
    pub kind: Kind,
    /// Its code.
    pub code: Iata,
    /// How a search names it: the code, or `BKK.apt` for an airport whose code means its city.
    pub query: String,
    /// Its name.
    pub name: Name,
    /// The city it is or serves.
    pub city: Name,
    /// The country it lies in.
    pub country: Name,
    /// A city's airports, the busiest first; empty for an airport.
    pub airports: Vec<Iata>,
}

/// A suggestion with what ranking and matching need.
#[derive(Debug)]
pub(super) struct Place {
    /// What the traveller sees.
    pub(super) suggestion: Suggestion,
    /// The code of the city it is or serves.
    pub(super) city: Iata,
    /// Whether no other airport serves the city, so that the city's names mean this place.
    pub(super) alone: bool,
    /// Positions of a city's airports.
    pub(super) airports: Vec<usize>,
    /// The code of its country.
    pub(super) country: CountryCode,
    routes: u32,
}

impl Name {
    /// A name in English and, where known, Korean.
    pub fn new(en: &str, ko: Option<&str>) -> Self {
        Self {
            en: en.to_owned(),
            ko: ko.map(str::to_owned),
        }
    }

    /// The Korean name, or the English one where none is known.
    pub fn korean(&self) -> &str {
        self.ko.as_deref().unwrap_or(&self.en)
    }
}

/// Every place, the busiest first; among equals Korea's, then those with a Korean name, which are
/// the ones that Korean travellers fly to.
pub(super) fn places(
    airports: &[Airport],
    cities: &[City],
    countries: &HashMap<CountryCode, Name>,
) -> Vec<Place> {
    let airport_of: HashMap<Iata, &Airport> = airports.iter().map(|a| (a.code, a)).collect();
    let city_of: HashMap<Iata, &City> = cities.iter().map(|city| (city.code, city)).collect();
    let country_of = |code: CountryCode| match countries.get(&code) {
        Some(name) => name.clone(),
        None => Name::new(code.as_str(), None),
    };
    let mut places = Vec::with_capacity(airports.len() + cities.len());
    for airport in airports {
        let city = city_of.get(&airport.city).copied();
        places.push(airport_place(airport, city, country_of(airport.country)));
    }
    for city in cities.iter().filter(|city| city.airports.len() > 1) {
        let routes = |code| airport_of.get(code).map_or(0, |a| u32::from(a.routes));
        let routes = city.airports.iter().map(routes).sum();
        places.push(city_place(city, routes, country_of(city.country)));
    }
    places.sort_by_key(Place::order);
    link(&mut places);
    places
}

impl Place {
    fn order(&self) -> impl Ord + use<> {
        let abroad = self.country.as_str() != "KR";
        let no_korean_name = self.suggestion.name.ko.is_none();
        let what = (self.suggestion.kind, self.suggestion.code);
        (Reverse(self.routes), abroad, no_korean_name, what)
    }
}

fn airport_place(airport: &Airport, city: Option<&City>, country: Name) -> Place {
    let name = Name::new(&airport.name_en, airport.name_ko.as_deref());
    let alone = city.is_none_or(|city| city.airports.len() < 2);
    let query = if airport.code == airport.city && !alone {
        format!("{}.apt", airport.code)
    } else {
        airport.code.to_string()
    };
    Place {
        city: airport.city,
        alone,
        airports: Vec::new(),
        country: airport.country,
        routes: u32::from(airport.routes),
        suggestion: Suggestion {
            kind: Kind::Airport,
            code: airport.code,
            query,
            city: city.map_or_else(|| name.clone(), city_name),
            name,
            country,
            airports: Vec::new(),
        },
    }
}

fn city_place(city: &City, routes: u32, country: Name) -> Place {
    Place {
        city: city.code,
        alone: true,
        airports: Vec::new(),
        country: city.country,
        routes,
        suggestion: Suggestion {
            kind: Kind::City,
            code: city.code,
            query: city.code.to_string(),
            name: city_name(city),
            city: city_name(city),
            country,
            airports: city.airports.clone(),
        },
    }
}

fn city_name(city: &City) -> Name {
    Name::new(&city.name_en, city.name_ko.as_deref())
}

/// Notes where the airports of each city stand.
fn link(places: &mut [Place]) {
    let positions: HashMap<Iata, usize> = places
        .iter()
        .enumerate()
        .filter(|(_, place)| place.suggestion.kind == Kind::Airport)
        .map(|(position, place)| (place.suggestion.code, position))
        .collect();
    for place in places {
        let codes = place.suggestion.airports.iter();
        place.airports = codes
            .filter_map(|code| positions.get(code).copied())
            .collect();
    }
}
