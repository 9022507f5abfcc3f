//! Dates and times as the binary protocol brings them: numbers, never text.

use chrono::{NaiveDate, NaiveTime};
use mysql_async::Value;
use search::model::{Day, Minute};

/// The day of a DATE; `None` when it is none, or out of range.
pub(crate) fn day(value: &Value) -> Option<Day> {
    match value {
        Value::Date(year, month, day, ..) => Day::of(date(*year, *month, *day)?),
        _ => None,
    }
}

/// The minute of a DATETIME in UTC; `None` when it is none.
pub(crate) fn minute(value: &Value) -> Option<Minute> {
    match value {
        Value::Date(year, month, day, hour, minute, second, _) => {
            let time = NaiveTime::from_hms_opt((*hour).into(), (*minute).into(), (*second).into())?;
            Some(Minute::of_utc(date(*year, *month, *day)?.and_time(time)))
        }
        _ => None,
    }
}

fn date(year: u16, month: u8, day: u8) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times_become_days_and_minutes() {
        let value = Value::Date(2026, 12, 24, 23, 59, 30, 0);
        assert_eq!(day(&value), Some(Day(9854)));
        let minute = minute(&value).unwrap();
        assert_eq!(minute.utc().to_string(), "2026-12-24 23:59:00");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        assert_eq!(day(&Value::Date(2026, 2, 30, 0, 0, 0, 0)), None);
        assert_eq!(day(&Value::Date(0, 0, 0, 0, 0, 0, 0)), None);
        assert_eq!(minute(&Value::NULL), None);
    }
}
