//! The parameters of the schedule's list.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use utoipa::IntoParams;

use super::flight::FlightStatus;
use super::list::{ListAsk, Place};
use crate::catalog::{Catalog, page, reasons};
use crate::problem::{ApiError, Text};
use crate::request::Params;
use crate::request::params::{reasons as usual, value};

/// The days that one page may ask for: more would read more than it shows.
const MOST_DAYS: u64 = 31;

const STATUSES: [(&str, FlightStatus); 2] = [
    ("scheduled", FlightStatus::Scheduled),
    ("cancelled", FlightStatus::Cancelled),
];

/// Which flights of the schedule.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub(super) struct ScheduleParams {
    /// The first day of departure, local at the origin. Today in Seoul when missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-12-24")]
    date: Option<String>,
    /// The last day of departure, at most 30 days after `date`; the same day when missing.
    #[param(value_type = Option<String>, format = Date, example = "2026-12-31")]
    until: Option<String>,
    /// The airline of the flight number.
    #[param(example = "KE")]
    airline: Option<String>,
    /// The airport of departure.
    #[param(example = "ICN")]
    origin: Option<String>,
    /// The airport of arrival.
    #[param(example = "NRT")]
    destination: Option<String>,
    /// scheduled or cancelled; both when missing.
    #[param(example = "scheduled")]
    status: Option<String>,
}

impl ListAsk {
    /// Reads the question.
    pub(super) fn read(
        mut params: Params<'_>,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let today = now.with_timezone(&Tz::Asia__Seoul).date_naive();
        let date = |text: &str| value::date(text).map(|day| day.date());
        let first = params.read("date", date).unwrap_or(today);
        let last = params
            .read("until", |text| within(first, date(text)?))
            .unwrap_or(first);
        let airline = params.read("airline", |text| catalog.airline(text));
        let origin = params.read("origin", |text| catalog.airport(text));
        let destination = params.read("destination", |text| catalog.airport(text));
        let status = params.read("status", |text| value::word(text, &STATUSES));
        let limit = page::limit(&mut params);
        let after = params.read("cursor", |text| cursor(text, first, last));
        params.finish(Some(Self {
            airline,
            origin,
            destination,
            status,
            first,
            last,
            after,
            limit,
        }))
    }
}

fn within(first: NaiveDate, last: NaiveDate) -> Result<NaiveDate, Text> {
    let latest = first + Days::new(MOST_DAYS - 1);
    match (first..=latest).contains(&last) {
        true => Ok(last),
        false => Err(reasons::outside_days(first, latest)),
    }
}

fn cursor(text: &str, first: NaiveDate, last: NaiveDate) -> Result<Place, Text> {
    let place = Place::parse(text);
    let place = place.filter(|place| (first..=last).contains(&place.date));
    place.ok_or_else(usual::not_a_cursor)
}
