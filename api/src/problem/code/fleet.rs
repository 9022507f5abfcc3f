//! What the table of codes says about airplanes, flights, and what two administrators do at once.

use axum::http::StatusCode;

use super::{Retry, Row};
use crate::problem::Text;

pub(super) const ALREADY_EXISTS: Row = Row {
    name: "already_exists",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("이미 있음", "Already there"),
    advice: Text::fixed(
        "같은 이름이나 번호가 이미 있습니다. 다른 것으로 요청하세요.",
        "Something else has that name or number. Ask with another.",
    ),
};

pub(super) const AIRPLANE_BUSY: Row = Row {
    name: "airplane_busy",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("비행기가 다른 곳에 있음", "Airplane is elsewhere"),
    advice: Text::fixed(
        "그 시간에 다른 편을 운항합니다. 시각이나 비행기를 바꿔서 요청하세요.",
        "It flies another flight at that time. Choose another time or another airplane.",
    ),
};

pub(super) const CHANGED_MEANWHILE: Row = Row {
    name: "changed_meanwhile",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("그사이 바뀜", "Changed meanwhile"),
    advice: Text::fixed(
        "읽은 뒤에 다른 사람이 바꿨습니다. 다시 읽고 바꾸세요.",
        "Somebody changed it after it was read. Read it again and change that.",
    ),
};

pub(super) const FLIGHT_CANCELLED: Row = Row {
    name: "flight_cancelled",
    status: StatusCode::CONFLICT,
    retry: Retry::Never,
    title: Text::fixed("취소된 항공편", "Flight is cancelled"),
    advice: Text::fixed(
        "취소된 항공편은 바꿀 수 없습니다.",
        "A cancelled flight stays as it is.",
    ),
};

pub(super) const FLIGHT_DEPARTED: Row = Row {
    name: "flight_departed",
    status: StatusCode::GONE,
    retry: Retry::Never,
    title: Text::fixed("이미 출발한 항공편", "Flight has departed"),
    advice: Text::fixed("이미 출발한 항공편입니다.", "The flight has left already."),
};
