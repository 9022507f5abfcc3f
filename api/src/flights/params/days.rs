//! The days that can be searched.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Utc};
use search::model::Day;
use search::{Airports, Place};

use super::{reasons, value};
use crate::problem::Text;

/// How far ahead of today.
const MOST_DAYS_AHEAD: i16 = 400;
/// The farthest that a local clock is behind UTC.
const LATEST_ZONE: TimeDelta = TimeDelta::hours(12);

/// From today at the origin, 400 days ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BookableDays {
    /// Today.
    pub(crate) first: Day,
    /// The last one.
    pub(crate) last: Day,
}

impl BookableDays {
    /// The days for a journey from `origin`. While no origin is known, today is where the day is
    /// youngest, so that no good date is refused.
    pub(super) fn at(origin: Option<&Place>, airports: &Airports, now: DateTime<Utc>) -> Self {
        let first = match origin.and_then(|place| place.airports.first()) {
            Some(airport) => airports.today(*airport, now),
            None => Day::of((now - LATEST_ZONE).date_naive()).unwrap_or(Day(0)),
        };
        Self {
            first,
            last: first.plus(MOST_DAYS_AHEAD),
        }
    }

    /// Whether `day` is one of them.
    pub(crate) fn contains(self, day: Day) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// A day of departure.
    pub(super) fn day(self, text: &str) -> Result<Day, Text> {
        let day = value::date(text)?;
        if !self.contains(day) {
            return Err(reasons::outside_days(self.first, self.last));
        }
        Ok(day)
    }

    /// A day of return: not before `departure`, when that is known.
    pub(super) fn return_day(self, departure: Option<Day>, text: &str) -> Result<Day, Text> {
        let day = value::date(text)?;
        match departure {
            Some(departure) if day < departure => Err(reasons::before_departure(departure)),
            _ => self.day(text),
        }
    }

    /// Every day of a month that has at least one that can be searched.
    pub(super) fn month(self, text: &str) -> Result<RangeInclusive<Day>, Text> {
        let month = value::month(text)?;
        let [first, last] = [self.first, self.last].map(first_of_month);
        let days = days_of(month).filter(|_| (first..=last).contains(&month));
        days.ok_or_else(|| reasons::outside_months(first, last))
    }
}

fn first_of_month(day: Day) -> NaiveDate {
    let date = day.date();
    date.with_day(1).unwrap_or(date)
}

fn days_of(month: NaiveDate) -> Option<RangeInclusive<Day>> {
    let last = month + Months::new(1) - Days::new(1);
    Some(Day::of(month)?..=Day::of(last)?)
}
