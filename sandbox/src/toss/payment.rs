//! One payment: what moves it, and what refuses to.

use chrono::{DateTime, TimeDelta, Utc};

/// How long after the buyer has authenticated a payment can be confirmed.
pub(super) const CONFIRM_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// The smallest amount by card, in won.
const LEAST_AMOUNT: i64 = 100;

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    InProgress,
    Done,
    Canceled,
    PartialCanceled,
    Aborted,
    Expired,
}

/// A payment that the buyer has authenticated.
#[derive(Clone, Debug)]
pub(super) struct Payment {
    pub(super) key: String,
    pub(super) order_id: String,
    pub(super) order_name: String,
    pub(super) amount: i64,
    pub(super) status: Status,
    pub(super) authenticated_at: DateTime<Utc>,
    pub(super) approved_at: Option<DateTime<Utc>>,
    /// The code with which the approval was refused.
    pub(super) failure: Option<String>,
    pub(super) cancels: Vec<Cancel>,
    pub(super) transaction: Option<String>,
    /// What the card company will say to the confirm; `None` when it agrees.
    pub(super) refusal: Option<String>,
    /// A confirm is under way.
    pub(super) confirming: bool,
}

/// One return of money.
#[derive(Clone, Debug)]
pub(super) struct Cancel {
    pub(super) amount: i64,
    pub(super) reason: String,
    /// What could still be returned after it.
    pub(super) left: i64,
    pub(super) at: DateTime<Utc>,
    pub(super) transaction: String,
}

/// What a merchant asks when it cancels.
#[derive(Clone, Debug)]
pub(super) struct CancelAsk {
    /// `None`: everything.
    pub(super) amount: Option<i64>,
    pub(super) reason: String,
    /// What the merchant believes can still be returned.
    pub(super) refundable: Option<i64>,
}

impl Status {
    /// As Toss writes it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Done => "DONE",
            Self::Canceled => "CANCELED",
            Self::PartialCanceled => "PARTIAL_CANCELED",
            Self::Aborted => "ABORTED",
            Self::Expired => "EXPIRED",
        }
    }
}

impl Payment {
    /// What can still be returned.
    pub(super) fn balance(&self) -> i64 {
        match self.status {
            Status::InProgress | Status::Aborted | Status::Expired => self.amount,
            Status::Done | Status::Canceled | Status::PartialCanceled => {
                let returned: i64 = self.cancels.iter().map(|cancel| cancel.amount).sum();
                self.amount - returned
            }
        }
    }

    /// Lets the time limit take effect. A confirm that is under way came in time. Tells whether the
    /// payment has just expired.
    pub(super) fn expire(&mut self, now: DateTime<Utc>) -> bool {
        let late = now - self.authenticated_at > CONFIRM_WITHIN;
        let expires = self.status == Status::InProgress && !self.confirming && late;
        if expires {
            self.status = Status::Expired;
            self.failure = Some("EXPIRED_PAYMENT".into());
        }
        expires
    }

