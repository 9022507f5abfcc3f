//! What the table of codes says about orders, their payment, and writes that are repeated.

use axum::http::StatusCode;

use super::{Retry, Row};
use crate::problem::Text;

pub(super) const IDEMPOTENCY_KEY_MISSING: Row = Row {
    name: "idempotency_key_missing",
    status: StatusCode::BAD_REQUEST,
    retry: Retry::Never,
    title: Text::fixed("Idempotency-Key가 없음", "Idempotency-Key is missing"),
    advice: Text::fixed(
        "요청마다 새 값을 Idempotency-Key 헤더에 넣고, 같은 요청을 다시 보낼 때는 같은 값을 쓰세요.",
        "Send a new value in the header Idempotency-Key with each request, and the same value when \
         you repeat one.",
    ),
};

pub(super) const IDEMPOTENCY_KEY_INVALID: Row = Row {
    name: "idempotency_key_invalid",
    status: StatusCode::BAD_REQUEST,
    retry: Retry::Never,
    title: Text::fixed("잘못된 Idempotency-Key", "Invalid Idempotency-Key"),
    advice: Text::fixed(
        "Idempotency-Key는 출력 가능한 ASCII 문자 1~255자 하나여야 합니다.",
        "An Idempotency-Key is one value of 1 to 255 printable ASCII characters.",
    ),
};

pub(super) const IDEMPOTENCY_KEY_RUNNING: Row = Row {
    name: "idempotency_key_running",
    status: StatusCode::CONFLICT,
    retry: Retry::After,
    title: Text::fixed("처리 중인 요청", "Still at work on this request"),
    advice: Text::fixed(
        "같은 Idempotency-Key의 첫 요청을 처리하고 있습니다. 잠시 뒤 같은 요청을 다시 보내세요.",
        "The first request with this Idempotency-Key is being worked on. Send the same again in a \
         moment.",
    ),
};

pub(super) const IDEMPOTENCY_KEY_REUSED: Row = Row {
    name: "idempotency_key_reused",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    retry: Retry::Never,
    title: Text::fixed("이미 쓴 Idempotency-Key", "Idempotency-Key is already used"),
    advice: Text::fixed(
        "이 Idempotency-Key로 다른 내용을 보낸 적이 있습니다. 새 값을 쓰세요.",
        "This Idempotency-Key came with other content before. Use a new value.",
    ),
};

pub(super) const SOLD_OUT: Row = Row {
    name: "sold_out",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("매진", "Sold out"),
    advice: Text::fixed(
        "다른 항공편이나 객실을 선택하세요.",
        "Choose another flight or cabin.",
    ),
};

pub(super) const SEAT_TAKEN: Row = Row {
    name: "seat_taken",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("이미 선택된 좌석", "Seat already taken"),
    advice: Text::fixed("다른 좌석을 선택하세요.", "Choose another seat."),
};

pub(super) const ORDER_STATE: Row = Row {
    name: "order_state",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("지금 할 수 없는 일", "The order does not allow this now"),
    advice: Text::fixed(
        "주문의 현재 상태를 확인하세요.",
        "Look at where the order stands now.",
    ),
};

pub(super) const TOO_MANY_HOLDS: Row = Row {
    name: "too_many_holds",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("미결제 주문이 너무 많음", "Too many open holds"),
    advice: Text::fixed(
        "미결제 주문은 세 건까지입니다. 먼저 결제하거나 취소하세요.",
        "Three orders may be unpaid at once. Pay for one or give it up first.",
    ),
};

pub(super) const PAYMENT_RUNNING: Row = Row {
    name: "payment_running",
    status: StatusCode::CONFLICT,
    retry: Retry::After,
    title: Text::fixed("결제 진행 중", "A payment is running"),
    advice: Text::fixed(
        "결제 결과를 확인하고 있습니다. 좌석은 유지됩니다.",
        "Its outcome is being found out. Your seats are kept.",
    ),
};

pub(super) const REFUND_RUNNING: Row = Row {
    name: "refund_running",
    status: StatusCode::CONFLICT,
    retry: Retry::After,
    title: Text::fixed("환불 진행 중", "A refund is running"),
    advice: Text::fixed(
        "앞선 환불이 끝난 뒤 다시 요청하세요.",
        "Ask again when the earlier refund is done.",
    ),
};

pub(super) const PRICE_CHANGED: Row = Row {
    name: "price_changed",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("금액이 바뀜", "The price has changed"),
    advice: Text::fixed(
        "새 금액을 확인하고 다시 요청하세요.",
        "Look at the new amount and ask again.",
    ),
};

pub(super) const HOLD_EXPIRED: Row = Row {
    name: "hold_expired",
    status: StatusCode::GONE,
    retry: Retry::Never,
    title: Text::fixed("좌석 확보 시간이 지남", "The hold is over"),
    advice: Text::fixed(
        "항공편을 다시 검색해서 새로 주문하세요.",
        "Search again and make a new order.",
    ),
};

pub(super) const AMOUNT_MISMATCH: Row = Row {
    name: "amount_mismatch",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    retry: Retry::Never,
    title: Text::fixed("금액이 맞지 않음", "The amount does not match"),
    advice: Text::fixed(
        "결제 금액이 주문 금액과 다릅니다. 결제되지 않았습니다.",
        "The amount is not the order's total. Nothing was charged.",
    ),
};

pub(super) const PAYMENT_DECLINED: Row = Row {
    name: "payment_declined",
    status: StatusCode::UNPROCESSABLE_ENTITY,
    retry: Retry::Never,
    title: Text::fixed("결제가 거절됨", "The payment was declined"),
    advice: Text::fixed(
        "다른 결제 수단으로 다시 시도하세요.",
        "Try again with another means of payment.",
    ),
};
