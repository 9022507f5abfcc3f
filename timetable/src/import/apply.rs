//! Writing what a file changes: one airline's day in one transaction.
//!
//! Airplanes are locked first, then flights, each in the order of their ids. What was read before the
//! locks is compared again under them.

use std::collections::BTreeSet;

use indicatif::ProgressBar;
use search::model::{AirlineCode, Day, Won};
use sqlx::{Connection, MySqlConnection};

use super::book::Book;
use super::change::{Change, Comparison, Days, Tally};
use super::draft::Wish;
use super::elsewhere;
use super::error::{ImportError, lost_race};
use super::fault::Wrong;
use super::fleet::Fleet;
use super::row::Dated;
use super::store::{self, NewFlight};
use super::survey::{airlines, count, has_passed};
use super::verdict::{self, Verdict};
use crate::globe;
use crate::price::{PriceDate, list_price};

/// A transaction that lost a race is run again, so often.
const MOST_TRIES: u32 = 4;

/// Why a transaction came to nothing.
enum Failed {
    /// Another one was faster: what was read is no longer so.
    Stale,
    Refused(u32, Wrong),
    Db(sqlx::Error),
}

impl From<sqlx::Error> for Failed {
    fn from(error: sqlx::Error) -> Self {
        match lost_race(&error) {
            true => Self::Stale,
            false => Self::Db(error),
        }
    }
}

/// Makes the airplanes that are missing, and gives all of them.
pub(super) async fn complete_fleet(
    conn: &mut MySqlConnection,
    book: &Book,
    wishes: &[Wish],
) -> Result<Fleet, ImportError> {
    for _ in 0..MOST_TRIES {
        let fleet = Fleet::find(conn, book, wishes).await?;
        if fleet.missing() == 0 {
            return Ok(fleet);
        }
        let mut tx = conn.begin().await?;
        match fleet.complete(&mut tx).await {
            Ok(()) => tx.commit().await?,
            Err(error) if lost_race(&error) => tx.rollback().await?,
            Err(error) => return Err(error.into()),
        }
    }
    Err(ImportError::Contended)
}

/// Writes every day of the file.
pub(super) async fn write(
    conn: &mut MySqlConnection,
    comparison: &Comparison<'_>,
    book: &Book,
    progress: &ProgressBar,
) -> Result<Tally, ImportError> {
    let airlines = airlines(comparison.file);
    let days = |airline: &AirlineCode| Days::of(comparison.file, *airline).length();
    progress.set_length(airlines.iter().map(days).sum());
    let mut tally = Tally::default();
    for airline in airlines {
        for (day, wanted) in Days::of(comparison.file, airline) {
            progress.inc(1);
            if has_passed(comparison, day) {
                tally.departed += wanted.len() as u64;
                continue;
            }
            let writer = DayWriter {
                comparison,
                book,
                airline,
                day,
                wanted,
            };
            writer.write(conn, &mut tally).await?;
        }
    }
    Ok(tally)
}

/// One airline's day.
struct DayWriter<'a> {
    comparison: &'a Comparison<'a>,
    book: &'a Book,
    airline: AirlineCode,
    day: Day,
    wanted: Vec<Dated>,
}

