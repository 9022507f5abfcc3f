//! The note of a run: what it is made from and how far it is.

use mysql_async::Transaction;
use mysql_async::prelude::Queryable;
use search::model::Day;

use super::LoadError;
use crate::schedule::Params;

/// The parameters that a caller named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// See [`Params::seed`].
    pub seed: Option<u64>,
    /// See [`Params::start`].
    pub start: Option<Day>,
    /// See [`Params::days`].
    pub days: Option<u16>,
    /// See [`Params::per_day`].
    pub per_day: Option<u32>,
}

impl Wanted {
    /// A new run: the demo's, where nothing was named.
    pub(super) fn or_default(&self, today: Day) -> Params {
        let demo = Params::from_start(today);
        Params {
            seed: self.seed.unwrap_or(demo.seed),
            start: self.start.unwrap_or(demo.start),
            days: self.days.unwrap_or(demo.days),
            per_day: self.per_day.unwrap_or(demo.per_day),
        }
    }

    /// Refuses to go on with a run when something else was named.
    pub(super) fn check(&self, recorded: Params) -> Result<(), LoadError> {
        let agrees = self.seed.is_none_or(|seed| seed == recorded.seed)
            && self.start.is_none_or(|start| start == recorded.start)
            && self.days.is_none_or(|days| days == recorded.days)
            && self
                .per_day
                .is_none_or(|per_day| per_day == recorded.per_day);
        if agrees {
            Ok(())
        } else {
            Err(LoadError::AnotherRun(recorded))
        }
    }
}

/// A recorded run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) params: Params,
    pub(super) rows_loaded: u64,
    pub(super) finished: bool,
}

impl Run {
    /// A run that begins.
    pub(super) fn new(params: Params) -> Self {
        Self {
            params,
            rows_loaded: 0,
            finished: false,
        }
    }
}

/// Reads the run, after whoever is loading a chunk of it has ended.
pub(super) async fn find_for_update(tx: &mut Transaction<'_>) -> Result<Option<Run>, LoadError> {
    let row: Option<(u64, u16, u16, u32, u64, bool)> = tx
        .query_first(
            "SELECT seed, DATEDIFF(start_date, '2000-01-01'), days, per_day, rows_loaded, finished_at IS NOT NULL
             FROM timetable_runs
             WHERE id = 1
             FOR UPDATE",
        )
        .await?;
    Ok(
        row.map(|(seed, start, days, per_day, rows_loaded, finished)| Run {
            params: Params {
                seed,
                start: Day(start),
                days,
                per_day,
            },
            rows_loaded,
            finished,
        }),
    )
}

/// Ids of a run begin at 1: it must be the first to fill its tables.
pub(super) async fn refuse_foreign_flights(tx: &mut Transaction<'_>) -> Result<(), LoadError> {
    let holds_some: Option<bool> = tx
        .query_first("SELECT EXISTS (SELECT 1 FROM airplanes) OR EXISTS (SELECT 1 FROM flights)")
        .await?;
    match holds_some {
        Some(true) => Err(LoadError::ForeignFlights),
        _ => Ok(()),
    }
}

pub(super) async fn insert(tx: &mut Transaction<'_>, params: Params) -> Result<(), LoadError> {
    let start = params.start.to_string();
    tx.exec_drop(
        "INSERT INTO timetable_runs (id, seed, start_date, days, per_day) VALUES (1, ?, ?, ?, ?)",
        (params.seed, start, params.days, params.per_day),
    )
    .await?;
    Ok(())
}

/// Notes that the rows `from..to` are loaded, unless somebody else noted something meanwhile.
pub(super) async fn advance(tx: &mut Transaction<'_>, from: u64, to: u64) -> Result<(), LoadError> {
    tx.exec_drop(
        "UPDATE timetable_runs SET rows_loaded = ? WHERE id = 1 AND rows_loaded = ?",
        (to, from),
    )
    .await?;
    match tx.affected_rows() {
        1 => Ok(()),
        _ => Err(LoadError::AlreadyLoading),
    }
}

pub(super) async fn finish(tx: &mut Transaction<'_>) -> Result<(), LoadError> {
    tx.query_drop("UPDATE timetable_runs SET finished_at = UTC_TIMESTAMP(6) WHERE id = 1")
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recorded_run_goes_on_unless_something_else_is_wanted() {
        let today = Day(9_800);
        let recorded = Wanted::default().or_default(today);
        assert_eq!(recorded, Params::from_start(today));
        assert!(Wanted::default().check(recorded).is_ok());
        let same = Wanted {
            per_day: Some(2_700),
            ..Wanted::default()
        };
        assert!(same.check(recorded).is_ok());
        let other = Wanted {
            per_day: Some(27_000),
            ..Wanted::default()
        };
        assert_eq!(
            other.check(recorded).unwrap_err().to_string(),
            "the database holds another run: 2700 flights a day for 370 days from 2026-10-31, \
             seed 20260101; to start over: dev/run --reset, or use an empty database"
        );
    }
}
