//! Times and dates as JSON strings, written on the stack.
//!
//! An answer holds a few dozen of them; a general formatter would be the largest part of its cost.

use chrono::{DateTime, Datelike, NaiveDateTime, Timelike, Utc};
use search::LocalTime;
use search::model::{Day, Minute};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A time with the offset of the airport.
#[derive(Clone, Copy, ToSchema)]
#[schema(
    as = LocalTime,
    value_type = String,
    format = DateTime,
    example = "2026-12-24T09:05:00+09:00"
)]
pub(crate) struct Local(pub(crate) LocalTime);

impl Local {
    /// The time as ASCII text.
    pub(super) fn text(self) -> [u8; 25] {
        let LocalTime { at, offset } = self.0;
        let mut text = *b"0000-00-00T00:00:00+00:00";
        let local = Minute(at.0 + i64::from(offset)).utc();
        date_and_time(&mut text, local);
        if offset < 0 {
            text[19] = b'-';
        }
        let ahead = u32::from(offset.unsigned_abs());
        digits(&mut text[20..22], ahead / 60);
        digits(&mut text[23..25], ahead % 60);
        text
    }
}

impl Serialize for Local {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(&self.text(), serializer)
    }
}

/// An instant in UTC, to the millisecond.
#[derive(Clone, Copy, ToSchema)]
#[schema(
    as = Instant,
    value_type = String,
    format = DateTime,
    example = "2026-12-01T00:00:00.123Z"
)]
pub(crate) struct Instant(pub(crate) DateTime<Utc>);

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        date_and_time(&mut text, self.0.naive_utc());
        digits(&mut text[20..23], self.0.timestamp_subsec_millis());
        write(&text, serializer)
    }
}

/// A calendar day.
#[derive(Clone, Copy, ToSchema)]
#[schema(as = Date, value_type = String, format = Date, example = "2026-12-24")]
pub(crate) struct Date(pub(crate) Day);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut text = *b"0000-00-00";
        date(&mut text, &self.0.date());
        write(&text, serializer)
    }
}

fn date_and_time(text: &mut [u8], at: NaiveDateTime) {
    date(text, &at);
    digits(&mut text[11..13], at.hour());
    digits(&mut text[14..16], at.minute());
    digits(&mut text[17..19], at.second());
}

fn date(text: &mut [u8], at: &impl Datelike) {
    digits(&mut text[0..4], at.year().unsigned_abs());
    digits(&mut text[5..7], at.month());
    digits(&mut text[8..10], at.day());
}

fn digits(place: &mut [u8], mut number: u32) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

fn write<S: Serializer>(text: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(std::str::from_utf8(text).map_err(serde::ser::Error::custom)?)
}

#[cfg(test)]
mod tests {
    use chrono::{FixedOffset, TimeZone};

    use super::*;

    #[test]
    fn local_times_are_written_as_chrono_writes_them() {
        for (minute, offset) in [
            (29_950_000, 540),
            (29_950_001, -210),
            (29_950_002, 0),
            (0, -720),
            (29_999_999, 845),
        ] {
            let at = Minute(minute);
            let zone = FixedOffset::east_opt(i32::from(offset) * 60).unwrap();
            let expected = zone.from_utc_datetime(&at.utc()).to_rfc3339();
            let written = serde_json::to_value(Local(LocalTime { at, offset })).unwrap();
            assert_eq!(written, expected);
        }
    }

    #[test]
    fn instants_have_milliseconds_and_dates_have_none_of_it() {
        let at = DateTime::from_timestamp_millis(1_796_083_200_123).unwrap();
        assert_eq!(
            serde_json::to_value(Instant(at)).unwrap(),
            "2026-12-01T00:00:00.123Z"
        );
        assert_eq!(serde_json::to_value(Date(Day(9854))).unwrap(), "2026-12-24");
    }
}
