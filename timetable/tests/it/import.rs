//! Schedules from files: what is read, what is refused, what is written.

mod airplanes;
mod changes;
mod clocks;
mod csv_files;
mod garbage;
mod interrupted;
mod large;
mod seats;
mod ssim_files;
mod ssim_text;

use std::io::Write;

use chrono::{NaiveDate, NaiveDateTime};
use indicatif::ProgressBar;
use search::model::Minute;
use sqlx::{MySqlConnection, MySqlPool};
use tempfile::NamedTempFile;
use timetable::import::{
    Absent, BadRows, Cancelled, Import, ImportError, Mode, Outcome, Report, Rules, Tally,
};

use crate::database::{count, url};

/// The columns of most files of these tests.
pub(crate) const HEADER: &str = "airline,flight_number,origin,destination,first_date,last_date,days,departs,arrives,\
     arrival_day,aircraft,layout,registration,base_price\n";

/// Refuses bad rows, and leaves alone what the file does not tell or what is cancelled.
pub(crate) const CAREFUL: Rules = Rules {
    bad_rows: BadRows::Refuse,
    absent: Absent::Leave,
    cancelled: Cancelled::Leave,
};

/// The same for those who want the good rows.
pub(crate) const SKIPPING: Rules = Rules {
    bad_rows: BadRows::Skip,
    ..CAREFUL
};

/// 2026-12-01 00:00 UTC
pub(crate) fn now() -> Minute {
    let date = NaiveDate::from_ymd_opt(2026, 12, 1).expect("a date");
    Minute::of_utc(NaiveDateTime::from(date))
}

/// The date by the clock of this machine, which is the binary's.
#[expect(clippy::disallowed_methods, reason = "the binary has no other clock")]
pub(crate) fn today() -> NaiveDate {
    chrono::Utc::now().date_naive()
}

/// A CSV file with the usual header.
pub(crate) fn table(rows: &[&str]) -> String {
    format!("{HEADER}{}\n", rows.join("\n"))
}

pub(crate) fn file_of(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a folder for temporary files");
    file.write_all(bytes).expect("room on the disk");
    file
}

pub(crate) fn import(db: &MySqlPool, file: &NamedTempFile, mode: Mode, rules: Rules) -> Import {
    Import {
        mysql_url: url(db),
        file: file.path().to_owned(),
        format: None,
        mode,
        rules,
        now: now(),
    }
}

pub(crate) async fn run(
    db: &MySqlPool,
    text: impl AsRef<[u8]>,
    mode: Mode,
    rules: Rules,
) -> Result<Report, ImportError> {
    let file = file_of(text.as_ref());
    let import = import(db, &file, mode, rules);
    import.run(&ProgressBar::hidden()).await
}

/// Imports what must be good.
pub(crate) async fn write(db: &MySqlPool, text: impl AsRef<[u8]>, rules: Rules) -> Tally {
    let report = run(db, text, Mode::Write, rules).await.expect("a report");
    assert_eq!(report.outcome, Outcome::Written, "{:?}", report.faults);
    report.flights
}

/// The faults of a file as `line: column: reason`.
pub(crate) async fn faults(db: &MySqlPool, text: impl AsRef<[u8]>) -> Vec<String> {
    let report = run(db, text, Mode::Write, CAREFUL).await.expect("a report");
    assert_eq!(report.outcome, Outcome::Refused);
    assert_eq!(count(db, "SELECT COUNT(*) FROM flights").await, 0);
    said(&report)
}

pub(crate) fn said(report: &Report) -> Vec<String> {
    let faults = report.faults.iter();
    faults
        .map(|it| format!("{}: {}: {}", it.line, it.column, it.reason))
        .collect()
}

/// A flight of the database without its ids, in words.
pub(crate) type Told = (
    String,
    NaiveDate,
    String,
    NaiveDateTime,
    NaiveDateTime,
    String,
    i64,
    String,
);

/// Every flight: number, date, ends, times, airplane, price, status.
pub(crate) async fn flights(db: &MySqlPool) -> Vec<Told> {
    sqlx::query_as(
        "SELECT CONCAT(f.airline_code, f.number), f.departure_date,
                CONCAT(f.origin, '-', f.destination), f.departs_at, f.arrives_at, a.registration,
                f.base_price, f.status
         FROM flights f
         JOIN airplanes a ON a.id = f.airplane_id
         ORDER BY f.departure_date, f.airline_code, f.number, f.origin",
    )
    .fetch_all(db)
    .await
    .expect("the tables can be read")
}

/// Takes seats of the flights of a date as orders do, or as the operator does.
pub(crate) async fn take_seats(db: &MySqlPool, date: &str, seats: &[u16], ordered: bool) {
    let mut conn: sqlx::pool::PoolConnection<sqlx::MySql> =
        db.acquire().await.expect("a connection");
    // an import asks whether a seat has a ticket, not what the ticket says
    let off = "SET SESSION foreign_key_checks = 0";
    set(&mut conn, off).await;
    for seat in seats {
        claim(&mut conn, date, *seat, ordered).await;
    }
    let on = "SET SESSION foreign_key_checks = 1";
    set(&mut conn, on).await;
}

async fn claim(conn: &mut MySqlConnection, date: &str, seat: u16, ordered: bool) {
    sqlx::query(
        "INSERT INTO seat_claims (flight_id, seat_index, ticket_id)
         SELECT id, ?, IF(?, UNHEX(LPAD(HEX(id * 1000 + ?), 32, '0')), NULL)
         FROM flights
         WHERE departure_date = ?",
    )
    .bind(seat)
    .bind(ordered)
    .bind(seat)
    .bind(date)
    .execute(conn)
    .await
    .expect("the seat is free");
}

async fn set(conn: &mut MySqlConnection, statement: &'static str) {
    let done = sqlx::query(statement).execute(conn).await;
    done.expect("every server has this variable");
}

/// What waits in the outbox: kinds and payloads.
pub(crate) async fn outbox(db: &MySqlPool) -> Vec<(String, serde_json::Value)> {
    sqlx::query_as("SELECT kind, payload FROM outbox ORDER BY id")
        .fetch_all(db)
        .await
        .expect("the table can be read")
}
