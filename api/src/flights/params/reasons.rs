//! Why a parameter of a search is refused.

use chrono::NaiveDate;
use search::model::Day;

use crate::problem::{Text, repeated};
pub(super) use crate::request::params::reasons::*;

pub(super) fn outside_days(first: Day, last: Day) -> Text {
    Text::new(
        format!("{first}부터 {last}까지의 날짜여야 합니다"),
        format!("has to be from {first} to {last}"),
    )
}

pub(super) fn outside_months(first: NaiveDate, last: NaiveDate) -> Text {
    let (first, last) = (first.format("%Y-%m"), last.format("%Y-%m"));
    Text::new(
        format!("{first}부터 {last}까지의 달이어야 합니다"),
        format!("has to be from {first} to {last}"),
    )
}

pub(super) fn before_departure(departure: Day) -> Text {
    Text::new(
        format!("가는 날({departure})보다 앞설 수 없습니다"),
        format!("is before the departure on {departure}"),
    )
}

pub(super) fn no_such_place(code: &str) -> Text {
    let code = repeated(code);
    Text::new(
        format!(
            "‘{code}’라는 공항이나 도시가 없습니다. ICN, SEL처럼 대문자 세 글자로 써 주세요. \
             코드는 /airports에서 찾을 수 있습니다"
        ),
        format!(
            "{code:?} is neither an airport nor a city; write three capital letters such as ICN \
             or SEL, which /airports finds"
        ),
    )
}

pub(super) fn no_such_airline(code: &str) -> Text {
    let code = repeated(code);
    Text::new(
        format!("‘{code}’라는 항공사가 없습니다. KE,OZ처럼 두 글자 코드를 쉼표로 이어 주세요"),
        format!(
            "{code:?} is no airline; write codes of two characters with commas between them, such \
             as KE,OZ"
        ),
    )
}

pub(super) fn too_many_values(most: usize) -> Text {
    Text::new(
        format!("{most}개까지 쓸 수 있습니다"),
        format!("may hold at most {most} values"),
    )
}

pub(super) fn same_place() -> Text {
    Text::fixed(
        "출발지와 도착지에 같은 공항이 있습니다",
        "has an airport in common with the origin",
    )
}

pub(super) fn more_infants_than_adults(adults: u8) -> Text {
    Text::new(
        format!("어른 수({adults}명)를 넘을 수 없습니다"),
        format!("may not be more than the adults, who are {adults}"),
    )
}

pub(super) fn too_many_travellers(most: u8) -> Text {
    Text::new(
        format!("어른과 어린이는 모두 {most}명까지입니다"),
        format!("adults and children may be at most {most} together"),
    )
}

pub(super) fn only_with(other: &str) -> Text {
    Text::new(
        format!("{other} 없이는 쓸 수 없습니다"),
        format!("means nothing without {other}"),
    )
}

pub(super) fn empty_band(after: &str) -> Text {
    Text::new(
        format!("{after}와 같은 시각이면 남는 시간이 없습니다"),
        format!("is the same as {after}, which leaves no time between them"),
    )
}
