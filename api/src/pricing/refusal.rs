//! Why an administrator's event is refused, part by part.

use chrono::{DateTime, Utc};

use super::Period;
use super::explanation::minute;
use crate::problem::{FieldError, Text, repeated};

/// Something that is wrong with an event or with its change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The name is blank.
    NoName,
    /// The name has more characters than that.
    LongName(usize),
    /// The name has characters that cannot be shown.
    ControlInName,
    /// The rate is not between these.
    Rate(u8, u8),
    /// An instant is between two seconds.
    NotASecond(When),
    /// It ends before it starts, or at once.
    EndsFirst,
    /// An instant is over.
    Passed(When),
    /// It lasts more days than that.
    TooLong(i64),
    /// It ends in more days than that.
    TooFar(i64),
    /// It has begun then, so its start stays.
    HasBegun(DateTime<Utc>),
    /// It ended then, so it stays as it is.
    Over(DateTime<Utc>),
    /// The change changes nothing.
    NoChange,
    /// A list is there and names nothing.
    NamesNone(List),
    /// A list names more than that.
    TooMany(List, usize),
    /// The airline at that position is not known.
    NoAirline(usize, String),
    /// The route at that position is none.
    NoRoute(usize, String),
    /// Another event for the same flights is valid in a part of its time.
    Overlaps(String, Period),
    /// So many events are not over, and no more may be.
    TooManyEvents(usize),
}

/// One of the two ends of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Start,
    End,
}

/// One of the two lists of a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Airlines,
    Routes,
}

impl Refusal {
    /// Which part of the body, and what is wrong with it.
    pub(super) fn field_error(&self) -> FieldError {
        FieldError::pointer(self.pointer(), self.text())
    }

    fn pointer(&self) -> String {
        let name = match self {
            Self::NoName | Self::LongName(_) | Self::ControlInName => "/name",
            Self::Rate(..) => "/rate_percent",
            Self::NotASecond(when) | Self::Passed(when) => match when {
                When::Start => "/starts_at",
                When::End => "/ends_at",
            },
            Self::HasBegun(_) | Self::Overlaps(..) => "/starts_at",
            Self::EndsFirst | Self::TooLong(_) | Self::TooFar(_) => "/ends_at",
            Self::Over(_) | Self::NoChange | Self::TooManyEvents(_) => "",
            Self::NamesNone(list) | Self::TooMany(list, _) => match list {
                List::Airlines => "/airlines",
                List::Routes => "/routes",
            },
            Self::NoAirline(position, _) => return format!("/airlines/{position}"),
            Self::NoRoute(position, _) => return format!("/routes/{position}"),
        };
        name.to_owned()
    }

    fn text(&self) -> Text {
        match self {
            Self::NoName => Text::fixed("이름이 있어야 합니다", "has to say something"),
            Self::LongName(most) => Text::new(
                format!("{most}자까지 쓸 수 있습니다"),
                format!("may have at most {most} characters"),
            ),
            Self::ControlInName => Text::fixed(
                "줄바꿈이나 제어 문자는 쓸 수 없습니다",
                "may not have line breaks or control characters",
            ),
            Self::Rate(least, most) => Text::new(
                format!("{least}부터 {most}까지의 정수여야 합니다"),
                format!("is not a whole number from {least} to {most}"),
            ),
            Self::NamesNone(_) => Text::fixed(
                "하나 이상 써 주세요. 모두에 적용하려면 이 항목을 빼 주세요",
                "names nothing; leave it out to mean all",
            ),
            Self::TooMany(_, most) => Text::new(
                format!("{most}개까지 쓸 수 있습니다 (도시는 공항마다 하나로 셉니다)"),
                format!("may name at most {most}, each airport of a city counted"),
            ),
            Self::NoAirline(_, code) => {
                let code = repeated(code);
                Text::new(
                    format!("‘{code}’라는 항공사가 없습니다"),
                    format!("{code:?} is no airline"),
                )
            }
            Self::NoRoute(_, route) => {
                let route = repeated(route);
                Text::new(
                    format!("‘{route}’라는 노선이 없습니다. ICN-NRT나 SEL-TYO처럼 써 주세요"),
                    format!("{route:?} is no route such as ICN-NRT or SEL-TYO"),
                )
            }
            Self::Overlaps(name, period) => {
                let (from, to) = (minute(period.starts_at), minute(period.ends_at));
                Text::new(
                    format!("같은 대상의 ‘{name}’ 행사({from} ~ {to})와 기간이 겹칩니다"),
                    format!("overlaps {name:?} for the same flights, from {from} to {to}"),
                )
            }
            Self::TooManyEvents(most) => Text::new(
                format!("끝나지 않은 행사는 {most}개까지 둘 수 있습니다"),
                format!("at most {most} events may be valid or coming"),
            ),
            _ => self.text_about_time(),
        }
    }

    fn text_about_time(&self) -> Text {
        match self {
            Self::NotASecond(_) => {
                Text::fixed("초 단위까지만 쓸 수 있습니다", "is not a whole second")
            }
            Self::EndsFirst => Text::fixed("시작보다 뒤여야 합니다", "has to be after the start"),
            Self::Passed(_) => Text::fixed("이미 지났습니다", "has passed"),
            Self::TooLong(days) => Text::new(
                format!("행사는 {days}일까지 할 수 있습니다"),
                format!("makes it longer than {days} days"),
            ),
            Self::TooFar(days) => Text::new(
                format!("{days}일 안에 끝나야 합니다"),
                format!("has to be within {days} days"),
            ),
            Self::HasBegun(at) => {
                let at = minute(*at);
                Text::new(
                    format!("{at}에 이미 시작해서 바꿀 수 없습니다"),
                    format!("cannot change: it began at {at}"),
                )
            }
            Self::Over(at) => {
                let at = minute(*at);
                Text::new(
                    format!("{at}에 끝난 행사는 바꿀 수 없습니다"),
                    format!("the event ended at {at} and cannot change"),
                )
            }
            _ => Text::fixed("바꿀 것이 없습니다", "nothing to change is given"),
        }
    }
}
