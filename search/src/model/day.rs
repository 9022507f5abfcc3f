//! Local calendar days and UTC minutes, small enough for an index column.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};

const FIRST: NaiveDate = NaiveDate::from_ymd_opt(2000, 1, 1).expect("a valid date");

/// A calendar day at some airport: days since 2000-01-01, up to the year 2179.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub u16);

impl Day {
    /// The day of a date; `None` before 2000 and after 2179.
    pub fn of(date: NaiveDate) -> Option<Self> {
        u16::try_from((date - FIRST).num_days()).ok().map(Self)
    }

    /// The day as a date.
    pub fn date(self) -> NaiveDate {
        FIRST + Days::new(u64::from(self.0))
    }

    /// The day `days` later (or earlier), kept inside the range.
    pub fn plus(self, days: i16) -> Self {
        Self(self.0.saturating_add_signed(days))
    }

    /// How many days `self` lies after `other`; negative when before.
    pub fn since(self, other: Self) -> i32 {
        i32::from(self.0) - i32::from(other.0)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An instant: minutes since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute(pub i64);

impl Minute {
    /// The minute that `instant` lies in.
    pub fn of(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp().div_euclid(60))
    }

    /// The minute that a UTC date and time lies in.
    pub fn of_utc(utc: NaiveDateTime) -> Self {
        Self::of(utc.and_utc())
    }

    /// The instant as UTC date and time.
    pub fn utc(self) -> NaiveDateTime {
        DateTime::from_timestamp(self.0 * 60, 0)
            .unwrap_or_default()
            .naive_utc()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        let day = Day::of(date).unwrap();
        assert_eq!((day, day.date()), (Day(9854), date));
        assert_eq!(day.plus(8).since(day), 8);
        assert_eq!(
            Day::of(NaiveDate::from_ymd_opt(1999, 12, 31).unwrap()),
            None
        );
    }

    #[test]
    fn minutes_and_instants_agree() {
        let minute = Minute(29_000_000);
        assert_eq!(Minute::of_utc(minute.utc()), minute);
        assert_eq!(
            Minute::of(DateTime::from_timestamp(-1, 0).unwrap()),
            Minute(-1)
        );
    }
}
