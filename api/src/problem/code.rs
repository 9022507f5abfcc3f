//! The codes that machines tell failures apart by.
//!
//! Long because the codes are one list and what is said of each one table.

mod fleet;
mod orders;
mod sign_in;

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Serialize, Serializer};

use super::Text;

/// A kind of failure. Its name never changes; [`Code::ALL`] is the list, and each has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// Parts of the request are wrong; `errors` names them.
    InvalidRequest,
    /// The caller has not said who they are, or not believably.
    Unauthenticated,
    /// The caller is known, and may not do this.
    Forbidden,
    /// There is no such thing, or it is not the caller's.
    NotFound,
    /// The path does not know this method.
    MethodNotAllowed,
    /// Orders have to end before their customer leaves.
    OrdersOpen,
    /// The body is larger than any that is read.
    TooLarge,
    /// The body is not JSON.
    UnsupportedMediaType,
    /// Something else has that name, number or place.
    AlreadyExists,
    /// The airplane flies another flight at that time.
    AirplaneBusy,
    /// Somebody changed it after the caller read it.
    ChangedMeanwhile,
    /// The flight is cancelled, and stays so.
    FlightCancelled,
    /// The flight has left.
    FlightDeparted,
    /// The caller asks faster than anybody may.
    RateLimited,
    /// A sign-in that is unknown, used, too old, or of another browser.
    SignInExpired,
    /// The person turned back at the identity provider.
    SignInCancelled,
    /// The identity provider's answer does not hold.
    SignInRefused,
    /// The identity provider does not say that the e-mail address is the person's.
    EmailNotVerified,
    /// Our fault.
    Internal,
    /// Too much to do, or something that is needed is away.
    Unavailable,
    /// No `Idempotency-Key` came with a write that needs one.
    IdempotencyKeyMissing,
    /// The `Idempotency-Key` cannot be one.
    IdempotencyKeyInvalid,
    /// Fewer seats are free than were asked for.
    SoldOut,
    /// Somebody else has a seat that was named.
    SeatTaken,
    /// The order does not allow this where it stands now.
    OrderState,
    /// The customer has as many unpaid orders as anybody may have.
    TooManyHolds,
    /// The first request with this key is being worked on.
    IdempotencyKeyRunning,
    /// A payment of the order runs.
    PaymentRunning,
    /// A refund of the payment runs.
    RefundRunning,
    /// The price is not what the caller expected.
    PriceChanged,
    /// The hold is over.
    HoldExpired,
    /// The key came with other content before.
    IdempotencyKeyReused,
    /// The amount is not the order's.
    AmountMismatch,
    /// The provider refused the payment.
    PaymentDeclined,
}

/// Whether the same request may succeed later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// Not without a change.
    Never,
    /// Yes, with the same idempotency key.
    SameKey,
    /// Yes, after the time that `Retry-After` names.
    After,
}

