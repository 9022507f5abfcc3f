//! What the provider's books say about one refund of ours. Pure.

use search::model::Won;
use uuid::Uuid;

use crate::payments::toss::{Answer, Cancelled, TossPayment};

/// What the books say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Books {
    /// The money is on its way; the transaction's key.
    Given(Option<String>),
    /// Nothing went back for this refund so far.
    NotGiven,
    /// Something went back for it that is not what we asked for.
    Strange,
    /// They could not be read.
    Shut,
}

/// What an answer says about a refund of that amount.
pub(super) fn read(answer: &Answer, id: Uuid, amount: Won) -> Books {
    match answer {
        Answer::Payment(payment) => of_payment(payment, id, amount),
        Answer::Refused(_) | Answer::Silence(_) => Books::Shut,
    }
}

fn of_payment(payment: &TossPayment, id: Uuid, amount: Won) -> Books {
    let id = id.to_string();
    let is_ours = |cancel: &&Cancelled| {
        let reason = cancel.cancel_reason.as_deref();
        reason.is_some_and(|reason| reason.contains(&id))
    };
    let mut ours = payment.cancels().iter().filter(is_ours);
    let Some(first) = ours.next() else {
        return Books::NotGiven;
    };
    let done = first
        .cancel_status
        .as_deref()
        .is_none_or(|status| status == "DONE");
    match done && first.cancel_amount == amount && ours.next().is_none() {
        true => Books::Given(first.transaction_key.clone()),
        false => Books::Strange,
    }
}

/// What the provider is told as the reason, by which the books know the refund: our id, and the words
/// as far as there is room.
pub(super) fn reason(id: Uuid, words: &str) -> String {
    let reason = format!("{id} {words}");
    reason.chars().take(LONGEST_REASON).collect()
}

/// The longest reason that the provider takes, in characters.
const LONGEST_REASON: usize = 200;

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn found(cancels: Value) -> Books {
        let payment = json!({"paymentKey": "k", "orderId": "o", "status": "PARTIAL_CANCELED",
                             "totalAmount": 5000, "cancels": cancels});
        let payment: TossPayment = serde_json::from_value(payment).unwrap();
        of_payment(&payment, Uuid::from_u128(7), Won(1_000))
    }

    #[test]
    fn a_refund_is_known_by_its_id_and_amount() {
        let ours = reason(Uuid::from_u128(7), "마음이 바뀌어서");
        let other = reason(Uuid::from_u128(8), "마음이 바뀌어서");
        let cancel = |reason: &str, amount| json!({"cancelAmount": amount, "cancelReason": reason, "transactionKey": "t"});
        let given = Books::Given(Some("t".into()));
        assert_eq!(
            found(json!([cancel(&other, 2_000), cancel(&ours, 1_000)])),
            given
        );
        assert_eq!(found(json!([cancel(&other, 1_000)])), Books::NotGiven);
        assert_eq!(found(Value::Null), Books::NotGiven);
        assert_eq!(found(json!([cancel(&ours, 999)])), Books::Strange);
        let twice = json!([cancel(&ours, 1_000), cancel(&ours, 1_000)]);
        assert_eq!(found(twice), Books::Strange);
        let mut running = cancel(&ours, 1_000);
        running["cancelStatus"] = "IN_PROGRESS".into();
        assert_eq!(found(json!([running])), Books::Strange);
    }

    #[test]
    fn a_long_reason_keeps_the_id() {
        let long = reason(Uuid::from_u128(7), &"가".repeat(300));
        assert_eq!(long.chars().count(), 200);
        assert!(long.starts_with(&Uuid::from_u128(7).to_string()));
    }
}
