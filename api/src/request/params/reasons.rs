//! Why a part of a request is refused: what was wrong, and what would be right.

use crate::problem::Text;

pub(crate) fn unknown(known: &[&str]) -> Text {
    if known.is_empty() {
        return Text::fixed(
            "쓸 수 있는 항목이 없습니다",
            "is not known here; nothing is",
        );
    }
    let known = known.join(", ");
    Text::new(
        format!("모르는 항목입니다. 쓸 수 있는 항목: {known}"),
        format!("is not known here; known are {known}"),
    )
}

pub(crate) fn given_twice() -> Text {
    Text::fixed("한 번만 쓸 수 있습니다", "may be given only once")
}

pub(crate) fn too_many_parameters(most: usize) -> Text {
    Text::new(
        format!("항목은 모두 {most}개까지 쓸 수 있습니다"),
        format!("at most {most} parameters may be given"),
    )
}

pub(crate) fn missing() -> Text {
    Text::fixed("꼭 필요합니다", "has to be given")
}

pub(crate) fn not_a_date() -> Text {
    Text::fixed(
        "날짜는 2026-12-24처럼 써 주세요",
        "is not a date such as 2026-12-24",
    )
}

pub(crate) fn not_a_month() -> Text {
    Text::fixed(
        "달은 2026-12처럼 써 주세요",
        "is not a month such as 2026-12",
    )
}

pub(crate) fn not_a_time() -> Text {
    Text::fixed(
        "시각은 00:00부터 23:59까지 06:00처럼 써 주세요",
        "is not a time from 00:00 to 23:59 such as 06:00",
    )
}

pub(crate) fn not_between(least: i64, most: i64) -> Text {
    Text::new(
        format!("{least}부터 {most}까지의 정수여야 합니다"),
        format!("is not a whole number from {least} to {most}"),
    )
}

pub(crate) fn not_one_of<'a>(words: impl Iterator<Item = &'a str>) -> Text {
    let words = words.collect::<Vec<_>>().join(", ");
    Text::new(
        format!("다음 중 하나여야 합니다: {words}"),
        format!("is none of {words}"),
    )
}

pub(crate) fn too_long(most: usize) -> Text {
    Text::new(
        format!("{most}자까지 쓸 수 있습니다"),
        format!("may have at most {most} characters"),
    )
}

pub(crate) fn other_query() -> Text {
    Text::fixed(
        "이 검색의 커서가 아닙니다. 조건을 바꾸었다면 커서 없이 첫 쪽부터 찾아 주세요",
        "is not a cursor of this query; when the query changes, start again without a cursor",
    )
}

pub(crate) fn not_a_cursor() -> Text {
    Text::fixed(
        "next_cursor로 받은 값이 아닙니다",
        "is not a value that next_cursor had",
    )
}
