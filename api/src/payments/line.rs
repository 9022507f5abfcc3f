//! The line to the provider for one payment: every call is written down.

use uuid::Uuid;

use super::judge::{self, Expected, Finding};
use super::store::Facts;
use super::store::calls;
use super::toss::{Answer, ConfirmAsk, Exchange, Toss};
use crate::app::App;
use crate::booking::{PaymentId, Verdict};

/// A payment and the provider that has it.
pub(super) struct Line<'a> {
    app: &'a App,
    toss: &'a Toss,
    facts: &'a Facts,
    order: String,
}

impl<'a> Line<'a> {
    pub(super) fn new(app: &'a App, toss: &'a Toss, facts: &'a Facts) -> Self {
        let order = facts.order.to_string();
        Self {
            app,
            toss,
            facts,
            order,
        }
    }

    /// Commands the money to be collected, under the n-th key.
    pub(super) async fn confirm(&self, attempt: u16) -> Answer {
        let ask = ConfirmAsk {
            payment_key: &self.facts.key,
            order_id: self.facts.order,
            amount: self.facts.amount,
        };
        let key = format!("{}.{attempt}", self.facts.id.0);
        let exchange = self.toss.confirm(&ask, &key).await;
        note(self.app, (self.facts.id, None), attempt, &exchange).await;
        exchange.answer
    }

    /// Asks what became of it, by the provider's key: an earlier payment may share the order.
    pub(super) async fn look_up(&self) -> Finding {
        let exchange = self.toss.look_up(&self.facts.key).await;
        note(
            self.app,
            (self.facts.id, None),
            self.facts.attempt,
            &exchange,
        )
        .await;
        judge::of_lookup(&exchange.answer, self.expected())
    }

    /// What we asked for.
    pub(super) fn expected(&self) -> Expected<'_> {
        Expected {
            key: &self.facts.key,
            order: &self.order,
            amount: self.facts.amount,
        }
    }

    /// The verdict that a finding is, if it is one. What somebody has to look at is told loudly.
    pub(super) fn verdict(&self, finding: Finding) -> Option<Verdict> {
        match finding {
            Finding::Captured {
                method,
                receipt_url,
            } => Some(Verdict::Captured {
                method,
                receipt_url,
            }),
            Finding::Declined(code) => Some(Verdict::Declined {
                code,
                decisive: true,
            }),
            Finding::Withdrawn => {
                self.alarm("the money was collected and given back, and not by us");
                let code = "CANCELED".to_owned();
                Some(Verdict::Declined {
                    code,
                    decisive: true,
                })
            }
            Finding::Strange(what) => {
                self.alarm(&what);
                None
            }
            Finding::NotYet | Finding::Nothing => None,
        }
    }

    /// Tells that somebody has to look at this payment.
    pub(super) fn alarm(&self, what: &str) {
        self.app.metrics.payments.alarm();
        tracing::error!(
            payment.id = %self.facts.id.0,
            order.id = %self.facts.order,
            what,
            "a payment needs somebody to look at it"
        );
    }
}

/// Writes a call down. That it cannot be written changes nothing about the money.
pub(super) async fn note(
    app: &App,
    about: (PaymentId, Option<Uuid>),
    attempt: u16,
    exchange: &Exchange,
) {
    let now = app.clock.now();
    if let Err(error) = calls::insert(&app.db, about, attempt, exchange, now).await {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            "a call to the payment provider could not be written down"
        );
    }
}