/// What the table says about one code.
struct Row {
    name: &'static str,
    status: StatusCode,
    retry: Retry,
    title: Text,
    advice: Text,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 34] = [
        Self::InvalidRequest,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::OrdersOpen,
        Self::TooLarge,
        Self::UnsupportedMediaType,
        Self::AlreadyExists,
        Self::AirplaneBusy,
        Self::ChangedMeanwhile,
        Self::FlightCancelled,
        Self::FlightDeparted,
        Self::RateLimited,
        Self::SignInExpired,
        Self::SignInCancelled,
        Self::SignInRefused,
        Self::EmailNotVerified,
        Self::Internal,
        Self::Unavailable,
        Self::IdempotencyKeyMissing,
        Self::IdempotencyKeyInvalid,
        Self::SoldOut,
        Self::SeatTaken,
        Self::OrderState,
        Self::TooManyHolds,
        Self::IdempotencyKeyRunning,
        Self::PaymentRunning,
        Self::RefundRunning,
        Self::PriceChanged,
        Self::HoldExpired,
        Self::IdempotencyKeyReused,
        Self::AmountMismatch,
        Self::PaymentDeclined,
    ];

    /// The code of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// The code for a failure of which nothing but the status is known.
    pub fn of_status(status: StatusCode) -> Self {
        match Self::ALL.into_iter().find(|code| code.status() == status) {
            Some(code) => code,
            None if status.is_server_error() => Self::Internal,
            None => Self::InvalidRequest,
        }
    }

    /// The name in JSON and in the address of its page.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The status of the response.
    pub fn status(self) -> StatusCode {
        self.row().status
    }

    /// Whether to try again.
    pub fn retry(self) -> Retry {
        self.row().retry
    }

    /// When to try again, where that is [`Retry::After`].
    pub fn retry_after(self) -> Option<Duration> {
        (self.retry() == Retry::After).then_some(Duration::from_secs(1))
    }

    /// A few words that say what happened.
    pub fn title(self) -> Text {
        self.row().title
    }

    /// What the caller can do about it.
    pub fn advice(self) -> Text {
        self.row().advice
    }

    fn row(self) -> Row {
        match self {
            Self::InvalidRequest => INVALID_REQUEST,
            Self::Unauthenticated => UNAUTHENTICATED,
            Self::Forbidden => FORBIDDEN,
            Self::NotFound => NOT_FOUND,
            Self::MethodNotAllowed => METHOD_NOT_ALLOWED,
            Self::OrdersOpen => ORDERS_OPEN,
            Self::TooLarge => TOO_LARGE,
            Self::UnsupportedMediaType => UNSUPPORTED_MEDIA_TYPE,
            Self::AlreadyExists => fleet::ALREADY_EXISTS,
            Self::AirplaneBusy => fleet::AIRPLANE_BUSY,
            Self::ChangedMeanwhile => fleet::CHANGED_MEANWHILE,
            Self::FlightCancelled => fleet::FLIGHT_CANCELLED,
            Self::FlightDeparted => fleet::FLIGHT_DEPARTED,
            Self::RateLimited => RATE_LIMITED,
            Self::SignInExpired => sign_in::SIGN_IN_EXPIRED,
            Self::SignInCancelled => sign_in::SIGN_IN_CANCELLED,
            Self::SignInRefused => sign_in::SIGN_IN_REFUSED,
            Self::EmailNotVerified => sign_in::EMAIL_NOT_VERIFIED,
            Self::Internal => INTERNAL,
            Self::Unavailable => UNAVAILABLE,
            Self::IdempotencyKeyMissing => orders::IDEMPOTENCY_KEY_MISSING,
            Self::IdempotencyKeyInvalid => orders::IDEMPOTENCY_KEY_INVALID,
            Self::SoldOut => orders::SOLD_OUT,
            Self::SeatTaken => orders::SEAT_TAKEN,
            Self::OrderState => orders::ORDER_STATE,
            Self::TooManyHolds => orders::TOO_MANY_HOLDS,
            Self::IdempotencyKeyRunning => orders::IDEMPOTENCY_KEY_RUNNING,
            Self::PaymentRunning => orders::PAYMENT_RUNNING,
            Self::RefundRunning => orders::REFUND_RUNNING,
            Self::PriceChanged => orders::PRICE_CHANGED,
            Self::HoldExpired => orders::HOLD_EXPIRED,
            Self::IdempotencyKeyReused => orders::IDEMPOTENCY_KEY_REUSED,
            Self::AmountMismatch => orders::AMOUNT_MISMATCH,
            Self::PaymentDeclined => orders::PAYMENT_DECLINED,
        }
    }
}

const INVALID_REQUEST: Row = Row {
    name: "invalid_request",
    status: StatusCode::BAD_REQUEST,
    retry: Retry::Never,
    title: Text::fixed("잘못된 요청", "Invalid request"),
    advice: Text::fixed(
        "errors에 적힌 항목을 고쳐서 다시 요청하세요.",
        "Correct the parts named in errors and ask again.",
    ),
};

const UNAUTHENTICATED: Row = Row {
    name: "unauthenticated",
    status: StatusCode::UNAUTHORIZED,
    retry: Retry::Never,
    title: Text::fixed("로그인 필요", "Not signed in"),
    advice: Text::fixed(
        "로그인한 뒤에 다시 요청하세요. 로그인한 지 오래되었으면 다시 로그인해야 합니다.",
        "Sign in and ask again. A sign-in ends after a while.",
    ),
};

