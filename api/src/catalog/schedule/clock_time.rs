//! Times as the clock of an airport shows them.
//!
//! Where clocks are put forward some times do not exist, and where they are put back some exist
//! twice. Nothing is guessed: the first are refused, the second need the offset that is meant.

use chrono::{
    DateTime, FixedOffset, MappedLocalTime, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use crate::catalog::reasons;
use crate::problem::Text;

/// The shape of a time without its offset.
const SHAPES: [&str; 2] = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];

/// No zone has ever put its clocks forward by more.
const LONGEST_GAP: TimeDelta = TimeDelta::hours(25);

/// A time on a clock (`2026-12-24T09:05`), with the clock's offset from UTC where that was written
/// (`2026-12-24T09:05+09:00`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClockTime {
    local: NaiveDateTime,
    offset: Option<FixedOffset>,
}

impl ClockTime {
    /// Reads a time in whole minutes, from the year 2000 on.
    pub(super) fn parse(text: &str) -> Result<Self, Text> {
        let (time, offset) = split_offset(text);
        let offset = offset.map(|offset| parse_offset(offset).ok_or_else(reasons::not_a_time));
        let local = SHAPES
            .iter()
            .find_map(|shape| NaiveDateTime::parse_from_str(time, shape).ok())
            .filter(|_| time.len() == 16 || time.len() == 19)
            .filter(|local| local.and_utc().timestamp() % 60 == 0)
            .ok_or_else(reasons::not_a_time)?;
        Ok(Self {
            local,
            offset: offset.transpose()?,
        })
    }

    /// The one moment at which a clock in `zone` shows this time.
    pub(super) fn instant(self, zone: Tz) -> Result<DateTime<Utc>, Text> {
        let shown = match zone.from_local_datetime(&self.local) {
            MappedLocalTime::Single(at) => vec![at],
            MappedLocalTime::Ambiguous(first, second) => vec![first, second],
            MappedLocalTime::None => {
                return Err(reasons::in_a_gap(
                    self.local,
                    after_the_gap(zone, self.local),
                ));
            }
        };
        let offsets: Vec<FixedOffset> = shown.iter().map(|at| at.offset().fix()).collect();
        match (self.offset, &shown[..]) {
            (None, [at]) => Ok(at.to_utc()),
            (None, _) => Err(reasons::in_a_fold(&offsets)),
            (Some(offset), _) => {
                let mut meant = shown.iter().filter(|at| at.offset().fix() == offset);
                let meant = meant.next().map(DateTime::to_utc);
                meant.ok_or_else(|| reasons::not_the_offset(&offsets))
            }
        }
    }
}

/// A time and what stands behind it: `Z`, or a sign with hours and minutes.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    let behind_the_date = text.find('T').unwrap_or(text.len());
    let (_, clock) = text.split_at(behind_the_date);
    match clock.find(['+', '-', 'Z']) {
        Some(at) => {
            let (time, offset) = text.split_at(behind_the_date + at);
            (time, Some(offset))
        }
        None => (text, None),
    }
}

fn parse_offset(text: &str) -> Option<FixedOffset> {
    if text == "Z" {
        return FixedOffset::east_opt(0);
    }
    let has_its_shape = text.len() == 6 && text.as_bytes().get(3) == Some(&b':');
    text.parse().ok().filter(|_| has_its_shape)
}

/// What the clocks show at the moment that `local` would be if they had not been put forward.
fn after_the_gap(zone: Tz, local: NaiveDateTime) -> DateTime<Tz> {
    const STEP: TimeDelta = TimeDelta::minutes(15);
    let mut before = local;
    while local - before < LONGEST_GAP {
        before -= STEP;
        if let Some(offset) = zone.offset_from_local_datetime(&before).latest() {
            return zone.from_utc_datetime(&(local - offset.fix()));
        }
    }
    zone.from_utc_datetime(&local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Language;

    fn at(zone: Tz, text: &str) -> Result<String, String> {
        let instant = ClockTime::parse(text).and_then(|time| time.instant(zone));
        let english = |text: Text| text.get(Language::En).to_owned();
        instant
            .map(|at| at.format("%Y-%m-%d %H:%M").to_string())
            .map_err(english)
    }

    #[test]
    fn a_time_that_a_clock_shows_once_needs_no_offset() {
        for text in [
            "2026-12-24T09:05",
            "2026-12-24T09:05:00",
            "2026-12-24T09:05+09:00",
        ] {
            assert_eq!(at(Tz::Asia__Seoul, text).unwrap(), "2026-12-24 00:05");
        }
        assert_eq!(
            at(Tz::UTC, "2026-12-24T09:05Z").unwrap(),
            "2026-12-24 09:05"
        );
    }

    #[test]
    fn a_time_in_a_gap_is_refused_with_what_the_clock_shows_then() {
        let refused = at(Tz::America__New_York, "2027-03-14T02:30").unwrap_err();
        assert!(refused.contains("2027-03-14T03:30-04:00"), "{refused}");
        assert!(at(Tz::America__New_York, "2027-03-14T02:30-05:00").is_err());
        assert!(at(Tz::America__New_York, "2027-03-14T01:59").is_ok());
        assert!(at(Tz::America__New_York, "2027-03-14T03:00").is_ok());
        // By half an hour, and at midnight.
        let refused = at(Tz::Australia__Lord_Howe, "2027-10-03T02:15").unwrap_err();
        assert!(refused.contains("2027-10-03T02:45+11:00"), "{refused}");
        let refused = at(Tz::Asia__Beirut, "2027-03-28T00:30").unwrap_err();
        assert!(refused.contains("2027-03-28T01:30+03:00"), "{refused}");
        // A whole day, when Samoa crossed the date line.
        let refused = at(Tz::Pacific__Apia, "2011-12-30T12:00").unwrap_err();
        assert!(refused.contains("2011-12-31T12:00+14:00"), "{refused}");
    }

    #[test]
    fn a_time_in_a_fold_needs_its_offset() {
        let refused = at(Tz::Europe__Paris, "2027-10-31T02:30").unwrap_err();
        assert!(
            refused.contains("+02:00") && refused.contains("+01:00"),
            "{refused}"
        );
        let first = at(Tz::Europe__Paris, "2027-10-31T02:30+02:00");
        let second = at(Tz::Europe__Paris, "2027-10-31T02:30+01:00");
        assert_eq!(first.unwrap(), "2027-10-31 00:30");
        assert_eq!(second.unwrap(), "2027-10-31 01:30");
    }

    #[test]
    fn an_offset_that_the_clock_does_not_have_is_refused_with_the_one_it_has() {
        let refused = at(Tz::Asia__Seoul, "2026-12-24T09:05Z").unwrap_err();
        assert!(refused.contains("+09:00"), "{refused}");
    }

    #[test]
    fn what_is_no_time_in_whole_minutes_is_refused() {
        for bad in [
            "",
            "T",
            "2026-12-24",
            "2026-12-24 09:05",
            "2026-12-24T9:05",
            "2026-12-24T24:00",
            "2026-02-29T09:05",
            "2026-12-24T09:05:30",
            "2026-12-24T09:05:00.5",
            "2026-12-24T09:05+9",
            "2026-12-24T09:05+0900",
            "2026-12-24T09:05+99:00",
            "2026-12-24T09:05z",
            "2026-12-24T09:05Z+09:00",
            "+02026-12-24T09:05",
            "내일 아침",
        ] {
            assert!(ClockTime::parse(bad).is_err(), "{bad}");
        }
    }
}
