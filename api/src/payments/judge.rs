//! What an answer of the provider says about one payment of ours. Pure.

use search::model::Won;

use super::toss::{Answer, TossPayment, TossStatus};

/// The currency of every order.
const KRW: &str = "KRW";

/// What we asked to be collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Expected<'a> {
    /// The provider's key.
    pub(super) key: &'a str,
    /// Our order, as the provider was told.
    pub(super) order: &'a str,
    /// How much.
    pub(super) amount: Won,
}

/// What an answer says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// The provider has the money.
    Captured {
        /// How the customer paid.
        method: Option<String>,
        /// The receipt.
        receipt_url: Option<String>,
    },
    /// The provider will never have it; the code says why.
    Declined(String),
    /// It was collected and went back, and not by us; somebody has to look.
    Withdrawn,
    /// Nothing was done so far.
    NotYet,
    /// It says something that we did not ask for; somebody has to look.
    Strange(String),
    /// It says nothing about the payment.
    Nothing,
}

/// What the provider says about a payment when it is looked up.
pub(super) fn of_lookup(answer: &Answer, expected: Expected<'_>) -> Finding {
    match answer {
        Answer::Payment(payment) => of_payment(payment, expected),
        // Not there now.
        Answer::Refused(refusal) if refusal.code.starts_with("NOT_FOUND") => Finding::NotYet,
        Answer::Refused(_) | Answer::Silence(_) => Finding::Nothing,
    }
}

/// What a payment of the provider says about ours.
pub(super) fn of_payment(payment: &TossPayment, expected: Expected<'_>) -> Finding {
    let code = || payment.failure_code().map(str::to_owned);
    match &payment.status {
        TossStatus::Done if is_ours(payment, expected) => Finding::Captured {
            method: payment.method.clone(),
            receipt_url: payment.receipt_url().map(str::to_owned),
        },
        TossStatus::Aborted => Finding::Declined(code().unwrap_or_else(|| "ABORTED".into())),
        TossStatus::Expired => Finding::Declined(code().unwrap_or_else(|| "EXPIRED".into())),
        TossStatus::Ready | TossStatus::InProgress => Finding::NotYet,
        TossStatus::Canceled if payment.balance_amount == Some(Won(0)) => Finding::Withdrawn,
        status => Finding::Strange(format!(
            "{status:?}, {} of order {}, {:?} {}",
            payment.payment_key, payment.order_id, payment.currency, payment.total_amount.0
        )),
    }
}

fn is_ours(payment: &TossPayment, expected: Expected<'_>) -> bool {
    payment.payment_key == expected.key
        && payment.order_id == expected.order
        && payment.total_amount == expected.amount
        && payment
            .currency
            .as_deref()
            .is_none_or(|currency| currency == KRW)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const OURS: Expected<'_> = Expected {
        key: "k",
        order: "o",
        amount: Won(5_000),
    };

    fn found(change: Value) -> Finding {
        let mut body = json!({"paymentKey": "k", "orderId": "o", "status": "DONE", "totalAmount": 5000,
                              "balanceAmount": 5000, "currency": "KRW", "method": "카드"});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        of_payment(&serde_json::from_value(body).unwrap(), OURS)
    }

    #[test]
    fn only_our_own_payment_is_captured() {
        let captured = Finding::Captured {
            method: Some("카드".into()),
            receipt_url: None,
        };
        assert_eq!(found(json!({})), captured);
        for other in [
            json!({"paymentKey": "x"}),
            json!({"orderId": "x"}),
            json!({"totalAmount": 4999}),
            json!({"currency": "USD"}),
            json!({"status": "WAITING_FOR_DEPOSIT"}),
            json!({"status": "PARTIAL_CANCELED"}),
            json!({"status": "NEVER_SEEN"}),
            json!({"status": "CANCELED"}),
        ] {
            let finding = found(other.clone());
            assert!(
                matches!(finding, Finding::Strange(_)),
                "{other} {finding:?}"
            );
        }
    }

    #[test]
    fn a_status_without_money_says_whether_it_may_still_come() {
        assert_eq!(found(json!({"status": "READY"})), Finding::NotYet);
        assert_eq!(found(json!({"status": "IN_PROGRESS"})), Finding::NotYet);
        let aborted = json!({"status": "ABORTED", "failure": {"code": "REJECT_CARD_PAYMENT"}});
        assert_eq!(
            found(aborted),
            Finding::Declined("REJECT_CARD_PAYMENT".into())
        );
        let expired = Finding::Declined("EXPIRED".into());
        assert_eq!(found(json!({"status": "EXPIRED"})), expired);
        let back = json!({"status": "CANCELED", "balanceAmount": 0});
        assert_eq!(found(back), Finding::Withdrawn);
    }
}
