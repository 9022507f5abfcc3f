//! Collecting the money of a payment that has begun: in a task of its own, outside of every
//! transaction, whatever becomes of the customer's connection.

use std::time::Duration;

use chrono::TimeDelta;
use rand::RngExt;

use super::judge::{self, Finding};
use super::line::Line;
use super::store::{self, Facts};
use super::toss::{Answer, Meaning, Refusal, Silence, Toss, of_confirm};
use crate::accounts;
use crate::app::{App, fail_point};
use crate::booking::{PaymentId, SettleError, Settled, Verdict, settle};
use crate::telemetry::PaymentEnd;

/// When somebody else looks, should this task die.
const CHECK: TimeDelta = TimeDelta::seconds(75);

/// How far a pause may differ from what it should be, so that many do not come back at once.
const JITTER: std::ops::Range<f64> = 0.8..1.2;

/// Why a payment is not settled; it will be found out.
#[derive(Debug, thiserror::Error)]
pub(super) enum CollectError {
    /// The verdict could not be written.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// MySQL refused or is away.
    #[error("could not read or write the payment")]
    Db(#[from] sqlx::Error),
}

/// What follows an answer.
enum Next {
    Settle(Verdict),
    /// The same command again, under the same key.
    Again,
    /// The command anew, since this one was answered and did nothing; the code says why.
    Anew(String),
    /// It was answered, and has done nothing so far: a command of later has another key, since under
    /// this one it would be answered the same.
    Later,
}

/// Commands the provider to collect a payment, at most three times, and settles it.
pub(super) async fn collect(app: &App, toss: &Toss, id: PaymentId) -> Result<(), CollectError> {
    let Some(facts) = store::find(&app.db, id).await? else {
        return Err(SettleError::NotFound.into());
    };
    let line = Line::new(app, toss, &facts);
    let mut attempt = facts.attempt.max(1);
    let mut last = Verdict::Unknown;
    for pause in std::iter::once(None).chain(toss.pace.pauses.map(Some)) {
        if let Some(pause) = pause {
            tokio::time::sleep(jittered(pause)).await;
        }
        let now = app.clock.now();
        if !store::sending(&app.db, id, attempt, (now, now + CHECK)).await? {
            return Ok(());
        }
        fail_point("confirm-noted");
        let answer = line.confirm(attempt).await;
        fail_point("confirm-answered");
        match after(&line, answer).await {
            Next::Settle(verdict) => return conclude(app, &facts, &verdict).await,
            Next::Again => last = Verdict::Unknown,
            Next::Later => {
                store::next_attempt(&app.db, id, attempt + 1).await?;
                return conclude(app, &facts, &Verdict::Unknown).await;
            }
            Next::Anew(code) => {
                attempt += 1;
                last = Verdict::Declined {
                    code,
                    decisive: false,
                };
            }
        }
    }
    conclude(app, &facts, &last).await
}

/// What follows an answer to a confirm whose earlier sends, if any, were answered.
async fn after(line: &Line<'_>, answer: Answer) -> Next {
    let code = match answer {
        Answer::Payment(payment) => {
            let finding = judge::of_payment(&payment, line.expected());
            return Next::Settle(line.verdict(finding).unwrap_or(Verdict::Unknown));
        }
        Answer::Silence(Silence::NotSent) => return Next::Again,
        Answer::Silence(Silence::Lost | Silence::Unreadable) => {
            return Next::Settle(Verdict::Unknown);
        }
        Answer::Refused(Refusal { code }) => code,
    };
    match of_confirm(&code) {
        Meaning::Running => Next::Again,
        Meaning::Refused => Next::Settle(refused(code)),
        Meaning::Misconfigured => {
            line.alarm(&format!("the provider refuses us: {code}"));
            Next::Settle(refused(code))
        }
        Meaning::Temporary => match line.look_up().await {
            Finding::NotYet => Next::Anew(code),
            finding => Next::Settle(line.verdict(finding).unwrap_or(Verdict::Unknown)),
        },
        Meaning::Unclear => match line.look_up().await {
            Finding::NotYet => Next::Later,
            finding => Next::Settle(line.verdict(finding).unwrap_or(Verdict::Unknown)),
        },
    }
}

fn refused(code: String) -> Verdict {
    Verdict::Declined {
        code,
        decisive: true,
    }
}

/// Settles a payment, and does what follows from it.
pub(super) async fn conclude(
    app: &App,
    facts: &Facts,
    verdict: &Verdict,
) -> Result<(), CollectError> {
    let settled = settle(app, facts.id, verdict).await?;
    if let Some(end) = counted(settled) {
        app.metrics.payments.ended(end);
    }
    match settled {
        // Looked at again each night: the payment stands without it.
        Settled::Paid(customer) => {
            if let Err(error) = accounts::recompute(app, customer).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a grade could not be recomputed"
                );
            }
        }
        Settled::NotHonoured => {
            tracing::error!(
                payment.id = %facts.id.0,
                order.id = %facts.order,
                amount = facts.amount.0,
                "money came too late for its order and goes back"
            );
        }
        Settled::Declined | Settled::Unknown | Settled::Unchanged(_) => {}
    }
    tracing::info!(payment.id = %facts.id.0, ?settled, "a payment is settled");
    Ok(())
}

fn counted(settled: Settled) -> Option<PaymentEnd> {
    match settled {
        Settled::Paid(_) => Some(PaymentEnd::Captured),
        Settled::Declined => Some(PaymentEnd::Declined),
        Settled::Unknown => Some(PaymentEnd::Unclear),
        Settled::NotHonoured => Some(PaymentEnd::NotHonoured),
        Settled::Unchanged(_) => None,
    }
}

fn jittered(pause: Duration) -> Duration {
    pause.mul_f64(rand::rng().random_range(JITTER))
}
