//! One record of 200 ASCII bytes, and what stands at some of them.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use search::model::Day;

/// Bytes of a record.
const LENGTH: usize = 200;

/// A record. Places are counted from 1, as the manual does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Record([u8; LENGTH]);

impl Record {
    pub(super) fn of(text: &str) -> Result<Self, String> {
        if !text.is_ascii() {
            return Err("is not ASCII".into());
        }
        match text.as_bytes().try_into() {
            Ok(bytes) => Ok(Self(bytes)),
            Err(_) => Err(format!("has {} bytes instead of {LENGTH}", text.len())),
        }
    }

    /// The bytes from one place to another.
    pub(super) fn text(&self, places: RangeInclusive<usize>) -> &str {
        let bytes = &self.0[places.start() - 1..*places.end()];
        std::str::from_utf8(bytes).expect("a record is ASCII")
    }

    /// A number without a sign; `None` when there is none.
    pub(super) fn number(&self, places: RangeInclusive<usize>) -> Option<u32> {
        let text = self.text(places).trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse().ok().filter(|_| digits)
    }

    /// A date such as `28MAR27`.
    pub(super) fn date(&self, places: RangeInclusive<usize>) -> Result<Day, String> {
        let text = self.text(places);
        bytes::date(text).ok_or_else(|| format!("{text:?} is not a date such as 28MAR27"))
    }

    /// A date, or `None` for the open end `00XXX00`.
    pub(super) fn date_or_open(
        &self,
        places: RangeInclusive<usize>,
    ) -> Result<Option<Day>, String> {
        match self.text(places.clone()) {
            "00XXX00" => Ok(None),
            _ => self.date(places).map(Some),
        }
    }

    /// Whether both tell the same leg: flight, itinerary variation, leg and service type.
    pub(super) fn same_leg(&self, other: &Self) -> bool {
        self.text(2..=14) == other.text(2..=14) && self.text(128..=128) == other.text(28..=28)
    }
}

/// Readers of single fields.
pub(super) mod bytes {
    use super::{Day, NaiveDate};

    pub(in super::super) fn is_station(text: &str) -> bool {
        text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
    }

    pub(super) fn date(text: &str) -> Option<Day> {
        const MONTHS: [&str; 12] = [
            "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
        ];
        let (day, rest) = text.split_at_checked(2)?;
        let (month, year) = rest.split_at_checked(3)?;
        let month = MONTHS.iter().position(|name| *name == month)? as u32 + 1;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(day) || !digits(year) {
            return None;
        }
        // the rules of time zones are known up to the year 2100
        let year = 2_000 + year.parse::<i32>().ok().filter(|year| *year < 97)?;
        NaiveDate::from_ymd_opt(year, month, day.parse().ok()?).and_then(Day::of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_a_day_a_month_and_a_year() {
        let day = bytes::date("29FEB28").unwrap();
        assert_eq!(day.to_string(), "2028-02-29");
        for bad in [
            "29FEB27", "1MAR27", "01mar27", "00XXX00", "01MAR97", "+1MAR27",
        ] {
            assert_eq!(bytes::date(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_record_has_200_ascii_bytes() {
        assert!(Record::of(&"3".repeat(200)).is_ok());
        assert_eq!(
            Record::of(&"3".repeat(199)).unwrap_err(),
            "has 199 bytes instead of 200"
        );
        assert_eq!(Record::of(&"é".repeat(100)).unwrap_err(), "is not ASCII");
    }
}