const FORBIDDEN: Row = Row {
    name: "forbidden",
    status: StatusCode::FORBIDDEN,
    retry: Retry::Never,
    title: Text::fixed("권한 없음", "Not allowed"),
    advice: Text::fixed(
        "이 계정으로는 할 수 없는 일입니다.",
        "This account may not do that.",
    ),
};

const NOT_FOUND: Row = Row {
    name: "not_found",
    status: StatusCode::NOT_FOUND,
    retry: Retry::Never,
    title: Text::fixed("찾을 수 없음", "Not found"),
    advice: Text::fixed(
        "주소나 번호를 확인하세요. 사용할 수 있는 경로는 /docs에 있습니다.",
        "Check the address or the id. /docs lists the paths that exist.",
    ),
};

const METHOD_NOT_ALLOWED: Row = Row {
    name: "method_not_allowed",
    status: StatusCode::METHOD_NOT_ALLOWED,
    retry: Retry::Never,
    title: Text::fixed("허용되지 않는 메서드", "Method not allowed"),
    advice: Text::fixed(
        "Allow 헤더에 적힌 메서드를 사용하세요.",
        "Use one of the methods in the Allow header.",
    ),
};

const ORDERS_OPEN: Row = Row {
    name: "orders_open",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("끝나지 않은 주문이 있음", "Orders are still open"),
    advice: Text::fixed(
        "결제나 환불이 끝나고 남은 항공편이 없을 때 탈퇴할 수 있습니다.",
        "Leave when payments and refunds are over and no paid flight is ahead.",
    ),
};

const TOO_LARGE: Row = Row {
    name: "too_large",
    status: StatusCode::PAYLOAD_TOO_LARGE,
    retry: Retry::Never,
    title: Text::fixed("본문이 너무 큼", "Body too large"),
    advice: Text::fixed(
        "본문은 64 KiB까지 보낼 수 있습니다.",
        "A body may have up to 64 KiB.",
    ),
};

const UNSUPPORTED_MEDIA_TYPE: Row = Row {
    name: "unsupported_media_type",
    status: StatusCode::UNSUPPORTED_MEDIA_TYPE,
    retry: Retry::Never,
    title: Text::fixed("지원하지 않는 형식", "Unsupported media type"),
    advice: Text::fixed(
        "본문은 application/json으로 보내세요.",
        "Send the body as application/json.",
    ),
};

const RATE_LIMITED: Row = Row {
    name: "rate_limited",
    status: StatusCode::TOO_MANY_REQUESTS,
    retry: Retry::After,
    title: Text::fixed("너무 잦은 요청", "Too many requests"),
    advice: Text::fixed(
        "Retry-After에 적힌 시간 뒤에 다시 요청하세요.",
        "Ask again after the time in Retry-After.",
    ),
};

const INTERNAL: Row = Row {
    name: "internal",
    status: StatusCode::INTERNAL_SERVER_ERROR,
    retry: Retry::Never,
    title: Text::fixed("서버 오류", "Internal error"),
    advice: Text::fixed(
        "저희 쪽 문제입니다. 계속되면 request_id와 함께 알려 주세요.",
        "This is our fault. If it persists, report it with the request_id.",
    ),
};

const UNAVAILABLE: Row = Row {
    name: "unavailable",
    status: StatusCode::SERVICE_UNAVAILABLE,
    retry: Retry::After,
    title: Text::fixed("잠시 이용할 수 없음", "Unavailable for the moment"),
    advice: Text::fixed(
        "Retry-After에 적힌 시간 뒤에 다시 요청하세요.",
        "Ask again after the time in Retry-After.",
    ),
};

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_found_by_its_name() {
        for code in Code::ALL {
            assert_eq!(Code::parse(code.name()), Some(code));
        }
        assert_eq!(Code::parse("nonsense"), None);
    }

    #[test]
    fn every_status_of_a_failure_has_a_code() {
        for status in (400..600).filter_map(|n| StatusCode::from_u16(n).ok()) {
            let code = Code::of_status(status);
            assert_eq!(code.status().is_server_error(), status.is_server_error());
        }
        assert_eq!(Code::of_status(StatusCode::NOT_FOUND), Code::NotFound);
    }
}
