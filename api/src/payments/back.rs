//! What a browser brings back from the payment widget. The widget adds parameters without notice;
//! those that we do not know are passed over.

use std::borrow::Cow;

use search::model::Won;

use super::body::{NO_AMOUNT, NO_KEY, NO_ORDER, is_key};
use crate::booking::OrderId;
use crate::problem::{ApiError, FieldError};

/// The longest code of a failure that is looked at, in characters.
const LONGEST_CODE: usize = 80;

/// A buyer has agreed.
#[derive(Debug)]
pub(super) struct Back {
    pub(super) order: OrderId,
    pub(super) payment_key: String,
    pub(super) amount: Won,
}

/// A buyer gave up or was refused.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) code: String,
    /// Not there when the buyer closed the widget.
    pub(super) order: Option<OrderId>,
}

impl Back {
    /// Reads the query of the success page; every parameter that is wrong is named.
    pub(super) fn read(query: &str) -> Result<Self, ApiError> {
        let (key, order, amount) = (
            value(query, "paymentKey"),
            value(query, "orderId"),
            value(query, "amount"),
        );
        let key = key.filter(|key| is_key(key));
        let order = order.and_then(|order| order.parse().ok());
        let amount = amount.and_then(|amount| whole(&amount));
        match (key, order, amount) {
            (Some(key), Some(order), Some(amount)) => Ok(Self {
                order,
                payment_key: key.into_owned(),
                amount: Won(amount),
            }),
            (key, order, amount) => {
                let wrong = [
                    (key.is_none(), "paymentKey", NO_KEY),
                    (order.is_none(), "orderId", NO_ORDER),
                    (amount.is_none(), "amount", NO_AMOUNT),
                ];
                let wrong = wrong.into_iter().filter(|(wrong, ..)| *wrong);
                let wrong = wrong.map(|(_, name, text)| FieldError::parameter(name, text));
                Err(ApiError::invalid(wrong.collect()))
            }
        }
    }
}

impl Failed {
    /// Reads the query of the fail page. The message is not read: whoever sends somebody a link could
    /// have our page say anything.
    pub(super) fn read(query: &str) -> Self {
        let code = value(query, "code").unwrap_or_default();
        Self {
            code: code.chars().take(LONGEST_CODE).collect(),
            order: value(query, "orderId").and_then(|order| order.parse().ok()),
        }
    }
}

/// A number in digits alone: what is shown and what is compared is the same.
fn whole(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|amount| digits && *amount > 0)
}

/// The first value of that name.
fn value<'q>(query: &'q str, name: &str) -> Option<Cow<'q, str>> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: &str = "01939b6e-0000-7000-8000-000000000001";

    #[test]
    fn an_amount_is_read_strictly() {
        for (amount, read) in [
            ("5000", true),
            ("+5000", false),
            ("5000.0", false),
            ("0", false),
            ("", false),
        ] {
            let query =
                format!("paymentType=NORMAL&amount={amount}&orderId={ORDER}&paymentKey=k&x=1");
            assert_eq!(Back::read(&query).is_ok(), read, "{amount}");
        }
        assert!(Back::read("").is_err());
    }

    #[test]
    fn a_failure_may_come_without_its_order() {
        let failed = Failed::read("code=PAY_PROCESS_CANCELED&message=x");
        assert_eq!(
            (failed.code.as_str(), failed.order),
            ("PAY_PROCESS_CANCELED", None)
        );
    }
}
