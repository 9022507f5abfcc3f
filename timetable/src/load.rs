//! A schedule into MySQL.
//!
//! Flights go in by chunks in the order of their ids. A chunk and the note of how far the run is
//! are one transaction, so that a run may be killed at any moment: the next one goes on behind the
//! last whole chunk and the table ends up the same. A database holds one run; its parameters are
//! noted before its first flight.

mod chunk;
mod error;
mod fleet;
mod flights;
mod reference;
mod run;
pub(crate) mod server;

use std::sync::Arc;

use indicatif::ProgressBar;
use search::model::Day;

use crate::claims;
use crate::reference::Reference;
use crate::schedule::{Params, Schedule};
pub use error::LoadError;
use run::Run;
pub use run::Wanted;
use server::Server;

/// What to load, and where.
#[derive(Clone, Debug)]
pub struct Load {
    /// `mysql://user:password@host:port/database`
    pub mysql_url: String,
    /// What the caller asked for; a recorded run fills the gaps.
    pub wanted: Wanted,
    /// The first date of a new run whose start was not given.
    pub today: Day,
    /// Flights in one transaction, at least 1.
    pub chunk_rows: u64,
}

/// What a call did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The run that the database holds.
    pub params: Params,
    /// Flights that this call loaded.
    pub rows: u64,
    /// Flights of the run.
    pub total: u64,
}

impl Load {
    /// Flights in one transaction, unless a test wants fewer: some tenths of a second of work, and
    /// a few megabytes of binlog.
    pub const CHUNK_ROWS: u64 = 50_000;

    /// Brings the schema and the reference data up to date, and loads what is missing of the run.
    pub async fn run(&self, progress: &ProgressBar) -> Result<Loaded, LoadError> {
        let mut server = Server::connect(&self.mysql_url).await?;
        server.require_local_infile().await?;
        server.migrate().await?;
        let (run, schedule) = self.prepare(&mut server).await?;
        if run.finished {
            return Ok(Loaded {
                params: run.params,
                rows: 0,
                total: run.rows_loaded,
            });
        }
        let total = schedule.total();
        progress.set_length(total);
        progress.set_position(run.rows_loaded);
        progress.reset_eta();
        let chunks = chunk::produce(schedule.clone(), run.rows_loaded, self.chunk_rows);
        flights::load(&mut server, chunks, progress).await?;
        finish(&mut server, &schedule).await?;
        Ok(Loaded {
            params: run.params,
            rows: total.saturating_sub(run.rows_loaded),
            total,
        })
    }

    /// Writes what flights refer to, and finds the run or begins it.
    async fn prepare(&self, server: &mut Server) -> Result<(Run, Arc<Schedule>), LoadError> {
        let reference = Reference::read();
        let mut tx = server.begin().await?;
        let recorded = run::find_for_update(&mut tx).await?;
        let run = recorded.unwrap_or_else(|| Run::new(self.wanted.or_default(self.today)));
        self.wanted.check(run.params)?;
        let schedule = Schedule::new(run.params, &reference);
        reference::upsert(&mut tx, &reference).await?;
        if recorded.is_none() {
            run::refuse_foreign_flights(&mut tx).await?;
            fleet::insert(&mut tx, &schedule).await?;
            run::insert(&mut tx, run.params).await?;
        }
        tx.commit().await?;
        Ok((run, Arc::new(schedule)))
    }
}

/// Adds the demo's claims and notes that nothing is left to do.
async fn finish(server: &mut Server, schedule: &Schedule) -> Result<(), LoadError> {
    let mut tx = server.begin().await?;
    claims::insert(&mut tx, schedule).await?;
    run::finish(&mut tx).await?;
    tx.commit().await?;
    Ok(())
}
