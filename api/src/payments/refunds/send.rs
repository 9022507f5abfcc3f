//! Commanding the provider to give money back, and finding out what it did not say.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::books::{self, Books};
use crate::accounts;
use crate::app::{App, fail_point};
use crate::booking::{RefundSettled, RefundVerdict, Round, SettleRefundError, settle_refund};
use crate::payments::line::note;
use crate::payments::store::refunds::{self as store, Facts};
use crate::payments::toss::{Answer, CancelAsk, Meaning, Silence, Toss, of_cancel};
use crate::telemetry::chain;

/// Refunds that one round looks at, at most; the next goes on.
const BATCH: u32 = 50;

/// When somebody else looks, should this task die.
const CHECK: TimeDelta = TimeDelta::seconds(75);

/// A refusal is not believed for so long when an earlier command was left without an answer.
const LOOK_FOR: TimeDelta = TimeDelta::minutes(15);

/// The shortest and the longest pause between two looks.
const PAUSES: (TimeDelta, TimeDelta) = (TimeDelta::seconds(10), TimeDelta::minutes(5));

/// A refund that is not done after this is told of.
const TOO_LONG: TimeDelta = TimeDelta::hours(1);

/// Why a refund is not settled; it will be found out.
#[derive(Debug, thiserror::Error)]
pub(in crate::payments) enum SendError {
    /// The verdict could not be written.
    #[error(transparent)]
    Settle(#[from] SettleRefundError),
    /// MySQL refused or is away.
    #[error("could not read or write the refund")]
    Db(#[from] sqlx::Error),
}

/// What follows an answer.
enum Next {
    Settle(RefundVerdict),
    /// The same command again, under the same key.
    Again,
    /// The command anew: this one was answered and did nothing.
    Anew(String),
}

/// Looks at every refund that is due, up to a batch.
pub async fn work_off(app: &App) -> sqlx::Result<Round> {
    let mut round = Round::default();
    let Some(toss) = &app.toss else {
        return Ok(round);
    };
    for id in store::due(&app.db, app.clock.now(), BATCH).await? {
        let Some(facts) = store::find(&app.db, id).await? else {
            continue;
        };
        match look(app, toss, facts).await {
            Ok(true) => round.done += 1,
            Ok(false) => {}
            Err(error) => {
                round.failed += 1;
                tracing::warn!(refund.id = %id, error = %chain(&error), "a refund was not settled");
            }
        }
    }
    Ok(round)
}

/// Looks at one refund, unless another node has taken it: in the books first, when it was commanded
/// before; what is not there is commanded again.
async fn look(app: &App, toss: &Toss, facts: Facts) -> Result<bool, SendError> {
    let now = app.clock.now();
    if !store::take(&app.db, &facts, now + CHECK).await? {
        return Ok(false);
    }
    fail_point("refund-taken");
    let line = Line { app, toss, facts };
    if now - line.facts.created_at >= TOO_LONG {
        line.alarm("it is not done after an hour");
    }
    if line.facts.first_sent_at.is_some() {
        match line.look_up().await {
            Books::NotGiven => {}
            Books::Given(key) => {
                line.conclude(&RefundVerdict::Done(key)).await?;
                return Ok(true);
            }
            Books::Strange | Books::Shut => {
                line.conclude(&line.unknown(None)).await?;
                return Ok(true);
            }
        }
    }
    line.send(&[]).await?;
    Ok(true)
}

/// Commands the provider for a refund that has just begun, at most three times, and settles it.
pub(super) async fn send(app: &App, toss: &Toss, id: Uuid) -> Result<(), SendError> {
    let Some(facts) = store::find(&app.db, id).await? else {
        return Err(SettleRefundError::NotFound.into());
    };
    let line = Line { app, toss, facts };
    line.send(&toss.pace.pauses).await
}

/// A refund and the provider that has its money.
struct Line<'a> {
    app: &'a App,
    toss: &'a Toss,
    facts: Facts,
}

impl Line<'_> {
    async fn send(&self, pauses: &[Duration]) -> Result<(), SendError> {
        let facts = &self.facts;
        let mut attempt = facts.attempt.max(1);
        let mut last = None;
        for pause in std::iter::once(None).chain(pauses.iter().map(Some)) {
            if let Some(pause) = pause {
                tokio::time::sleep(*pause).await;
            }
            let now = self.app.clock.now();
            let times = (now, now + CHECK);
            if !store::sending(&self.app.db, facts.id, attempt, times).await? {
                return Ok(());
            }
            fail_point("refund-noted");
            let answer = self.cancel(attempt).await;
            fail_point("refund-answered");
            match self.after(answer).await {
                Next::Settle(verdict) => {
                    self.conclude(&verdict).await?;
                    // What the provider refuses is answered so for ever under its key.
                    if let RefundVerdict::Refused(_) = verdict {
                        store::next_attempt(&self.app.db, facts.id, attempt + 1).await?;
                    }
                    return Ok(());
                }
                Next::Again => {}
                Next::Anew(code) => {
                    attempt += 1;
                    store::next_attempt(&self.app.db, facts.id, attempt).await?;
                    if of_cancel(&code) != Meaning::Temporary {
                        return self.conclude(&self.unknown(Some(code))).await;
                    }
                    last = Some(code);
                }
            }
        }
        self.conclude(&self.unknown(last)).await
    }

