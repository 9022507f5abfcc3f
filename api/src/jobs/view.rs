//! Jobs as JSON.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::Job;
use crate::telemetry::JobRuns;

/// The jobs of this process.
#[derive(Serialize, ToSchema)]
#[schema(as = Jobs)]
pub(super) struct JobsView {
    pub(super) items: Vec<JobView>,
    /// There is one page.
    pub(super) next_cursor: Option<String>,
}

/// A job and its runs since the process began.
#[derive(Serialize, ToSchema)]
#[schema(as = Job)]
pub(super) struct JobView {
    #[schema(example = "expire")]
    name: &'static str,
    what: &'static str,
    /// Second, minute, hour, day, month, weekday, in UTC.
    #[schema(example = "*/5 * * * * *")]
    every: &'static str,
    /// When the last run began.
    last_run_at: Option<DateTime<Utc>>,
    /// How long it took.
    last_run_ms: u64,
    /// What it did: orders moved, keys forgotten.
    last_done: u64,
    runs: u64,
    failures: u64,
    last_error: Option<String>,
    last_error_at: Option<DateTime<Utc>>,
}

impl JobView {
    pub(super) fn new(job: &Job, runs: JobRuns) -> Self {
        let (last_error_at, last_error) = runs.last_error.unzip();
        Self {
            name: job.name,
            what: job.what,
            every: job.every,
            last_run_at: runs.started_at,
            last_run_ms: runs.took.as_millis() as u64,
            last_done: runs.done,
            runs: runs.runs,
            failures: runs.failures,
            last_error,
            last_error_at,
        }
    }
}
