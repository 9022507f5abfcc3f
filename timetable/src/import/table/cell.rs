//! What stands in the cells of a table.

use chrono::{Datelike, NaiveDate};
use search::model::{Day, Won};

use super::super::draft::{Time, hours_and_minutes, shown, signed_offset};

/// `2027-03-28`
pub(super) fn date(text: &str) -> Result<Day, String> {
    let date = (text.len() == 10)
        .then(|| text.parse::<NaiveDate>().ok())
        .flatten()
        .ok_or_else(|| format!("{} is not a date such as 2027-03-28", shown(text)))?;
    // the rules of time zones are known up to the year 2100
    Day::of(date)
        .filter(|_| date.year() < 2097)
        .ok_or_else(|| format!("{date} lies outside of the years 2000 to 2096"))
}

/// `09:05`, or with the offset from UTC where the time alone is not enough: `01:30+02:00`.
pub(super) fn time(text: &str) -> Result<Time, String> {
    let bad = || format!("{} is not a time such as 09:05 or 01:30+02:00", shown(text));
    let parts = text.split_at_checked(5);
    let (time, offset) = parts.ok_or_else(bad)?;
    let digits = |text: &str| {
        text.split_once(':')
            .map(|(hours, minutes)| format!("{hours}{minutes}"))
            .ok_or_else(bad)
    };
    Ok(Time {
        days_later: 0,
        minute: hours_and_minutes(&digits(time)?).map_err(|_| bad())?,
        offset: match offset {
            "" => None,
            offset => Some(signed_offset(&digits(offset)?).map_err(|_| bad())?),
        },
    })
}

/// Days from the departure's date to the arrival's.
pub(super) fn days_later(text: &str) -> Result<i8, String> {
    match text.strip_prefix('+').unwrap_or(text) {
        "" | "0" => Ok(0),
        "-1" => Ok(-1),
        "1" => Ok(1),
        "2" => Ok(2),
        _ => Err(format!(
            "{} is not a number of days from -1 to 2",
            shown(text)
        )),
    }
}

/// Whole won; `None` leaves the price to us.
pub(super) fn price(text: &str) -> Result<Option<Won>, String> {
    const HIGHEST: i64 = 100_000_000;
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse() {
        Ok(won @ 1..=HIGHEST) if !text.starts_with('+') => Ok(Some(Won(won))),
        _ => Err(format!(
            "{} is not a whole number of won from 1 to {HIGHEST}",
            shown(text)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_exactly() {
        assert_eq!(time("09:05").unwrap().minute, 545);
        assert_eq!(time("01:30-03:30").unwrap().offset, Some(-210));
        for bad in [
            "9:05", "09:05 ", "24:00", "0905", "09:05+9", "09:050", "::::::",
        ] {
            assert!(time(bad).is_err(), "{bad}");
        }
        assert!(date("2027-02-29").is_err() && date("27-02-01").is_err());
        assert!(date("2097-01-01").is_err() && date("1999-12-31").is_err());
        assert_eq!((days_later("+1"), days_later("")), (Ok(1), Ok(0)));
        assert!(days_later("3").is_err());
        assert_eq!(price(""), Ok(None));
        for bad in ["0", "-5", "1.5", "+10", "100000001", "1,000"] {
            assert!(price(bad).is_err(), "{bad}");
        }
    }
}
