//! What Toss answers, read leniently: members that we do not know are passed over, and words that
//! we do not know are kept. Toss adds both without notice.

use search::model::Won;
use serde::Deserialize;

/// Where a payment stands at Toss.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum TossStatus {
    /// The buyer has not agreed yet.
    Ready,
    /// The buyer has agreed; nothing is collected.
    InProgress,
    /// A deposit is waited for.
    WaitingForDeposit,
    /// Collected.
    Done,
    /// All of it went back, at once.
    Canceled,
    /// Some of it went back, or all of it in parts.
    PartialCanceled,
    /// It could not be collected.
    Aborted,
    /// Its time ran out before it was collected.
    Expired,
    /// A word that is newer than this program.
    Other(String),
}

impl From<String> for TossStatus {
    fn from(word: String) -> Self {
        match word.as_str() {
            "READY" => Self::Ready,
            "IN_PROGRESS" => Self::InProgress,
            "WAITING_FOR_DEPOSIT" => Self::WaitingForDeposit,
            "DONE" => Self::Done,
            "CANCELED" => Self::Canceled,
            "PARTIAL_CANCELED" => Self::PartialCanceled,
            "ABORTED" => Self::Aborted,
            "EXPIRED" => Self::Expired,
            _ => Self::Other(word),
        }
    }
}

/// A payment as Toss tells it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TossPayment {
    /// Which.
    pub payment_key: String,
    /// Of which order of ours.
    pub order_id: String,
    /// Where it stands.
    pub status: TossStatus,
    /// What is or was to be collected; never changes.
    pub total_amount: Won,
    /// What can still go back.
    pub balance_amount: Option<Won>,
    /// `KRW`.
    pub currency: Option<String>,
    /// How the buyer pays, in Korean.
    pub method: Option<String>,
    receipt: Option<Receipt>,
    failure: Option<Failure>,
    cancels: Option<Vec<Cancelled>>,
}

/// One time that money went back.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cancelled {
    /// How much.
    pub cancel_amount: Won,
    /// Why, as we said it.
    pub cancel_reason: Option<String>,
    /// Which transaction.
    pub transaction_key: Option<String>,
    /// `DONE` for every means of payment in the country.
    pub cancel_status: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Receipt {
    url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
struct Failure {
    code: Option<String>,
}

impl TossPayment {
    /// Where its receipt is.
    pub fn receipt_url(&self) -> Option<&str> {
        self.receipt.as_ref()?.url.as_deref()
    }

    /// Why it could not be collected.
    pub fn failure_code(&self) -> Option<&str> {
        self.failure.as_ref()?.code.as_deref()
    }

    /// The times that money went back, the oldest first.
    pub fn cancels(&self) -> &[Cancelled] {
        self.cancels.as_deref().unwrap_or_default()
    }
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The payment as it is now.
    Payment(Box<TossPayment>),
    /// A refusal with a code.
    Refused(Refusal),
    /// Nothing that can be understood.
    Silence(Silence),
}

/// A refusal. What it means is decided by its code, never by the status.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// Toss's code.
    pub code: String,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Nobody was there: nothing can have happened.
    NotSent,
    /// The call went out and no answer came.
    Lost,
    /// What came is not what Toss says: a gateway's page, or half an answer.
    Unreadable,
}

impl Answer {
    /// Reads the body of an answer.
    pub(super) fn read(success: bool, body: &[u8]) -> Self {
        let read = match success {
            true => serde_json::from_slice(body).map(|payment| Self::Payment(Box::new(payment))),
            false => serde_json::from_slice(body).map(Self::Refused),
        };
        read.unwrap_or(Self::Silence(Silence::Unreadable))
    }

    /// Its code, if it is a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => Some(&refusal.code),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_that_is_a_payment_is_read_and_the_unknown_is_passed_over() {
        let body = r#"{"paymentKey":"k","orderId":"o","status":"FROZEN","totalAmount":3000000000,
                       "card":7,"addedLastWeek":{"kind":"X"},"receipt":{"link":"y"}}"#;
        let Answer::Payment(payment) = Answer::read(true, body.as_bytes()) else {
            panic!("it is a payment");
        };
        assert_eq!(payment.status, TossStatus::Other("FROZEN".into()));
        assert_eq!(payment.total_amount, Won(3_000_000_000));
        assert_eq!((payment.receipt_url(), payment.cancels()), (None, &[][..]));
    }

    #[test]
    fn what_is_no_answer_of_toss_is_not_taken_for_one() {
        let unreadable = Answer::Silence(Silence::Unreadable);
        for body in ["", "<html>", "{", "[]", "null", r#"{"message":"x"}"#] {
            assert_eq!(Answer::read(true, body.as_bytes()), unreadable, "{body}");
            assert_eq!(Answer::read(false, body.as_bytes()), unreadable, "{body}");
        }
    }
}