    /// Begins to confirm, or says with which code Toss refuses.
    pub(super) fn begin(&mut self, order_id: &str, amount: i64) -> Result<(), &'static str> {
        match self.status {
            Status::InProgress if self.confirming => {
                return Err("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING");
            }
            Status::InProgress => {}
            Status::Expired => return Err("NOT_FOUND_PAYMENT_SESSION"),
            Status::Done | Status::Canceled | Status::PartialCanceled | Status::Aborted => {
                return Err("ALREADY_PROCESSED_PAYMENT");
            }
        }
        if self.order_id != order_id || self.amount != amount {
            // What Toss says to another amount is written nowhere.
            return Err("INVALID_REQUEST");
        }
        if amount < LEAST_AMOUNT {
            return Err("BELOW_MINIMUM_AMOUNT");
        }
        self.confirming = true;
        Ok(())
    }

    /// Ends a confirm: the card company agrees, or the code with which it does not.
    pub(super) fn decide(&mut self, now: DateTime<Utc>, transaction: String) -> Result<(), String> {
        self.confirming = false;
        if let Some(code) = &self.refusal {
            self.status = Status::Aborted;
            self.failure = Some(code.clone());
            return Err(code.clone());
        }
        self.status = Status::Done;
        self.approved_at = Some(now);
        self.transaction = Some(transaction);
        Ok(())
    }

    /// Returns money, or says with which code Toss refuses.
    pub(super) fn cancel(
        &mut self,
        ask: &CancelAsk,
        now: DateTime<Utc>,
        transaction: String,
    ) -> Result<(), &'static str> {
        match self.status {
            Status::Done | Status::PartialCanceled => {}
            Status::Canceled => return Err("ALREADY_CANCELED_PAYMENT"),
            Status::InProgress | Status::Aborted | Status::Expired => {
                return Err("NOT_CANCELABLE_PAYMENT");
            }
        }
        let balance = self.balance();
        if ask.refundable.is_some_and(|believed| believed != balance) {
            return Err("NOT_MATCHES_REFUNDABLE_AMOUNT");
        }
        let amount = ask.amount.unwrap_or(balance);
        if amount <= 0 || amount > balance {
            return Err("NOT_CANCELABLE_AMOUNT");
        }
        self.status = match amount == self.amount {
            true => Status::Canceled,
            // Parts that add up to everything stay parts.
            false => Status::PartialCanceled,
        };
        self.transaction = Some(transaction.clone());
        self.cancels.push(Cancel {
            amount,
            reason: ask.reason.clone(),
            left: balance - amount,
            at: now,
            transaction,
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn payment() -> Payment {
        Payment {
            key: "key".into(),
            order_id: "order1".into(),
            order_name: "a flight".into(),
            amount: 10_000,
            status: Status::InProgress,
            authenticated_at: now(),
            approved_at: None,
            failure: None,
            cancels: Vec::new(),
            transaction: None,
            refusal: None,
            confirming: false,
        }
    }

    fn ask(amount: Option<i64>, refundable: Option<i64>) -> CancelAsk {
        CancelAsk {
            amount,
            reason: "because".into(),
            refundable,
        }
    }

    fn paid() -> Payment {
        let mut payment = payment();
        payment.begin("order1", 10_000).unwrap();
        payment.decide(now(), "t0".into()).unwrap();
        payment
    }

    #[test]
    fn a_second_confirm_at_the_same_time_gets_the_ambiguous_500() {
        let mut payment = payment();
        assert_eq!(payment.begin("order1", 10_000), Ok(()));
        let second = payment.begin("order1", 10_000);
        assert_eq!(second, Err("FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING"));
        payment.decide(now(), "t".into()).unwrap();
        assert_eq!(
            payment.begin("order1", 10_000),
            Err("ALREADY_PROCESSED_PAYMENT")
        );
    }

    #[test]
    fn ten_minutes_after_authentication_nothing_can_be_confirmed() {
        let mut in_time = payment();
        assert!(!in_time.expire(now() + CONFIRM_WITHIN));
        let mut late = payment();
        assert!(late.expire(now() + CONFIRM_WITHIN + TimeDelta::seconds(1)));
        assert_eq!(
            late.begin("order1", 10_000),
            Err("NOT_FOUND_PAYMENT_SESSION")
        );
        // One that has begun is not cut off.
        let mut begun = payment();
        begun.begin("order1", 10_000).unwrap();
        assert!(!begun.expire(now() + CONFIRM_WITHIN * 2));
    }

    #[test]
    fn another_order_or_amount_is_refused_and_moves_nothing() {
        for (order, amount) in [("order2", 10_000), ("order1", 9_999)] {
            let mut payment = payment();
            assert_eq!(payment.begin(order, amount), Err("INVALID_REQUEST"));
            assert_eq!(
                (payment.status, payment.confirming),
                (Status::InProgress, false)
            );
        }
    }

    #[test]
    fn one_full_cancel_and_parts_that_add_up_end_differently() {
        let mut whole = paid();
        whole
            .cancel(&ask(None, Some(10_000)), now(), "t1".into())
            .unwrap();
        assert_eq!((whole.status, whole.balance()), (Status::Canceled, 0));
        let again = whole.cancel(&ask(None, None), now(), "t2".into());
        assert_eq!(again, Err("ALREADY_CANCELED_PAYMENT"));

        let mut parts = paid();
        parts
            .cancel(&ask(Some(4_000), None), now(), "t1".into())
            .unwrap();
        parts
            .cancel(&ask(Some(6_000), None), now(), "t2".into())
            .unwrap();
        assert_eq!(
            (parts.status, parts.balance()),
            (Status::PartialCanceled, 0)
        );
        assert_eq!(parts.cancels[0].left, 6_000);
        let again = parts.cancel(&ask(Some(1), None), now(), "t3".into());
        assert_eq!(again, Err("NOT_CANCELABLE_AMOUNT"));
    }

    #[test]
    fn a_wrong_belief_about_the_balance_returns_nothing() {
        let mut payment = paid();
        payment
            .cancel(&ask(Some(1_000), Some(10_000)), now(), "t1".into())
            .unwrap();
        let stale = payment.cancel(&ask(Some(1_000), Some(10_000)), now(), "t2".into());
        assert_eq!(stale, Err("NOT_MATCHES_REFUNDABLE_AMOUNT"));
        assert_eq!(payment.balance(), 9_000);
    }

    #[test]
    fn what_was_never_paid_cannot_be_returned() {
        let refused = payment().cancel(&ask(None, None), now(), "t".into());
        assert_eq!(refused, Err("NOT_CANCELABLE_PAYMENT"));
        let mut declined = Payment {
            refusal: Some("REJECT_CARD_PAYMENT".into()),
            ..payment()
        };
        declined.begin("order1", 10_000).unwrap();
        let code = declined.decide(now(), "t".into());
        assert_eq!(code, Err("REJECT_CARD_PAYMENT".into()));
        assert_eq!(declined.status, Status::Aborted);
    }
}
