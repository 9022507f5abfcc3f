//! What a customer is told when an order cannot be made, kept longer, given up, changed or paid.

use super::change::ChangeError;
use super::extend::ExtendError;
use super::give_up::GiveUpError;
use super::hold::HoldError;
use super::offer::NoOffer;
use super::order::OrderStatus;
use super::seating::NoSeats;
use super::show::ShowError;
use super::start_paying::StartPayingError;
use super::wanted::SeatNumber;
use crate::app::is_away;
use crate::catalog::CatalogError;
use crate::problem::{ApiError, Code, FieldError, Text};

impl From<ShowError> for ApiError {
    fn from(error: ShowError) -> Self {
        match &error {
            ShowError::NotFound => Self::not_found(error),
            ShowError::Layout(CatalogError::Db(cause)) | ShowError::Db(cause) if is_away(cause) => {
                Self::unavailable(error)
            }
            ShowError::NoLayout | ShowError::Layout(_) | ShowError::Db(_) => Self::internal(error),
        }
    }
}

impl From<HoldError> for ApiError {
    fn from(error: HoldError) -> Self {
        match error {
            HoldError::Offer(error) => error.into(),
            HoldError::Seats(error) => error.into(),
            HoldError::Key(error) => error.into(),
            HoldError::TooManyHolds => Self::new(Code::TooManyHolds).because(error),
            HoldError::NoAccount => Self::unauthenticated(error),
            HoldError::NoReference => Self::internal(error),
            HoldError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            HoldError::Db(_) => Self::internal(error),
        }
    }
}

impl From<NoOffer> for ApiError {
    fn from(error: NoOffer) -> Self {
        match error {
            NoOffer::Faults(faults) => Self::invalid(faults),
            NoOffer::Cancelled(position) => Self::new(Code::OrderState)
                .detail(Text::fixed(
                    "취소된 항공편입니다.",
                    "The flight is cancelled.",
                ))
                .errors(vec![at_flight(position, CANCELLED)])
                .because(error),
            NoOffer::Departed(position) => Self::new(Code::FlightDeparted)
                .detail(UNTIL)
                .errors(vec![at_flight(position, TOO_LATE)])
                .because(error),
            NoOffer::PriceChanged { expected, now } => Self::new(Code::PriceChanged)
                .detail(Text::new(
                    format!(
                        "예상 금액은 {}원, 지금 금액은 {}원입니다.",
                        expected.0, now.0
                    ),
                    format!(
                        "You expected {} KRW; it costs {} KRW now.",
                        expected.0, now.0
                    ),
                ))
                .because(error),
            NoOffer::Layout(CatalogError::Db(ref cause)) | NoOffer::Db(ref cause)
                if is_away(cause) =>
            {
                Self::unavailable(error)
            }
            NoOffer::NoLayout | NoOffer::Layout(_) | NoOffer::Db(_) => Self::internal(error),
        }
    }
}

const CANCELLED: Text = Text::fixed("취소된 항공편입니다", "is cancelled");

const UNTIL: Text = Text::fixed(
    "출발 60분 전까지 예약할 수 있습니다.",
    "A flight can be booked until 60 minutes before it leaves.",
);

const TOO_LATE: Text = Text::fixed(
    "출발까지 60분이 남지 않았습니다",
    "leaves within 60 minutes or has left",
);

fn at_flight(position: usize, message: Text) -> FieldError {
    FieldError::pointer(format!("/flights/{position}"), message)
}

impl From<NoSeats> for ApiError {
    fn from(error: NoSeats) -> Self {
        match &error {
            NoSeats::SoldOut { position, left } => {
                let text = Text::new(
                    format!("남은 좌석은 {left}석입니다"),
                    format!("{left} seats are left"),
                );
                let place = at_flight(*position, text.clone());
                Self::new(Code::SoldOut)
                    .detail(sentence(&text))
                    .errors(vec![place])
                    .because(error)
            }
            NoSeats::Taken {
                position,
                seats,
                left,
            } => {
                let text = taken_text(seats, *left);
                let place = FieldError::pointer(format!("/flights/{position}/seats"), text.clone());
                Self::new(Code::SeatTaken)
                    .detail(sentence(&text))
                    .errors(vec![place])
                    .because(error)
            }
            NoSeats::Busy => Self::unavailable(error),
            NoSeats::Db(cause) if is_away(cause) => Self::unavailable(error),
            NoSeats::Misnamed | NoSeats::Db(_) => Self::internal(error),
        }
    }
}

