//! What the calendar, the grid, "anywhere" and a single flight were asked.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use search::model::Day;
use search::{Airports, Place};

use super::{BookableDays, Params, Travellers, ends, travellers};
use crate::pricing::Party;
use crate::problem::ApiError;

/// What `/flight-plans/calendar` was asked.
#[derive(Clone, Debug)]
pub(crate) struct CalendarAsk {
    /// Where it starts.
    pub(crate) from: Place,
    /// Where it ends.
    pub(crate) to: Place,
    /// Days that can be searched.
    pub(crate) bookable: BookableDays,
    /// The days of the month.
    pub(crate) month: RangeInclusive<Day>,
    /// Who travels, and where they sit.
    pub(crate) travellers: Travellers,
}

impl CalendarAsk {
    /// How many routes it asks for.
    pub(crate) fn pairs(&self) -> usize {
        self.from.airports.len() * self.to.airports.len()
    }

    /// Reads it out of its parameters.
    pub(crate) fn read(
        mut params: Params<'_>,
        airports: &Airports,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let (from, to) = ends::both(&mut params, airports);
        let bookable = BookableDays::at(from.as_ref(), airports, now);
        let month = params.require("month", |text| bookable.month(text));
        let travellers = Travellers::read(&mut params);
        let ask = match (from, to, month) {
            (Some(from), Some(to), Some(month)) => Some(Self {
                from,
                to,
                bookable,
                month,
                travellers,
            }),
            _ => None,
        };
        params.finish(ask)
    }
}

/// What `/flight-plans/grid` was asked.
#[derive(Clone, Debug)]
pub(crate) struct GridAsk {
    /// Where it starts.
    pub(crate) from: Place,
    /// Where it turns back.
    pub(crate) to: Place,
    /// Days that can be searched.
    pub(crate) bookable: BookableDays,
    /// The day in the middle of the rows.
    pub(crate) date: Day,
    /// The day in the middle of each row.
    pub(crate) return_date: Day,
    /// Who travels, and where they sit.
    pub(crate) travellers: Travellers,
}

impl GridAsk {
    /// Reads it out of its parameters.
    pub(crate) fn read(
        mut params: Params<'_>,
        airports: &Airports,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let (from, to) = ends::both(&mut params, airports);
        let bookable = BookableDays::at(from.as_ref(), airports, now);
        let date = params.require("date", |text| bookable.day(text));
        let return_date = params.require("return_date", |text| bookable.return_day(date, text));
        let travellers = Travellers::read(&mut params);
        let ask = match (from, to, date, return_date) {
            (Some(from), Some(to), Some(date), Some(return_date)) => Some(Self {
                from,
                to,
                bookable,
                date,
                return_date,
                travellers,
            }),
            _ => None,
        };
        params.finish(ask)
    }
}

/// What `/flight-plans/anywhere` was asked.
#[derive(Clone, Debug)]
pub(crate) struct AnywhereAsk {
    /// Where it starts.
    pub(crate) from: Place,
    /// The local day of departure.
    pub(crate) date: Day,
    /// Who travels, and where they sit.
    pub(crate) travellers: Travellers,
}

impl AnywhereAsk {
    /// Reads it out of its parameters.
    pub(crate) fn read(
        mut params: Params<'_>,
        airports: &Airports,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let from = ends::place(&mut params, "from", airports);
        let bookable = BookableDays::at(from.as_ref(), airports, now);
        let date = params.require("date", |text| bookable.day(text));
        let travellers = Travellers::read(&mut params);
        let ask = from.zip(date).map(|(from, date)| Self {
            from,
            date,
            travellers,
        });
        params.finish(ask)
    }
}

/// Who asks for the prices of a single flight.
pub(crate) fn party_of_flight(mut params: Params<'_>) -> Result<Party, ApiError> {
    let party = travellers::party(&mut params);
    params.finish(Some(party))
}

/// For an address without parameters: refuses every one.
pub(crate) fn nothing(params: Params<'_>) -> Result<(), ApiError> {
    params.finish(Some(()))
}