impl DayWriter<'_> {
    async fn write(
        &self,
        conn: &mut MySqlConnection,
        tally: &mut Tally,
    ) -> Result<(), ImportError> {
        for _ in 0..MOST_TRIES {
            let mut attempt = *tally;
            match self.attempt(conn, &mut attempt).await {
                Ok(()) => {
                    *tally = attempt;
                    return Ok(());
                }
                Err(Failed::Stale) => {}
                Err(Failed::Db(error)) => return Err(error.into()),
                Err(Failed::Refused(line, wrong)) => {
                    return Err(ImportError::Overtaken {
                        line,
                        column: (self.comparison.file.names())(wrong.field),
                        reason: wrong.reason,
                    });
                }
            }
        }
        Err(ImportError::Contended)
    }

    async fn attempt(&self, conn: &mut MySqlConnection, tally: &mut Tally) -> Result<(), Failed> {
        let stored = store::flights_on(conn, self.airline, self.day).await?;
        let mut changes = self.comparison.day(self.wanted.clone(), stored, tally);
        if changes.is_empty() {
            return Ok(());
        }
        // new flights last: the others are locked in the order of their ids
        changes.sort_by_key(|change| change.stored().map_or(u64::MAX, |stored| stored.id.0));
        let mut tx = conn.begin().await?;
        let outcome = self.make(&mut tx, &changes, tally).await;
        match outcome {
            Ok(()) => Ok(tx.commit().await?),
            Err(failed) => {
                tx.rollback().await?;
                Err(failed)
            }
        }
    }

    async fn make(
        &self,
        conn: &mut MySqlConnection,
        changes: &[Change],
        tally: &mut Tally,
    ) -> Result<(), Failed> {
        for airplane in self.singles(changes) {
            store::lock_airplane(conn, airplane).await?;
        }
        for change in changes {
            self.make_one(conn, change, tally).await?;
        }
        for dated in changes.iter().filter_map(Change::wanted) {
            if let Some(airplane) = self.single(dated)
                && let Some(wrong) =
                    elsewhere::check(conn, self.comparison, airplane, dated).await?
            {
                return Err(Failed::Refused(dated.line, wrong));
            }
        }
        Ok(())
    }

    async fn make_one(
        &self,
        conn: &mut MySqlConnection,
        change: &Change,
        tally: &mut Tally,
    ) -> Result<(), Failed> {
        if let Some(stored) = change.stored()
            && store::lock_flight(conn, stored.id).await? != Some(*stored)
        {
            return Err(Failed::Stale);
        }
        match verdict::of(conn, self.comparison, change).await? {
            Verdict::Quiet => {}
            Verdict::Tell { kind, payload } => {
                store::insert_outbox(conn, kind, &payload).await?;
                tally.with_orders += 1;
            }
            Verdict::Refused(wrong) => {
                let line = change.wanted().map_or(0, |dated| dated.line);
                return Err(Failed::Refused(line, wrong));
            }
        }
        match change {
            Change::Add(dated) => {
                let Some(flight) = self.columns(dated, None) else {
                    return Err(Failed::Stale);
                };
                store::insert_flight(conn, &flight).await?;
            }
            Change::Alter(stored, dated) | Change::Reinstate(stored, dated) => {
                let Some(flight) = self.columns(dated, Some(stored)) else {
                    return Err(Failed::Stale);
                };
                store::change_flight(conn, stored.id, &flight).await?;
            }
            Change::Cancel(stored) => store::cancel_flight(conn, stored.id).await?,
        }
        count(tally, change);
        Ok(())
    }

    /// A flight's columns; `None` when its airplane has gone.
    fn columns(&self, dated: &Dated, stored: Option<&store::Stored>) -> Option<NewFlight> {
        let craft = self.comparison.fleet.craft(dated.wish).ok()?;
        let kept = stored.filter(|stored| craft.is_granted_by(&stored.airplane));
        let airplane = match kept {
            Some(stored) => stored.airplane.id,
            None => craft.airplane()?.id,
        };
        let ends = [dated.origin, dated.destination];
        let [from, to] = ends.map(|code| &self.book.airport_row(code).airport);
        let distance_km = globe::distance_km(from, to);
        let told = dated.base_price.or(stored.map(|stored| stored.base_price));
        Some(NewFlight {
            number: dated.number,
            origin: dated.origin,
            destination: dated.destination,
            day: dated.day,
            departs_at: dated.departs_at,
            arrives_at: dated.arrives_at,
            airplane,
            distance_km,
            base_price: told.unwrap_or_else(|| self.price(dated, distance_km)),
        })
    }

    fn price(&self, dated: &Dated, distance_km: u16) -> Won {
        let low_cost = self.book.reference.airlines[&dated.number.airline].low_cost;
        let date = PriceDate::new(dated.day.date());
        list_price(low_cost, distance_km, dated.minute, &date)
    }

    /// The airplanes that can only be at one place, in the order of their ids.
    fn singles(&self, changes: &[Change]) -> BTreeSet<u32> {
        let wanted = changes.iter().filter_map(Change::wanted);
        wanted.filter_map(|dated| self.single(dated)).collect()
    }

    fn single(&self, dated: &Dated) -> Option<u32> {
        let craft = self.comparison.fleet.craft(dated.wish).ok()?;
        craft.single().map(|airplane| airplane.id)
    }
}
