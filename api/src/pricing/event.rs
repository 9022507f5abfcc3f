//! Discount events: so much off for a time, on all flights or some.

use search::model::{AirlineCode, Iata};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::fare::Terms;
use super::{Percent, Period};

/// Identifies a discount event: the primary key of `discount_events`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
pub struct EventId(pub u64);

impl EventId {
    /// What the audit log calls it.
    pub(super) fn subject(self) -> String {
        format!("discount:{}", self.0)
    }
}

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

/// Which flights an event means: those of its airlines that are on its routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Who flies; empty for everyone. Sorted, none twice.
    pub airlines: Vec<AirlineCode>,
    /// From where to where, one way; empty for all. Sorted, none twice.
    pub routes: Vec<(Iata, Iata)>,
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