fn taken_text(seats: &[SeatNumber], left: Option<u16>) -> Text {
    let seats: Vec<String> = seats.iter().map(SeatNumber::to_string).collect();
    let seats = seats.join(", ");
    match left {
        Some(left) => Text::new(
            format!("{seats}: 이미 선택된 좌석입니다 (남은 좌석 {left}석)"),
            format!("{seats} is taken; {left} other seats are free"),
        ),
        None => Text::new(
            format!("{seats}: 이미 선택된 좌석입니다"),
            format!("{seats} is taken"),
        ),
    }
}

/// The words of a message as a whole sentence.
fn sentence(text: &Text) -> Text {
    Text::new(format!("{}.", text.ko), format!("{}.", text.en))
}

/// Says where an order stands that does not allow something.
fn order_state(status: OrderStatus) -> ApiError {
    let ko = match status {
        OrderStatus::Held => "결제를 기다리는 주문입니다.",
        OrderStatus::Paying => "결제를 확인하고 있는 주문입니다.",
        OrderStatus::Paid => "결제된 주문입니다.",
        OrderStatus::Expired => "시간이 지난 주문입니다.",
        OrderStatus::Cancelled => "취소된 주문입니다.",
    };
    let en = format!("The order is {}.", status.as_str());
    ApiError::new(Code::OrderState).detail(Text::new(ko, en))
}

impl From<GiveUpError> for ApiError {
    fn from(error: GiveUpError) -> Self {
        match error {
            GiveUpError::NotFound => Self::not_found(error),
            GiveUpError::Paying => Self::new(Code::PaymentRunning).because(error),
            GiveUpError::NotAllowed(refused) => order_state(refused.from).because(error),
            GiveUpError::Key(error) => error.into(),
            GiveUpError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            GiveUpError::Db(_) => Self::internal(error),
        }
    }
}

impl From<ExtendError> for ApiError {
    fn from(error: ExtendError) -> Self {
        match error {
            ExtendError::NotFound => Self::not_found(error),
            ExtendError::Over => Self::new(Code::HoldExpired).because(error),
            ExtendError::Extended => Self::new(Code::OrderState)
                .detail(Text::fixed(
                    "시간은 한 번만 연장할 수 있습니다.",
                    "A hold can be extended once.",
                ))
                .because(error),
            ExtendError::Paying => Self::new(Code::PaymentRunning).because(error),
            ExtendError::NotHeld(status) => order_state(status).because(error),
            ExtendError::Key(error) => error.into(),
            ExtendError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ExtendError::Db(_) => Self::internal(error),
        }
    }
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Show(error) => error.into(),
            ChangeError::Faults(faults) => Self::invalid(faults),
            ChangeError::NotAllowed(status) => order_state(status).because(error),
            ChangeError::Changed(version) => Self::new(Code::OrderState)
                .detail(Text::new(
                    format!("그사이 주문이 바뀌었습니다. 지금 버전은 {version}입니다."),
                    format!("The order was changed meanwhile; it is at version {version}."),
                ))
                .because(error),
            ChangeError::SeatTaken(ref seat) => {
                let detail = Text::new(
                    format!("{seat}: 이미 선택된 좌석입니다."),
                    format!("{seat} is taken."),
                );
                Self::new(Code::SeatTaken).detail(detail).because(error)
            }
            ChangeError::Key(error) => error.into(),
            ChangeError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ChangeError::Db(_) => Self::internal(error),
        }
    }
}

impl From<StartPayingError> for ApiError {
    fn from(error: StartPayingError) -> Self {
        match error {
            StartPayingError::NotFound => Self::not_found(error),
            StartPayingError::AmountMismatch { .. } => {
                Self::new(Code::AmountMismatch).because(error)
            }
            StartPayingError::Running => Self::new(Code::PaymentRunning).because(error),
            StartPayingError::NotAllowed(refused) => order_state(refused.from).because(error),
            StartPayingError::FlightCancelled => Self::new(Code::OrderState)
                .detail(Text::fixed(
                    "취소된 항공편입니다. 결제되지 않았습니다.",
                    "A flight is cancelled. Nothing was charged.",
                ))
                .because(error),
            StartPayingError::Departed => {
                Self::new(Code::FlightDeparted).detail(UNTIL).because(error)
            }
            StartPayingError::HoldExpired => Self::new(Code::HoldExpired).because(error),
            StartPayingError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            StartPayingError::Db(_) => Self::internal(error),
        }
    }
}
