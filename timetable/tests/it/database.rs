//! What the tests of loading share: a database of their own, and its rows.

use chrono::{NaiveDate, NaiveDateTime};
use indicatif::ProgressBar;
use search::model::{Day, FlightId};
use sqlx::{ConnectOptions, MySqlPool};
use timetable::load::{Load, LoadError, Loaded, Wanted};
use timetable::reference::Reference;
use timetable::schedule::{Params, Schedule, ScheduledFlight};

/// A run that is small enough to be loaded in a second.
pub(crate) const SMALL: Params = Params {
    seed: Params::SEED,
    start: Day(9_831), // 2026-12-01
    days: 8,
    per_day: 600,
};

pub(crate) fn wanted(params: Params) -> Wanted {
    Wanted {
        seed: Some(params.seed),
        start: Some(params.start),
        days: Some(params.days),
        per_day: Some(params.per_day),
    }
}

pub(crate) fn url(db: &MySqlPool) -> String {
    db.connect_options().to_url_lossy().to_string()
}

pub(crate) async fn load(db: &MySqlPool, wanted: Wanted) -> Result<Loaded, LoadError> {
    let load = Load {
        mysql_url: url(db),
        wanted,
        today: SMALL.start,
        chunk_rows: 1_000,
    };
    load.run(&ProgressBar::hidden()).await
}

/// The columns of `flights` in the order of the table.
pub(crate) type Row = (
    u64,
    String,
    u16,
    String,
    String,
    NaiveDate,
    NaiveDateTime,
    NaiveDateTime,
    u32,
    u16,
    i64,
);

pub(crate) async fn rows(db: &MySqlPool) -> Vec<Row> {
    sqlx::query_as(
        "SELECT id, airline_code, number, origin, destination, departure_date, departs_at,
                arrives_at, airplane_id, distance_km, base_price
         FROM flights
         ORDER BY id",
    )
    .fetch_all(db)
    .await
    .expect("the table can be read")
}

/// The rows that a run must give.
pub(crate) fn expected(params: Params) -> Vec<Row> {
    let schedule = Schedule::new(params, &Reference::read());
    schedule.scheduled_from(FlightId(1)).map(row).collect()
}

fn row(it: ScheduledFlight) -> Row {
    let flight = it.flight;
    (
        flight.id.0,
        flight.number.airline.to_string(),
        flight.number.number,
        flight.origin.to_string(),
        flight.destination.to_string(),
        flight.day.date(),
        flight.departs_at.utc(),
        flight.arrives_at.utc(),
        it.airplane,
        flight.distance_km,
        flight.base_price.0,
    )
}

pub(crate) async fn count(db: &MySqlPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(db)
        .await
        .expect("the query is right")
}
