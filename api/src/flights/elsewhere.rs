//! The same questions, answered from flights that were found elsewhere.
//!
//! For comparing the index with SQL: question, prices and JSON are those of the service, only the
//! flights come from the caller. Why there is nothing is not said.

use axum::response::Response;
use chrono::{DateTime, Utc};
use search::model::{Day, Flight, Iata};
use search::{DayFare, Query};

use super::find::{self, Journeys};
use super::offer::{Asker, Offer};
use super::params::{CalendarAsk, JourneyAsk, Params};
use super::reply::{json, written};
use super::view::{AnswerView, CalendarView, Page};
use crate::app::App;
use crate::problem::{ApiError, Language};

/// What `/flight-plans` is asked, one way.
pub struct SearchAsk {
    ask: JourneyAsk,
    now: DateTime<Utc>,
}

impl SearchAsk {
    /// Reads it out of a query string.
    pub fn read(app: &App, query: Option<&str>) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let ask = JourneyAsk::read(Params::parse(query), &app.catalog, now)?;
        Ok(Self { ask, now })
    }

    /// Which flights it needs.
    pub fn query(&self) -> Query {
        self.ask.outbound(find::earliest_departure(self.now))
    }

    /// The answer that these itineraries make.
    pub fn answer(&self, app: &App, trips: &[Vec<Flight>]) -> Result<Response, ApiError> {
        let snapshot = app.index.snapshot();
        let airports = snapshot.airports();
        let discounts = app.discounts.known();
        let offer = Offer::new(airports, self.ask.travellers, visitor(self.now), &discounts);
        let price = |flight: &Flight| offer.total(flight);
        let found = Journeys {
            outbound: search::arrange(airports, trips, &self.query(), price),
            inbound: None,
        };
        let language = Language::default();
        let page = Page {
            ask: &self.ask,
            snapshot: &snapshot,
            catalog: &app.catalog,
            offer: &offer,
            language,
        };
        written(AnswerView::new(&page, &found).to_json(), language)
    }
}

/// What `/flight-plans/calendar` is asked.
pub struct MonthAsk {
    ask: CalendarAsk,
    now: DateTime<Utc>,
}

impl MonthAsk {
    /// Reads it out of a query string.
    pub fn read(app: &App, query: Option<&str>) -> Result<Self, ApiError> {
        let now = app.clock.now();
        let ask = CalendarAsk::read(Params::parse(query), &app.catalog.airports, now)?;
        Ok(Self { ask, now })
    }

    /// Airports to leave from, and to arrive at.
    pub fn ends(&self) -> (&[Iata], &[Iata]) {
        (&self.ask.from.airports, &self.ask.to.airports)
    }

    /// The first and the last day of the month.
    pub fn days(&self) -> (Day, Day) {
        (*self.ask.month.start(), *self.ask.month.end())
    }

    /// The answer that these flights make.
    pub fn answer(&self, app: &App, flights: &[Flight]) -> Result<Response, ApiError> {
        let snapshot = app.index.snapshot();
        let discounts = app.discounts.known();
        let airports = snapshot.airports();
        let offer = Offer::new(airports, self.ask.travellers, visitor(self.now), &discounts);
        let earliest = find::earliest_departure(self.now);
        let seats = self.ask.travellers.party.seats();
        let cabin = self.ask.travellers.cabin;
        let can_be_booked = |flight: &&Flight| {
            flight.departs_at >= earliest
                && flight.seats_left(cabin) >= seats
                && self.ask.bookable.contains(flight.day)
        };
        let (first, last) = self.days();
        let days = (first.0..=last.0).map(Day);
        let fares: Vec<_> = days
            .map(|day| {
                let flights = flights.iter().filter(|flight| flight.day == day);
                let totals = flights
                    .filter(can_be_booked)
                    .map(|flight| offer.total(flight));
                DayFare {
                    day,
                    flights: totals.clone().count() as u32,
                    min_total: totals.min(),
                }
            })
            .collect();
        let view = CalendarView::new(&self.ask, (&**snapshot).into(), &fares);
        json(&view, Language::default())
    }
}

fn visitor(now: DateTime<Utc>) -> Asker {
    Asker { now, grade: None }
}
