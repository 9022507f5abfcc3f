//! Finding out what became of payments: those without an answer, those whose process died, those that
//! were declined without a decisive word, and those that a webhook tells of.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt, stream};

use super::collect::{CollectError, conclude};
use super::judge::{self, Finding};
use super::line::Line;
use super::store::{self, Facts};
use super::toss::{Answer, Meaning, Toss, of_confirm};
use crate::app::{App, fail_point};
use crate::booking::{PaymentId, PaymentStatus, Round, Verdict};
use crate::telemetry::chain;

/// Payments that one round looks at, at most; the next goes on.
const BATCH: u32 = 50;

/// Those that are looked at side by side: a provider that is slow does not hold up the round.
const AT_ONCE: usize = 8;

/// The provider approves nothing later than this after its buyer agreed, which was before our first
/// send: until then the confirm is sent again.
const WINDOW: TimeDelta = TimeDelta::minutes(10);

/// Until then a payment that is not there is asked for; after it, it is taken for declined.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// The shortest and the longest pause between two looks.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::seconds(10), TimeDelta::minutes(5));

/// A payment that nobody could find out in this time is told of.
const TOO_LONG: TimeDelta = TimeDelta::hours(1);

/// When a declined payment is looked at for the last time.
const LAST_LOOK: TimeDelta = TimeDelta::hours(24);

/// A call may be under way for so long.
const UNDER_WAY: TimeDelta = TimeDelta::seconds(75);

/// What the code of a payment is that was never collected in its time.
const NEVER_APPROVED: &str = "NEVER_APPROVED";

/// Looks at every payment that is due, up to a batch.
pub async fn find_out(app: &App) -> sqlx::Result<Round> {
    let mut round = Round::default();
    let Some(toss) = &app.toss else {
        return Ok(round);
    };
    let due = store::due(&app.db, app.clock.now(), BATCH).await?;
    let mut looks = stream::iter(due)
        .map(|id| async move { (id, look_at(app, toss, id).await) })
        .buffer_unordered(AT_ONCE);
    while let Some((id, looked)) = looks.next().await {
        match looked {
            Ok(true) => round.done += 1,
            Ok(false) => {}
            Err(error) => {
                round.failed += 1;
                tracing::warn!(payment.id = %id.0, error = %chain(&error), "a payment was not found out");
            }
        }
    }
    let (unknown, oldest) = store::unknown(&app.db).await?;
    let oldest = oldest.map(|oldest| app.clock.now() - oldest);
    app.metrics.payments.unknown(unknown, oldest);
    Ok(round)
}

/// Looks at the payment with that id, if it is still there.
async fn look_at(app: &App, toss: &Toss, id: PaymentId) -> Result<bool, CollectError> {
    match store::find(&app.db, id).await? {
        Some(facts) => look(app, toss, &facts).await,
        None => Ok(false),
    }
}

/// Looks at one payment, unless another node has taken it.
async fn look(app: &App, toss: &Toss, facts: &Facts) -> Result<bool, CollectError> {
    let now = app.clock.now();
    if !store::take(&app.db, facts, next_look(facts, now)).await? {
        return Ok(false);
    }
    fail_point("look-taken");
    let line = Line::new(app, toss, facts);
    let found = line.look_up().await;
    fail_point("look-answered");
    match facts.status {
        PaymentStatus::Confirming | PaymentStatus::Unknown => {
            running(app, &line, facts, found, now).await?;
        }
        PaymentStatus::Declined => {
            if let Finding::Captured { .. } = &found
                && let Some(verdict) = line.verdict(found)
            {
                conclude(app, facts, &verdict).await?;
            }
        }
        PaymentStatus::Captured => captured(&line, facts, &found),
    }
    Ok(true)
}

/// When a payment is looked at next, should this look decide nothing.
fn next_look(facts: &Facts, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let age = now - facts.first_sent_at.unwrap_or(facts.created_at);
    match facts.status {
        PaymentStatus::Confirming | PaymentStatus::Unknown => {
            Some(now + (age / 4).clamp(PAUSES.0, PAUSES.1))
        }
        PaymentStatus::Declined => {
            let last = facts.created_at + LAST_LOOK;
            (now < last).then_some(last)
        }
        PaymentStatus::Captured => None,
    }
}

/// What is found of a payment that nobody knows the end of.
async fn running(
    app: &App,
    line: &Line<'_>,
    facts: &Facts,
    found: Finding,
    now: DateTime<Utc>,
) -> Result<(), CollectError> {
    let not_yet = found == Finding::NotYet;
    if let Some(verdict) = line.verdict(found) {
        return conclude(app, facts, &verdict).await;
    }
    let age = now - facts.first_sent_at.unwrap_or(facts.created_at);
    if not_yet && age >= GRACE {
        let verdict = Verdict::Declined {
            code: NEVER_APPROVED.to_owned(),
            decisive: false,
        };
        return conclude(app, facts, &verdict).await;
    }
    if age >= TOO_LONG {
        line.alarm("nobody could find out what became of it for an hour");
    }
    // The call of a process that lives is left alone; a webhook may have come before its answer.
    let under_way = facts.status == PaymentStatus::Confirming && age < UNDER_WAY;
    if not_yet && age < WINDOW && !under_way {
        return send_again(app, line, facts, now).await;
    }
    Ok(())
}

/// Sends the confirm again: under the same key, so that an earlier send is answered and not repeated.
async fn send_again(
    app: &App,
    line: &Line<'_>,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Result<(), CollectError> {
    let attempt = facts.attempt.max(1);
    let check_at = next_look(facts, now).unwrap_or(now).max(now + UNDER_WAY);
    if !store::sending(&app.db, facts.id, attempt, (now, check_at)).await? {
        return Ok(());
    }
    fail_point("again-noted");
    let answer = line.confirm(attempt).await;
    fail_point("again-answered");
    let finding = match &answer {
        Answer::Payment(payment) => judge::of_payment(payment, line.expected()),
        Answer::Silence(_) => Finding::Nothing,
        Answer::Refused(refusal) if of_confirm(&refusal.code) == Meaning::Running => {
            Finding::Nothing
        }
        // An answer to this send or to one before: the books say which.
        Answer::Refused(_) => line.look_up().await,
    };
    let verdict = match (finding, answer) {
        (Finding::NotYet, Answer::Refused(refusal)) => match of_confirm(&refusal.code) {
            Meaning::Refused | Meaning::Misconfigured => Some(Verdict::Declined {
                code: refusal.code,
                decisive: false,
            }),
            // Answered, and not done: under this key it would be answered the same for ever.
            Meaning::Temporary | Meaning::Unclear => {
                store::next_attempt(&app.db, facts.id, attempt + 1).await?;
                None
            }
            Meaning::Running => None,
        },
        (finding, _) => line.verdict(finding),
    };
    match verdict {
        Some(verdict) => conclude(app, facts, &verdict).await,
        None => conclude(app, facts, &Verdict::Unknown).await,
    }
}

/// A payment that we have, as the provider's books show it.
fn captured(line: &Line<'_>, facts: &Facts, found: &Finding) {
    match found {
        Finding::Withdrawn if facts.refunded < facts.amount => {
            line.alarm("it is paid here and was given back at the provider");
        }
        Finding::Declined(code) => line.alarm(&format!("it is paid here and not there: {code}")),
        // Partly refunded payments look strange to a payment that is still to come.
        _ => {}
    }
}
