//! Discount events, for customers, administrators and the audit log.

use chrono::{DateTime, Utc};
use search::model::AirlineCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pricing::{Event, EventId, Percent};

/// A discount event.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DiscountEvent)]
pub(in crate::pricing) struct EventView {
    /// Its id.
    #[schema(value_type = u64, example = 7)]
    id: EventId,
    /// What it is called.
    #[schema(example = "겨울 특가")]
    name: String,
    /// How much of the fare it takes off, in percent.
    #[schema(value_type = u8, example = 10)]
    rate_percent: Percent,
    /// From when it is valid for whoever buys.
    starts_at: DateTime<Utc>,
    /// The first second in which it is not valid any more.
    ends_at: DateTime<Utc>,
    /// Whose flights; null for everybody's.
    #[schema(required, value_type = Option<Vec<String>>, example = json!(["KE"]))]
    airlines: Option<Vec<AirlineCode>>,
    /// On which routes, one way, from airport to airport; null for all.
    #[schema(required, example = json!(["ICN-NRT"]))]
    routes: Option<Vec<String>>,
}

impl From<&Event> for EventView {
    fn from(event: &Event) -> Self {
        let scope = &event.scope;
        let routes = scope.routes.iter().map(|(from, to)| format!("{from}-{to}"));
        Self {
            id: event.id,
            name: event.name.clone(),
            rate_percent: event.rate,
            starts_at: event.period.starts_at,
            ends_at: event.period.ends_at,
            airlines: (!scope.airlines.is_empty()).then(|| scope.airlines.clone()),
            routes: (!scope.routes.is_empty()).then(|| routes.collect()),
        }
    }
}

/// A page of events that are valid or coming, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DiscountEvents)]
pub(in crate::pricing) struct EventList {
    /// The events.
    items: Vec<EventView>,
    /// The `cursor` of the next page; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
}

impl EventList {
    /// The first `limit` of these events.
    pub(in crate::pricing) fn new<'e>(
        events: impl Iterator<Item = &'e Event>,
        limit: usize,
    ) -> Self {
        let mut events = events.peekable();
        let mut items: Vec<EventView> = Vec::new();
        while items.len() < limit
            && let Some(event) = events.next()
        {
            items.push(event.into());
        }
        let last = items.last().filter(|_| events.peek().is_some());
        Self {
            next_cursor: last.map(|event| event.id.0.to_string()),
            items,
        }
    }
}
