//! What a flight cannot be written beside, whether it is new or moved.

use search::model::FlightNumber;

use super::flight::TURNAROUND;
use crate::problem::{ApiError, Code, Text};

/// Another flight is in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Clash {
    /// The airplane flies that one, or has to be turned around for it.
    #[error("the airplane flies {0} at that time")]
    AirplaneBusy(FlightNumber),
    /// The number leaves that airport on that date already, be it cancelled.
    #[error("{0} leaves there on that date already")]
    NumberTaken(FlightNumber),
}

impl From<Clash> for ApiError {
    fn from(clash: Clash) -> Self {
        let (code, detail) = match clash {
            Clash::AirplaneBusy(number) => {
                let minutes = TURNAROUND.num_minutes();
                let detail = Text::new(
                    format!(
                        "비행기가 그 시간에 {number}편을 운항합니다. 앞뒤로 {minutes}분이 비어 있어야 합니다."
                    ),
                    format!(
                        "The airplane flies {number} at that time; it needs {minutes} minutes \
                         between two flights."
                    ),
                );
                (Code::AirplaneBusy, detail)
            }
            Clash::NumberTaken(number) => {
                let detail = Text::new(
                    format!("{number}편은 그날 그 공항에서 이미 출발합니다(취소된 편 포함)."),
                    format!(
                        "{number} leaves that airport on that date already; a cancelled flight \
                         keeps its number."
                    ),
                );
                (Code::AlreadyExists, detail)
            }
        };
        Self::new(code).because(clash).detail(detail)
    }
}
