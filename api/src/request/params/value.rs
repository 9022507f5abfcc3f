//! What the text of one parameter can be.

use chrono::NaiveDate;
use search::model::Day;

use super::reasons;
use crate::problem::Text;

/// A date: `2026-12-24`.
pub(crate) fn date(text: &str) -> Result<Day, Text> {
    let has_its_shape = text.len() == 10;
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|_| has_its_shape)
        .and_then(Day::of)
        .ok_or_else(reasons::not_a_date)
}

/// A month: `2026-12`, as its first day.
pub(crate) fn month(text: &str) -> Result<NaiveDate, Text> {
    let read = || {
        let (year, month) = text.split_once('-')?;
        let has_its_shape = year.len() == 4 && month.len() == 2;
        let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if !has_its_shape || !is_number(year) || !is_number(month) {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)
    };
    read().ok_or_else(reasons::not_a_month)
}

/// A time of day, `06:00`, in minutes from midnight.
pub(crate) fn time(text: &str) -> Result<u16, Text> {
    let read = || {
        let [h1, h2, b':', m1, m2] = *text.as_bytes() else {
            return None;
        };
        let number = |tens: u8, ones: u8| {
            (tens.is_ascii_digit() && ones.is_ascii_digit())
                .then(|| u16::from(tens - b'0') * 10 + u16::from(ones - b'0'))
        };
        let (hour, minute) = (number(h1, h2)?, number(m1, m2)?);
        (hour < 24 && minute < 60).then_some(hour * 60 + minute)
    };
    read().ok_or_else(reasons::not_a_time)
}

/// A whole number in a range.
pub(crate) fn number(text: &str, least: i64, most: i64) -> Result<i64, Text> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse()
        .ok()
        .filter(|number| is_number && (least..=most).contains(number))
        .ok_or_else(|| reasons::not_between(least, most))
}

/// One of a few words.
pub(crate) fn word<T: Copy>(text: &str, words: &'static [(&'static str, T)]) -> Result<T, Text> {
    words
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, value)| *value)
        .ok_or_else(|| reasons::not_one_of(words.iter().map(|(word, _)| *word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_four_two_and_two_digits() {
        assert!(date("2026-12-24").is_ok());
        for bad in [
            "2026-12-4",
            "2026-13-01",
            "2026-02-29",
            "24.12.2026",
            "20261224",
            "+026-12-24",
            "2026-12-24T00:00:00",
            "1999-12-31",
            "오늘",
        ] {
            assert_eq!(date(bad), Err(reasons::not_a_date()), "{bad}");
        }
    }

    #[test]
    fn months_have_four_and_two_digits() {
        assert_eq!(month("2026-12").unwrap().to_string(), "2026-12-01");
        for bad in ["2026-13", "2026-1", "2026-12-01", "202612", "2026-+1", ""] {
            assert_eq!(month(bad), Err(reasons::not_a_month()), "{bad}");
        }
    }

    #[test]
    fn times_are_of_a_day() {
        assert_eq!(time("00:00"), Ok(0));
        assert_eq!(time("23:59"), Ok(1439));
        for bad in ["24:00", "6:00", "06:60", "0600", "06:00:00", "+6:00"] {
            assert_eq!(time(bad), Err(reasons::not_a_time()), "{bad}");
        }
    }

    #[test]
    fn numbers_are_digits_in_a_range() {
        assert_eq!(number("9", 1, 9), Ok(9));
        for bad in ["0", "10", "+9", "-1", "1.0", "", "99999999999999999999"] {
            assert!(number(bad, 1, 9).is_err(), "{bad}");
        }
    }
}
