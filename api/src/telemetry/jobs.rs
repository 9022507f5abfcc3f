//! What is known of jobs and audits: when each ran, and what it found.

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::metrics::help;

/// The runs of one job in this process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobRuns {
    /// When the last run began.
    pub started_at: Option<DateTime<Utc>>,
    /// How long it took.
    pub took: Duration,
    /// What it did: orders moved, keys forgotten.
    pub done: u64,
    /// Runs so far.
    pub runs: u64,
    /// Those that failed, in whole or in part.
    pub failures: u64,
    /// Why the last of those failed, and when.
    pub last_error: Option<(DateTime<Utc>, String)>,
}

/// How one run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// How long it took.
    pub took: Duration,
    /// What it did, or why it failed.
    pub outcome: Result<u64, String>,
}

/// The jobs of one process, and the differences that the last audit found.
#[derive(Debug, Default)]
pub struct JobBoard {
    jobs: Mutex<BTreeMap<&'static str, JobRuns>>,
    differences: Mutex<BTreeMap<&'static str, u64>>,
}

impl JobBoard {
    /// Notes that a job ran.
    pub fn ran(&self, job: &'static str, run: JobRun) {
        let mut jobs = locked(&self.jobs);
        let runs = jobs.entry(job).or_default();
        runs.started_at = Some(run.started_at);
        runs.took = run.took;
        runs.runs += 1;
        match run.outcome {
            Ok(done) => runs.done = done,
            Err(why) => {
                runs.done = 0;
                runs.failures += 1;
                runs.last_error = Some((run.started_at, why));
            }
        }
    }

    /// What is known of a job.
    pub fn runs_of(&self, job: &str) -> JobRuns {
        locked(&self.jobs).get(job).cloned().unwrap_or_default()
    }

    /// Notes what a check of the last audit found.
    pub fn audited(&self, check: &'static str, differences: u64) {
        locked(&self.differences).insert(check, differences);
    }

    /// Writes every series in the text format of Prometheus.
    pub fn write(&self, out: &mut String) -> fmt::Result {
        const RUNS: &str = "gajo_job_runs_total";
        const FAILURES: &str = "gajo_job_failures_total";
        const DIFFERENCES: &str = "gajo_audit_differences";
        let jobs = locked(&self.jobs);
        help(out, RUNS, "counter", "Runs of each job.")?;
        for (job, runs) in jobs.iter() {
            writeln!(out, "{RUNS}{{job=\"{job}\"}} {}", runs.runs)?;
        }
        help(out, FAILURES, "counter", "Runs that failed.")?;
        for (job, runs) in jobs.iter() {
            writeln!(out, "{FAILURES}{{job=\"{job}\"}} {}", runs.failures)?;
        }
        help(out, DIFFERENCES, "gauge", "What the last audit found.")?;
        for (check, found) in locked(&self.differences).iter() {
            writeln!(out, "{DIFFERENCES}{{check=\"{check}\"}} {found}")?;
        }
        Ok(())
    }
}

/// A map whose last writer may have panicked: each write is whole.
fn locked<T>(map: &Mutex<T>) -> MutexGuard<'_, T> {
    map.lock().unwrap_or_else(PoisonError::into_inner)
}
