//! An event as an administrator describes it, before it is one.

use chrono::{DateTime, SubsecRound, Utc};
use search::model::{AirlineCode, Iata};
use serde::Deserialize;
use utoipa::ToSchema;

use super::refusal::{List, Refusal};
use super::{Event, EventId, Percent, Period, Scope};
use crate::catalog::Catalog;

/// The longest name, in characters: the column's width.
const LONGEST_NAME: usize = 60;
/// The most airlines of one event.
const MOST_AIRLINES: usize = 50;
/// The most routes of one event, from airport to airport.
const MOST_ROUTES: usize = 100;
/// The most events that are valid or coming: all of them stand in the memory of every node.
const MOST_EVENTS: usize = 200;

/// A new discount event.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewEvent {
    /// What customers see it called, at most 60 characters.
    #[schema(example = "겨울 특가")]
    name: String,
    /// How much of the fare it takes off, 1 to 90 percent.
    #[schema(value_type = u8, minimum = 1, maximum = 90, example = 10)]
    rate_percent: i64,
    /// From when it is valid, to the second; from now when it is left out.
    #[serde(default)]
    starts_at: Option<DateTime<Utc>>,
    /// The first second in which it is not valid any more.
    ends_at: DateTime<Utc>,
    /// Whose flights; everybody's when it is left out.
    #[serde(default)]
    #[schema(example = json!(["KE"]))]
    airlines: Option<Vec<String>>,
    /// On which routes, one way, between airports or cities; on all when it is left out.
    #[serde(default)]
    #[schema(example = json!(["ICN-NRT", "SEL-TYO"]))]
    routes: Option<Vec<String>>,
}

/// A description without a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) name: String,
    pub(super) rate: Percent,
    pub(super) period: Period,
    pub(super) scope: Scope,
}

impl NewEvent {
    /// The draft, or everything that is wrong with the description.
    pub(super) fn check(
        self,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Draft, Vec<Refusal>> {
        let mut refused = Vec::new();
        let name = name(&self.name, &mut refused);
        let rate = u8::try_from(self.rate_percent).ok().and_then(Percent::new);
        if rate.is_none() {
            refused.push(Refusal::Rate(Percent::LEAST, Percent::MOST));
        }
        // A clock with fractions of a second is in the second that it shows.
        let this_second = now.trunc_subsecs(0);
        let period = Period {
            starts_at: self.starts_at.unwrap_or(this_second),
            ends_at: self.ends_at,
        };
        refused.extend(period.refused_at(this_second));
        let scope = Scope {
            airlines: airlines(self.airlines, catalog, &mut refused),
            routes: routes(self.routes, catalog, &mut refused),
        };
        match rate {
            Some(rate) if refused.is_empty() => Ok(Draft {
                name,
                rate,
                period,
                scope,
            }),
            _ => Err(refused),
        }
    }
}

impl Draft {
    /// Why it cannot be an event beside those that are not over.
    pub(super) fn refused_among(&self, events: &[Event]) -> Vec<Refusal> {
        if events.len() >= MOST_EVENTS {
            return vec![Refusal::TooManyEvents(MOST_EVENTS)];
        }
        overlaps(&self.scope, &self.period, events)
    }

    /// The event that it becomes.
    pub(super) fn into_event(self, id: EventId) -> Event {
        Event {
            id,
            name: self.name,
            rate: self.rate,
            period: self.period,
            scope: self.scope,
        }
    }
}

/// The events for the same flights with which a period overlaps. Of events for different flights the
/// best applies to each; of two for the same flights one would be a mistake.
pub(super) fn overlaps<'e>(
    scope: &Scope,
    period: &Period,
    events: impl IntoIterator<Item = &'e Event>,
) -> Vec<Refusal> {
    let same = events.into_iter().filter(|event| event.scope == *scope);
    let same = same.filter(|event| event.period.overlaps(period));
    same.map(|event| Refusal::Overlaps(event.name.clone(), event.period))
        .collect()
}

fn name(text: &str, refused: &mut Vec<Refusal>) -> String {
    let name = text.trim();
    if name.is_empty() {
        refused.push(Refusal::NoName);
    } else if name.chars().count() > LONGEST_NAME {
        refused.push(Refusal::LongName(LONGEST_NAME));
    } else if name.chars().any(char::is_control) {
        refused.push(Refusal::ControlInName);
    }
    name.to_owned()
}

fn airlines(
    codes: Option<Vec<String>>,
    catalog: &Catalog,
    refused: &mut Vec<Refusal>,
) -> Vec<AirlineCode> {
    let mut airlines = Vec::new();
    for (position, code) in listed(codes, List::Airlines, refused) {
        let known = AirlineCode::parse(&code).ok();
        match known.filter(|airline| catalog.knows_airline(*airline)) {
            Some(airline) => airlines.push(airline),
            None => refused.push(Refusal::NoAirline(position, code)),
        }
    }
    sorted(airlines, List::Airlines, refused)
}

fn routes(
    texts: Option<Vec<String>>,
    catalog: &Catalog,
    refused: &mut Vec<Refusal>,
) -> Vec<(Iata, Iata)> {
    let mut routes = Vec::new();
    for (position, text) in listed(texts, List::Routes, refused) {
        match route(&text, catalog) {
            Some(pairs) => routes.extend(pairs),
            None => refused.push(Refusal::NoRoute(position, text)),
        }
    }
    sorted(routes, List::Routes, refused)
}

/// From every airport of one place to every one of another that is elsewhere.
fn route(text: &str, catalog: &Catalog) -> Option<Vec<(Iata, Iata)>> {
    let (from, to) = text.split_once('-')?;
    let (from, to) = (catalog.airports.place(from)?, catalog.airports.place(to)?);
    let mut pairs = Vec::new();
    for origin in &from.airports {
        if to.airports.contains(origin) {
            return None;
        }
        pairs.extend(to.airports.iter().map(|end| (*origin, *end)));
    }
    Some(pairs)
}

/// The items of a list with their positions: none when it is too long to be looked at.
fn listed(
    items: Option<Vec<String>>,
    list: List,
    refused: &mut Vec<Refusal>,
) -> impl Iterator<Item = (usize, String)> + use<> {
    let most = most(list);
    let mut items = items.map_or_else(Vec::new, |items| {
        if items.is_empty() {
            refused.push(Refusal::NamesNone(list));
        }
        items
    });
    if items.len() > most {
        refused.push(Refusal::TooMany(list, most));
        items.clear();
    }
    items.into_iter().enumerate()
}

fn sorted<T: Ord>(mut found: Vec<T>, list: List, refused: &mut Vec<Refusal>) -> Vec<T> {
    found.sort_unstable();
    found.dedup();
    if found.len() > most(list) {
        refused.push(Refusal::TooMany(list, most(list)));
    }
    found
}

fn most(list: List) -> usize {
    match list {
        List::Airlines => MOST_AIRLINES,
        List::Routes => MOST_ROUTES,
    }
}
