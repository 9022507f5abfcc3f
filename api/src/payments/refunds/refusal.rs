//! What a customer is told when a ticket cannot be given back.

use crate::app::is_away;
use crate::booking::{QuoteError, RequestError};
use crate::problem::{ApiError, Code, FieldError, Text};

const NOT_PAID: Text = Text::fixed(
    "결제된 주문만 환불할 수 있습니다.",
    "Only an order that is paid can be refunded.",
);

const NOT_LIVE: Text = Text::fixed(
    "이미 환불했거나 환불 중인 항공권입니다.",
    "A ticket is refunded already, or being refunded.",
);

const DEPARTED: Text = Text::fixed(
    "출발한 항공편은 환불할 수 없습니다.",
    "A flight that has left cannot be refunded.",
);

const ALONE: Text = Text::fixed(
    "어린이나 유아만 남길 수 없습니다.",
    "No child or infant may be left without an adult.",
);

const NO_TICKET: Text = Text::fixed(
    "이 주문의 항공권이 아닙니다",
    "is not a ticket of this order",
);

impl From<QuoteError> for ApiError {
    fn from(error: QuoteError) -> Self {
        match error {
            QuoteError::NotFound => Self::not_found(error),
            QuoteError::NoSuchTicket => {
                Self::invalid(vec![FieldError::parameter("tickets", NO_TICKET)])
            }
            QuoteError::NotPaid(_) => state(NOT_PAID).because(error),
            QuoteError::NotLive => state(NOT_LIVE).because(error),
            QuoteError::ChildrenAlone => state(ALONE).because(error),
            QuoteError::Departed => Self::new(Code::FlightDeparted)
                .detail(DEPARTED)
                .because(error),
            QuoteError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            QuoteError::NoPayment | QuoteError::Db(_) => Self::internal(error),
        }
    }
}

fn state(detail: Text) -> ApiError {
    ApiError::new(Code::OrderState).detail(detail)
}

impl From<RequestError> for ApiError {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Quote(QuoteError::NoSuchTicket) => {
                Self::invalid(vec![FieldError::pointer("/tickets", NO_TICKET)])
            }
            RequestError::Quote(error) => error.into(),
            RequestError::PriceChanged(ref quote) => {
                let (refund, fee) = (quote.refund().0, quote.fee().0);
                let detail = Text::new(
                    format!("지금 환불 금액은 {refund}원, 수수료는 {fee}원입니다."),
                    format!("Now {refund} KRW would go back; the fee is {fee} KRW."),
                );
                let now = Text::new(format!("지금은 {refund}입니다"), format!("is {refund} now"));
                Self::new(Code::PriceChanged)
                    .detail(detail)
                    .errors(vec![FieldError::pointer("/expected_amount", now)])
                    .because(error)
            }
            RequestError::Running => Self::new(Code::RefundRunning).because(error),
            RequestError::Key(error) => error.into(),
            RequestError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            RequestError::Db(_) => Self::internal(error),
        }
    }
}
