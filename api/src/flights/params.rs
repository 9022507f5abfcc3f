//! What a search asks, read from query parameters.

mod airport_search;
mod days;
pub(crate) mod docs;
mod ends;
mod fares;
mod filters;
mod journey;
mod names;
mod reasons;
mod travellers;

pub(crate) use airport_search::AirportAsk;
pub(crate) use days::BookableDays;
pub(crate) use fares::{AnywhereAsk, CalendarAsk, GridAsk, nothing, party_of_flight};
pub(crate) use journey::{JourneyAsk, Way};
pub(crate) use names::CabinName;
pub(crate) use travellers::Travellers;

pub(crate) use crate::request::Params;
use crate::request::params::value;
