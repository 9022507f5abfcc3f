//! Answers as JSON.
//!
//! Views borrow: names come from the catalog, itineraries from the answer, and everything is written
//! straight into the body. The order of the fields is the order in the body.

mod airports;
mod answer;
mod each;
mod facets;
mod fares;
mod flight;
mod itinerary;
mod json;
mod place;
mod price;
mod seats;
mod time;

pub(crate) use airports::SuggestionsView;
pub(crate) use answer::{AnswerView, Page};
pub(crate) use fares::{AnywhereView, CalendarView, GridView};
pub(crate) use flight::{FlightFacts, FlightView};
pub(crate) use seats::SeatMapView;
pub(crate) use time::Local;