    /// What follows an answer.
    async fn after(&self, answer: Answer) -> Next {
        let code = match &answer {
            Answer::Payment(_) => return self.by_the_books(self.read(&answer), None),
            Answer::Silence(Silence::NotSent) => return Next::Again,
            Answer::Silence(Silence::Lost | Silence::Unreadable) => {
                return Next::Settle(self.unknown(None));
            }
            Answer::Refused(refusal) => refusal.code.clone(),
        };
        match of_cancel(&code) {
            Meaning::Running => Next::Again,
            // The first and only command: nothing else can have been done.
            Meaning::Refused if self.facts.first_sent_at.is_none() => {
                Next::Settle(RefundVerdict::Refused(code))
            }
            Meaning::Refused => match self.look_up().await {
                Books::NotGiven if self.is_old() => Next::Settle(RefundVerdict::Refused(code)),
                Books::NotGiven => Next::Settle(self.unknown(Some(code))),
                books => self.by_the_books(books, Some(code)),
            },
            Meaning::Misconfigured => {
                self.alarm(&format!("the provider refuses us: {code}"));
                let books = self.look_up().await;
                self.by_the_books(books, Some(code))
            }
            Meaning::Temporary | Meaning::Unclear => {
                let books = self.look_up().await;
                self.by_the_books(books, Some(code))
            }
        }
    }

    fn by_the_books(&self, books: Books, code: Option<String>) -> Next {
        match (books, code) {
            (Books::Given(key), _) => Next::Settle(RefundVerdict::Done(key)),
            (Books::NotGiven, Some(code)) => Next::Anew(code),
            (_, code) => Next::Settle(self.unknown(code)),
        }
    }

    async fn cancel(&self, attempt: u16) -> Answer {
        let facts = &self.facts;
        let reason = books::reason(facts.id, &facts.reason);
        let ask = CancelAsk {
            cancel_reason: &reason,
            cancel_amount: facts.amount,
            refundable_amount: facts.refundable,
        };
        let key = format!("{}.{attempt}", facts.id);
        let exchange = self.toss.cancel(&facts.payment_key, &ask, &key).await;
        note(
            self.app,
            (facts.payment, Some(facts.id)),
            attempt,
            &exchange,
        )
        .await;
        exchange.answer
    }

    async fn look_up(&self) -> Books {
        let facts = &self.facts;
        let exchange = self.toss.look_up(&facts.payment_key).await;
        let about = (facts.payment, Some(facts.id));
        note(self.app, about, facts.attempt, &exchange).await;
        self.read(&exchange.answer)
    }

    fn read(&self, answer: &Answer) -> Books {
        let books = books::read(answer, self.facts.id, self.facts.amount);
        if books == Books::Strange {
            self.alarm("what went back for it is not what was asked for");
        }
        books
    }

    /// Nothing that decides: when to look again.
    fn unknown(&self, code: Option<String>) -> RefundVerdict {
        let pause = (self.age() / 4).clamp(PAUSES.0, PAUSES.1);
        let check_at: DateTime<Utc> = self.app.clock.now() + pause;
        RefundVerdict::Unknown(code, check_at)
    }

    fn is_old(&self) -> bool {
        self.age() >= LOOK_FOR
    }

    /// Since it was commanded for the first time.
    fn age(&self) -> TimeDelta {
        let now = self.app.clock.now();
        now - self.facts.first_sent_at.unwrap_or(now)
    }

    /// Settles the refund, and does what follows from it.
    async fn conclude(&self, verdict: &RefundVerdict) -> Result<(), SendError> {
        let settled = settle_refund(self.app, self.facts.id, verdict).await?;
        match settled {
            // Looked at again each night: the refund stands without it.
            RefundSettled::Done(customer) => {
                if let Err(error) = accounts::recompute(self.app, customer).await {
                    tracing::warn!(error = %chain(&error), "a grade could not be recomputed");
                }
            }
            RefundSettled::Owed => self.alarm("the provider refuses to give back what we owe"),
            RefundSettled::Refused | RefundSettled::Unknown | RefundSettled::Unchanged => {}
        }
        tracing::info!(refund.id = %self.facts.id, ?settled, "a refund is settled");
        Ok(())
    }

    /// Tells that somebody has to look at this refund.
    fn alarm(&self, what: &str) {
        self.app.metrics.payments.alarm();
        let facts = &self.facts;
        tracing::error!(
            refund.id = %facts.id, payment.id = %facts.payment.0, what,
            "a refund needs somebody to look at it"
        );
    }
}
