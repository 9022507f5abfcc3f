//! From local departure times to instants.
//!
//! In a gap (clocks go forward) the offset before it counts, in a fold (clocks go back) the first
//! of the two instants.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;
use search::model::Minute;

/// One zone on one date.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZoneDay {
    zone: Tz,
    midnight: NaiveDateTime,
    /// The instant of midnight, when the offset holds all day.
    steady: Option<Minute>,
}

impl ZoneDay {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Self {
        let midnight = date.and_time(NaiveTime::MIN);
        let next = midnight + Days::new(1);
        let is_steady = zone.offset_from_local_datetime(&midnight).single()
            == zone.offset_from_local_datetime(&next).single();
        Self {
            zone,
            midnight,
            steady: is_steady.then(|| instant(zone, midnight)),
        }
    }

    /// The instant that is so many minutes after local midnight.
    pub(crate) fn instant(&self, minute: u16) -> Minute {
        match self.steady {
            Some(midnight) => Minute(midnight.0 + i64::from(minute)),
            None => {
                let local = self.midnight + TimeDelta::minutes(i64::from(minute));
                instant(self.zone, local)
            }
        }
    }
}

fn instant(zone: Tz, local: NaiveDateTime) -> Minute {
    Minute::of_utc(local - offset_before(zone, local).fix())
}

/// The offset at a local time: the first of a fold, the one before a gap.
fn offset_before(zone: Tz, local: NaiveDateTime) -> <Tz as TimeZone>::Offset {
    const STEP: TimeDelta = TimeDelta::minutes(30);
    let mut before = local;
    loop {
        if let Some(offset) = zone.offset_from_local_datetime(&before).earliest() {
            return offset;
        }
        before -= STEP; // no zone has a gap that lasts for ever
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(zone: Tz, date: (i32, u32, u32), time: &str) -> String {
        let date = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let minute = 60 * hour.parse::<u16>().unwrap() + minute.parse::<u16>().unwrap();
        let instant = ZoneDay::new(zone, date).instant(minute);
        instant.utc().format("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn a_steady_day_has_one_offset() {
        let seoul = (2026, 12, 24);
        assert_eq!(utc(Tz::Asia__Seoul, seoul, "08:10"), "2026-12-23 23:10");
        assert_eq!(utc(Tz::Asia__Kolkata, seoul, "00:30"), "2026-12-23 19:00");
    }

    #[test]
    fn a_time_in_the_gap_uses_the_offset_before_it() {
        let day = (2027, 3, 14);
        assert_eq!(utc(Tz::America__New_York, day, "01:55"), "2027-03-14 06:55");
        assert_eq!(utc(Tz::America__New_York, day, "02:30"), "2027-03-14 07:30");
        assert_eq!(utc(Tz::America__New_York, day, "03:00"), "2027-03-14 07:00");
    }

    #[test]
    fn a_time_in_the_fold_is_the_first_of_the_two() {
        let day = (2027, 10, 31);
        assert_eq!(utc(Tz::Europe__Paris, day, "01:59"), "2027-10-30 23:59");
        assert_eq!(utc(Tz::Europe__Paris, day, "02:30"), "2027-10-31 00:30");
        assert_eq!(utc(Tz::Europe__Paris, day, "03:00"), "2027-10-31 02:00");
    }

    #[test]
    fn a_sunday_may_move_a_zone_of_half_hours() {
        let forward = (2027, 10, 3);
        assert_eq!(
            utc(Tz::Australia__Adelaide, forward, "01:00"),
            "2027-10-02 15:30"
        );
        assert_eq!(
            utc(Tz::Australia__Adelaide, forward, "12:00"),
            "2027-10-03 01:30"
        );
        assert_eq!(
            utc(Tz::Australia__Lord_Howe, forward, "02:15"),
            "2027-10-02 15:45"
        );
        assert_eq!(
            utc(Tz::Australia__Lord_Howe, forward, "12:00"),
            "2027-10-03 01:00"
        );
    }

    #[test]
    fn a_day_may_begin_in_a_gap() {
        // Beirut's clocks go forward at midnight: the day begins at one
        let day = (2027, 3, 28);
        assert_eq!(utc(Tz::Asia__Beirut, day, "00:30"), "2027-03-27 22:30");
        assert_eq!(utc(Tz::Asia__Beirut, day, "01:00"), "2027-03-27 22:00");
    }
}
