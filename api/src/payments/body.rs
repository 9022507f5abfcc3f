//! The body of a confirm, in the words of the payment widget.

use search::model::Won;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::booking::OrderId;
use crate::problem::{ApiError, FieldError, Text};

/// The longest key of a payment, in characters.
pub(super) const LONGEST_KEY: usize = 200;

/// What the payment widget gave.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = PaymentConfirm)]
pub(super) struct ConfirmBody {
    /// The provider's key of the payment.
    #[schema(example = "tgen_20261122101500AbCd1", min_length = 1, max_length = 200)]
    pub(super) payment_key: String,
    /// The order.
    pub(super) order_id: String,
    /// What the widget was opened for, in KRW.
    #[schema(example = 192_300)]
    pub(super) amount: i64,
}

impl ConfirmBody {
    /// The order and the amount; every member that is wrong is named.
    pub(super) fn read(&self) -> Result<(OrderId, Won), ApiError> {
        let mut wrong = Vec::new();
        if !is_key(&self.payment_key) {
            wrong.push(FieldError::pointer("/paymentKey", NO_KEY));
        }
        let order = self.order_id.parse();
        if order.is_err() {
            wrong.push(FieldError::pointer("/orderId", NO_ORDER));
        }
        if self.amount <= 0 {
            wrong.push(FieldError::pointer("/amount", NO_AMOUNT));
        }
        match order {
            Ok(order) if wrong.is_empty() => Ok((order, Won(self.amount))),
            _ => Err(ApiError::invalid(wrong)),
        }
    }
}

pub(super) const NO_KEY: Text = Text::fixed(
    "1~200자의 결제 키여야 합니다",
    "is not a payment key of 1 to 200 characters",
);
pub(super) const NO_ORDER: Text = Text::fixed("주문 번호가 아닙니다", "is not the id of an order");
pub(super) const NO_AMOUNT: Text = Text::fixed("금액이 아닙니다", "is not an amount in KRW");

/// Whether a text can be the key of a payment.
pub(super) fn is_key(text: &str) -> bool {
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    !text.is_empty() && text.len() <= LONGEST_KEY && printable
}
