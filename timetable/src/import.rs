//! Schedules of others into MySQL: CSV and SSIM.
//!
//! A file is read whole and looked at row by row, then compared with the database day by day, and
//! only then anything is written. One airline's day is one transaction, so that a run may be killed
//! at any moment: whole days are in, and the next run of the same file finds them unchanged and does
//! the others. What a flight's travellers must be told of goes into the outbox in that transaction.
//! Flights that have departed are left alone. There is no note of what was imported: the file and the
//! flights are all that counts.

mod apply;
mod book;
mod change;
mod draft;
mod elsewhere;
mod error;
mod fault;
mod file;
mod fleet;
mod lines;
mod report;
mod row;
mod ssim;
mod store;
mod survey;
mod table;
mod verdict;

use std::path::PathBuf;

use indicatif::ProgressBar;
use search::model::{Day, Minute};
use serde::Serialize;
use sqlx::{Connection, MySqlConnection};

use crate::load::server::{SQL_MODE, Server};
use book::Book;
use change::Comparison;
pub use change::Tally;
pub use draft::PassedOver;
pub use error::ImportError;
pub use fault::{Fault, Reach};
pub use report::{Outcome, Report, Sample};

/// How a schedule is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma separated, with a header.
    Csv,
    /// Chapter 7 of IATA's manual.
    Ssim,
}

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only tell what would be.
    DryRun,
    /// Write.
    Write,
}

/// What to do with a file that has bad rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadRows {
    /// Write nothing.
    Refuse,
    /// Write the others.
    Skip,
}

/// What to do with flights in the file's period that it does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absent {
    /// Nothing.
    Leave,
    /// Cancel those whose flight number the file tells on other dates.
    CancelNumbers,
    /// Cancel those of every airline that the file tells.
    CancelAirline,
}

/// What to do with flights of the file that are cancelled in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancelled {
    /// Nothing: somebody cancelled them.
    Leave,
    /// Let them fly again.
    Reinstate,
}

/// How the file and the database are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// See [`BadRows`].
    pub bad_rows: BadRows,
    /// See [`Absent`]. Only with [`BadRows::Refuse`]: a bad row may be the one that tells a flight.
    pub absent: Absent,
    /// See [`Cancelled`].
    pub cancelled: Cancelled,
}

/// What to import, and where.
#[derive(Clone, Debug)]
pub struct Import {
    /// `mysql://user:password@host:port/database`
    pub mysql_url: String,
    /// The file.
    pub file: PathBuf,
    /// Its format; `None` looks at its beginning.
    pub format: Option<Format>,
    /// Whether to write.
    pub mode: Mode,
    /// How to treat what does not agree.
    pub rules: Rules,
    /// The time: flights that have departed by then are left alone.
    pub now: Minute,
}

impl Import {
    /// Imports the file, or tells what importing it would do. Bad rows are no error but part of the
    /// report.
    pub async fn run(&self, progress: &ProgressBar) -> Result<Report, ImportError> {
        if self.rules.absent != Absent::Leave && self.rules.bad_rows == BadRows::Skip {
            return Err(ImportError::SkipsAndCancels);
        }
        let book = Book::read();
        let today = Day::of(self.now.utc().date()).unwrap_or(Day(0));
        let mut file = file::open(&self.file, self.format, &book, today).map_err(|source| {
            ImportError::Unreadable {
                file: self.file.clone(),
                source,
            }
        })?;
        if file.faults.reach_the_file() {
            return Ok(Report::refused(file));
        }
        let (mut server, mut conn) = self.connect().await?;
        let survey = survey::survey(&mut conn, &mut file, &book, self).await?;
        if file.faults.len() > 0 && self.rules.bad_rows == BadRows::Refuse {
            return Ok(Report::refused(file));
        }
        if self.mode == Mode::DryRun {
            return Ok(Report::of(file, survey, Outcome::WouldWrite));
        }
        server.require_reference(&book.reference).await?;
        let comparison = Comparison {
            file: &file,
            fleet: &apply::complete_fleet(&mut conn, &book, &file.wishes).await?,
            rules: self.rules,
            now: self.now,
            withheld: &survey.withheld,
        };
        let tally = apply::write(&mut conn, &comparison, &book, progress).await?;
        let survey = survey::Survey { tally, ..survey };
        Ok(Report::of(file, survey, Outcome::Written))
    }

    /// Connects, and brings the schema up to date when something is to be written.
    async fn connect(&self) -> Result<(Server, MySqlConnection), ImportError> {
        let server = Server::connect(&self.mysql_url).await?;
        if self.mode == Mode::Write {
            server.migrate().await?;
        }
        let mut conn = MySqlConnection::connect(&self.mysql_url).await?;
        sqlx::query(SQL_MODE).execute(&mut conn).await?;
        sqlx::query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            .execute(&mut conn)
            .await?;
        if store::generated_in_part(&mut conn).await? {
            return Err(ImportError::HalfGenerated);
        }
        Ok((server, conn))
    }
}
