//! Why fleet and schedule are refused: what was wrong, and what would be right.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Offset};
use chrono_tz::Tz;

use crate::problem::{Text, repeated};

/// A text for people of at most `longest` characters, none of which is a control character.
pub(super) fn check_text(text: &str, longest: usize) -> Result<(), Text> {
    let length = text.chars().count();
    if (1..=longest).contains(&length) && !text.chars().any(char::is_control) {
        return Ok(());
    }
    Err(Text::new(
        format!("제어 문자 없이 1자부터 {longest}자까지 써 주세요"),
        format!("has to have 1 to {longest} characters, none of them a control character"),
    ))
}

pub(super) fn not_so_many(least: usize, most: usize) -> Text {
    Text::new(
        format!("{least}개부터 {most}개까지 쓸 수 있습니다"),
        format!("has to hold {least} to {most} values"),
    )
}

pub(super) fn rows_of_another(cabin: &str) -> Text {
    Text::new(
        format!("{cabin} 객실과 줄이 겹칩니다"),
        format!("has rows in common with {cabin}"),
    )
}

pub(super) fn too_many_seats(seats: usize, most: usize) -> Text {
    Text::new(
        format!("좌석이 {seats}석입니다. {most}석까지 만들 수 있습니다"),
        format!("has {seats} seats, and {most} is the most"),
    )
}

pub(super) fn not_a_pattern(widest: usize) -> Text {
    Text::new(
        format!(
            "ABC DEF처럼 왼쪽부터 서로 다른 대문자로, 통로는 빈칸 하나로 써 주세요. \
             {widest}석까지 쓸 수 있습니다"
        ),
        format!(
            "is not a row such as \"ABC DEF\": different capital letters from left to right, at \
             most {widest}, and a single space for each aisle"
        ),
    )
}

pub(super) fn not_a_registration() -> Text {
    Text::fixed(
        "등록기호는 HL8222처럼 대문자, 숫자, 붙임표로 2자부터 16자까지 써 주세요",
        "is not a registration such as HL8222: 2 to 16 capital letters, digits and hyphens",
    )
}

pub(super) fn no_such_airline(code: &str) -> Text {
    let code = repeated(code);
    Text::new(
        format!("‘{code}’라는 항공사가 없습니다. KE처럼 두 글자 코드로 써 주세요"),
        format!("{code:?} is no airline; write a code of two characters such as KE"),
    )
}

pub(super) fn no_such_aircraft(code: &str) -> Text {
    let code = repeated(code);
    Text::new(
        format!("‘{code}’라는 기종이 없습니다. 738처럼 세 글자 코드로 써 주세요"),
        format!("{code:?} is no aircraft type; write a code of three characters such as 738"),
    )
}

pub(super) fn no_such_layout(id: i64) -> Text {
    Text::new(
        format!("{id}번 좌석 배치가 없습니다. /admin/seat-layouts에서 찾을 수 있습니다"),
        format!("there is no layout {id}; /admin/seat-layouts lists them"),
    )
}

pub(super) fn no_such_airport(code: &str) -> Text {
    let code = repeated(code);
    Text::new(
        format!("‘{code}’라는 공항이 없습니다. ICN처럼 대문자 세 글자로 써 주세요"),
        format!("{code:?} is no airport; write three capital letters such as ICN"),
    )
}

pub(super) fn same_airport() -> Text {
    Text::fixed(
        "출발지와 같은 공항입니다",
        "is the same airport as the origin",
    )
}

pub(super) fn not_a_flight_number() -> Text {
    Text::fixed(
        "편명은 KE703처럼 항공사 코드 두 글자와 1부터 9999까지의 번호로 써 주세요",
        "is not a flight number such as KE703: an airline's code and a number from 1 to 9999",
    )
}

pub(super) fn not_its_airline(airline: &str) -> Text {
    Text::new(
        format!("이 비행기는 {airline} 항공편에만 쓸 수 있습니다"),
        format!("is not a number of {airline}, whose airplane this is"),
    )
}

pub(super) fn not_a_time() -> Text {
    Text::fixed(
        "그 공항의 시각을 2026-12-24T09:05처럼 분까지 써 주세요",
        "is not a local time in whole minutes such as 2026-12-24T09:05",
    )
}

pub(super) fn in_a_gap(local: NaiveDateTime, shown: DateTime<Tz>) -> Text {
    let (local, shown) = (local.format(MINUTES), clock(shown));
    Text::new(
        format!("{local}은 그 공항에 없는 시각입니다. 시계가 앞당겨져 그때 시계는 {shown}입니다"),
        format!(
            "{local} does not exist there: clocks are put forward, and show {shown} at that moment"
        ),
    )
}

pub(super) fn in_a_fold(offsets: &[FixedOffset]) -> Text {
    let offsets = listed(offsets);
    Text::new(
        format!(
            "시계가 늦춰져 그 공항에 두 번 있는 시각입니다. 시각 뒤에 시차를 붙여 주세요: {offsets}"
        ),
        format!(
            "exists twice there, since clocks are put back; write the offset that is meant behind \
             it: {offsets}"
        ),
    )
}

pub(super) fn not_the_offset(offsets: &[FixedOffset]) -> Text {
    let offsets = listed(offsets);
    Text::new(
        format!("그때 그 공항의 시차는 {offsets}입니다"),
        format!("has an offset that the airport does not have then: {offsets}"),
    )
}

pub(super) fn in_the_past() -> Text {
    Text::fixed("이미 지난 시각입니다", "is in the past")
}

pub(super) fn too_far_ahead(days: i64) -> Text {
    Text::new(
        format!("오늘부터 {days}일 안이어야 합니다"),
        format!("has to be within {days} days from now"),
    )
}

pub(super) fn before_departure() -> Text {
    Text::fixed("출발보다 늦어야 합니다", "is not after the departure")
}

pub(super) fn too_long_a_flight(hours: i64) -> Text {
    Text::new(
        format!("출발한 뒤 {hours}시간 안이어야 합니다"),
        format!("has to be within {hours} hours of the departure"),
    )
}

pub(super) fn nothing_to_change() -> Text {
    Text::fixed(
        "base_price, departs_at, arrives_at 중 하나는 써 주세요",
        "names nothing to change: give base_price, departs_at or arrives_at",
    )
}

pub(super) fn outside_days(first: NaiveDate, last: NaiveDate) -> Text {
    Text::new(
        format!("{first}부터 {last}까지의 날짜여야 합니다"),
        format!("has to be from {first} to {last}"),
    )
}

const MINUTES: &str = "%Y-%m-%dT%H:%M";

fn clock(at: DateTime<Tz>) -> String {
    let offset = at.offset().fix();
    format!("{}{offset}", at.format(MINUTES))
}

fn listed(offsets: &[FixedOffset]) -> String {
    let offsets: Vec<_> = offsets.iter().map(FixedOffset::to_string).collect();
    offsets.join(", ")
}
