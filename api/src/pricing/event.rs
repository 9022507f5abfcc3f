//! Discount events: so much off for a time, on all flights or some.

use chrono::{DateTime, Utc};
use search::model::{AirlineCode, Iata};
use serde::{Deserialize, Serialize};

use super::Percent;
use super::fare::Terms;

/// Identifies a discount event: the primary key of `discount_events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u64);

/// A percentage off the fare of some flights, for whoever buys in its period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its row.
    pub id: EventId,
    /// What customers see it called.
    pub name: String,
    /// How much it takes off.
    pub rate: Percent,
    /// When it is valid: at the time of buying, not of flying.
    pub period: Period,
    /// On which flights.
    pub scope: Scope,
}

/// From one second to another, which is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first instant inside.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
}

/// Which flights an event means: those of its airlines that are on its routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Who flies; empty for everyone. Sorted, none twice.
    pub airlines: Vec<AirlineCode>,
    /// From where to where, one way; empty for all. Sorted, none twice.
    pub routes: Vec<(Iata, Iata)>,
}

impl Period {
    /// Whether `at` is inside.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && at < self.ends_at
    }
}

impl Scope {
    /// Whether it means a flight with these terms.
    pub fn includes(&self, terms: &Terms) -> bool {
        self.has_airline(terms) && self.has_route(terms)
    }

    /// Whether it means the airline of such a flight, on whatever route.
    pub fn has_airline(&self, terms: &Terms) -> bool {
        self.airlines.is_empty() || self.airlines.contains(&terms.airline)
    }

    fn has_route(&self, terms: &Terms) -> bool {
        let route = (terms.origin, terms.destination);
        self.routes.is_empty() || self.routes.binary_search(&route).is_ok()
    }
}
