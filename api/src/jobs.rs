//! What happens by itself, on every node.
//!
//! The scheduler starts a tick even while the last one still runs, so each job holds a lock of its
//! process; a tick that finds it taken passes. Across nodes jobs need no lock: each order is moved by
//! an UPDATE that expects its state, and whoever is second moves nothing.

mod letters;
mod routes;
mod table;
mod view;

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::Mutex;
use tokio_cron_scheduler::{Job as Scheduled, JobScheduler, JobSchedulerError};

pub use routes::router;
pub use table::{Job, JobError, TABLE};

use crate::app::App;
use crate::telemetry::{JobRun, chain};

/// The jobs of one process, until it is stopped.
pub struct Jobs(JobScheduler);

/// Starts every job.
pub async fn start(app: &App) -> Result<Jobs, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    for job in TABLE {
        let turn = Arc::new(Mutex::new(()));
        let app = app.clone();
        let scheduled = Scheduled::new_async(job.every, move |_, _| {
            let (app, turn) = (app.clone(), Arc::clone(&turn));
            Box::pin(async move {
                if let Ok(_turn) = turn.try_lock() {
                    run(&app, job).await;
                }
            })
        })?;
        scheduler.add(scheduled).await?;
    }
    scheduler.start().await?;
    Ok(Jobs(scheduler))
}

impl Jobs {
    /// Starts no job any more.
    pub async fn stop(mut self) {
        if let Err(error) = self.0.shutdown().await {
            tracing::warn!(error = %chain(&error), "the jobs could not be stopped");
        }
    }
}

/// Runs one job once, and notes how it ended.
pub async fn run(app: &App, job: &Job) {
    let (started_at, clock) = (app.clock.now(), Instant::now());
    let outcome = (job.work)(app.clone()).await;
    if let Err(error) = &outcome {
        tracing::warn!(job = job.name, error = %chain(error), "a job failed");
    }
    let run = JobRun {
        started_at,
        took: clock.elapsed(),
        outcome: outcome.map_err(|error| chain(&error)),
    };
    app.metrics.jobs.ran(job.name, run);
}
