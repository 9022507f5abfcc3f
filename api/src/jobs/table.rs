//! Every job: its name, when it runs, what it does.

use chrono::TimeDelta;
use futures_util::future::BoxFuture;

use crate::app::App;
use crate::booking::{self, Round, Scope};
use crate::notify::mail::{self, Posted};
use crate::{accounts, audit, idempotency, payments};

/// What the audit of each minute looks back at.
const TOUCHED: TimeDelta = TimeDelta::minutes(10);

/// Something that happens by itself.
pub struct Job {
    /// What it is called.
    pub name: &'static str,
    /// When it runs: second, minute, hour, day, month, weekday, in UTC.
    pub every: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// Does it, and says how much there was to do.
    pub work: fn(App) -> BoxFuture<'static, Result<u64, JobError>>,
}

/// Why a job failed.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// MySQL refused or is away.
    #[error("MySQL refused or is away")]
    Db(#[from] sqlx::Error),
    /// Some orders could not be moved; the log says why.
    #[error("{failed} of {} orders could not be moved", failed + done)]
    Orders {
        /// Those that were moved.
        done: u64,
        /// Those that were not.
        failed: u64,
    },
    /// Some letters were not sent; they are tried again, or are dead and listed.
    #[error("{failed} of {} letters were not sent", failed + done)]
    Letters {
        /// Those that were sent.
        done: u64,
        /// Those that were not.
        failed: u64,
    },
    /// The books do not agree; the log says where.
    #[error("the books do not agree: {0} differences")]
    Differences(u64),
}

/// The jobs.
pub const TABLE: &[Job] = &[
    Job {
        name: "expire",
        every: "*/5 * * * * *",
        what: "ends holds whose time has passed",
        work: |app| Box::pin(async move { moved(booking::expire_due(&app).await?) }),
    },
    Job {
        name: "flight_cancelled",
        every: "*/5 * * * * *",
        what: "ends holds on flights that were cancelled",
        work: |app| Box::pin(async move { moved(booking::cancel_held(&app).await?) }),
    },
    Job {
        name: "mail",
        every: "*/5 * * * * *",
        what: "sends letters to customers",
        work: |app| Box::pin(async move { posted(mail::send_due(&app).await?) }),
    },
    Job {
        name: "webhooks",
        every: "*/5 * * * * *",
        what: "has payments looked at that the provider tells of",
        work: |app| Box::pin(async move { Ok(payments::work_webhooks_off(&app).await?) }),
    },
    Job {
        name: "payments",
        every: "*/5 * * * * *",
        what: "finds out what became of payments without an answer",
        work: |app| Box::pin(async move { moved(payments::find_out(&app).await?) }),
    },
    Job {
        name: "refunds",
        every: "*/5 * * * * *",
        what: "gives back what is asked for or owed, and finds out what became of it",
        work: |app| Box::pin(async move { moved(refunded(&app).await?) }),
    },
    Job {
        name: "audit",
        every: "0 * * * * *",
        what: "checks the books of the last ten minutes",
        work: |app| {
            let since = app.clock.now() - TOUCHED;
            Box::pin(async move { audited(&app, Scope::Since(since)).await })
        },
    },
    Job {
        name: "audit_all",
        every: "0 30 18 * * *",
        what: "checks all books, at 03:30 in Seoul",
        work: |app| Box::pin(async move { audited(&app, Scope::All).await }),
    },
    Job {
        name: "forget_keys",
        every: "0 */10 * * * *",
        what: "forgets idempotency keys after a day",
        work: |app| Box::pin(async move { Ok(idempotency::purge(&app).await?) }),
    },
    Job {
        name: "grades",
        every: "0 0 18 * * *",
        what: "recomputes everybody's grade, at 03:00 in Seoul",
        work: |app| Box::pin(async move { Ok(accounts::recompute_all(&app).await?.changed) }),
    },
    Job {
        name: "forget_sessions",
        every: "0 20 * * * *",
        what: "deletes sessions that are over",
        work: |app| Box::pin(async move { Ok(accounts::purge_sessions(&app).await?) }),
    },
    Job {
        name: "forget_sign_ins",
        every: "0 5/10 * * * *",
        what: "deletes sign-ins that nobody came back from",
        work: |app| Box::pin(async move { Ok(accounts::purge_attempts(&app).await?) }),
    },
    Job {
        name: "forget_acts",
        every: "0 45 18 * * *",
        what: "deletes what is in the audit log for five years, at 03:45 in Seoul",
        work: |app| Box::pin(async move { Ok(audit::purge(&app).await?) }),
    },
];

/// Begins the refunds that we owe, and looks at those that are due.
async fn refunded(app: &App) -> sqlx::Result<Round> {
    let owed = booking::refund_cancelled(app).await?;
    let due = payments::work_refunds_off(app).await?;
    Ok(Round {
        done: owed.done + due.done,
        failed: owed.failed + due.failed,
    })
}

fn moved(round: Round) -> Result<u64, JobError> {
    let Round { done, failed } = round;
    match failed {
        0 => Ok(done),
        failed => Err(JobError::Orders { done, failed }),
    }
}

fn posted(round: Posted) -> Result<u64, JobError> {
    let Posted { done, failed } = round;
    match failed {
        0 => Ok(done),
        failed => Err(JobError::Letters { done, failed }),
    }
}

async fn audited(app: &App, scope: Scope) -> Result<u64, JobError> {
    match booking::audit(app, scope).await?.differences() {
        0 => Ok(0),
        found => Err(JobError::Differences(found)),
    }
}
