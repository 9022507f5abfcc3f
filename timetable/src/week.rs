//! On which weekdays and in which season a leg flies.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Weeks of a year, as the seasons share them.
pub(crate) const WEEKS_OF_YEAR: u32 = 52;

/// A set of weekdays; bit 0 is Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Weekdays(u8);

impl Weekdays {
    /// So many days of the week, well apart, beginning on Monday.
    pub(crate) fn spread(flights: u16) -> Self {
        Self(match flights {
            0 => 0b000_0000,
            1 => 0b000_0001,
            2 => 0b000_1001,
            3 => 0b001_0101,
            4 => 0b101_0101,
            5 => 0b011_0111,
            6 => 0b011_1111,
            7.. => 0b111_1111,
        })
    }

    /// Days as digits in order, 1 for Monday: `135`.
    pub(crate) fn parse(digits: &str) -> Option<Self> {
        let mut days = 0;
        for digit in digits.bytes() {
            let day = match digit {
                b'1'..=b'7' => 1 << (digit - b'1'),
                _ => return None,
            };
            // a day that came, or one before it
            if days >= day {
                return None;
            }
            days |= day;
        }
        (days > 0).then_some(Self(days))
    }

    /// The days that lie `days` later (or earlier) in the week.
    pub(crate) fn later(self, days: i64) -> Self {
        let turn = days.rem_euclid(7);
        Self((self.0 << turn | self.0 >> (7 - turn)) & 0b111_1111)
    }

    pub(crate) fn contains(self, day: Weekday) -> bool {
        self.0 >> day.num_days_from_monday() & 1 == 1
    }

    pub(crate) fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// The part of the year in which a leg flies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Season {
    AllYear,
    Summer,
    Winter,
}

impl Season {
    /// Summer or winter: summer timetables begin on the last Sunday of March and end on the last
    /// Sunday of October.
    pub(crate) fn of(date: NaiveDate) -> Self {
        let summer = last_sunday(date.year(), 3)..last_sunday(date.year(), 10);
        if summer.contains(&date) {
            Self::Summer
        } else {
            Self::Winter
        }
    }

    /// Whether a leg of this season flies in that half of the year.
    pub(crate) fn includes(self, half: Self) -> bool {
        self == Self::AllYear || self == half
    }

    /// Its usual length.
    pub(crate) fn weeks(self) -> u32 {
        match self {
            Self::AllYear => WEEKS_OF_YEAR,
            Self::Summer => 31,
            Self::Winter => 21,
        }
    }

    /// One in eight is for a part of the year only.
    pub(crate) fn by_luck(luck: f64) -> Self {
        match luck {
            ..0.08 => Self::Summer,
            ..0.12 => Self::Winter,
            _ => Self::AllYear,
        }
    }
}

fn last_sunday(year: i32, month_of_31_days: u32) -> NaiveDate {
    let last = NaiveDate::from_ymd_opt(year, month_of_31_days, 31).expect("it has 31 days");
    last - Days::new(u64::from(last.weekday().num_days_from_sunday()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_turn_around_the_week() {
        let days = Weekdays::spread(3);
        assert!(days.contains(Weekday::Mon) && days.contains(Weekday::Fri));
        let later = days.later(3);
        assert_eq!(
            [Weekday::Thu, Weekday::Sat, Weekday::Mon].map(|day| later.contains(day)),
            [true; 3]
        );
        assert_eq!(later.later(-3), days);
        for flights in 0..=7 {
            let days = Weekdays::spread(flights);
            assert_eq!(days.count(), u32::from(flights));
            assert_eq!(days.later(7), days);
            assert_eq!(days.later(-1).later(1), days);
        }
    }

    #[test]
    fn digits_name_days_in_order() {
        assert_eq!(Weekdays::parse("1234567"), Some(Weekdays(0b111_1111)));
        assert_eq!(Weekdays::parse("17"), Some(Weekdays(0b100_0001)));
        for bad in ["", "0", "8", "21", "11", "1 3"] {
            assert_eq!(Weekdays::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn summer_begins_and_ends_on_the_last_sundays() {
        let season = |month, day| Season::of(NaiveDate::from_ymd_opt(2027, month, day).unwrap());
        assert_eq!(season(3, 27), Season::Winter);
        assert_eq!(season(3, 28), Season::Summer);
        assert_eq!(season(10, 30), Season::Summer);
        assert_eq!(season(10, 31), Season::Winter);
        assert!(Season::AllYear.includes(Season::Winter));
        assert!(!Season::Summer.includes(Season::Winter));
    }
}
