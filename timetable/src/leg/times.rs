//! Local departure times: outbound spread over the day, return after a turnaround.

use chrono::{NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
/// Departures are published in steps of five minutes.
const STEP: i64 = 5;
const MORNING: i64 = 6 * HOUR;
/// Short flights do not leave from here on.
const NIGHT: i64 = 22 * HOUR + 30;
/// Steps after six in which a return that waited for the morning leaves.
const MORNING_STEPS: f64 = 18.0;

/// How many flights leave in each local hour, as weights.
type Profile = [u8; 24];

const SHORT: Profile = [
    0, 0, 0, 0, 0, 0, 8, 9, 8, 7, 6, 6, 5, 5, 6, 6, 7, 8, 8, 6, 4, 1, 0, 0,
];
const MIDDLE: Profile = [
    0, 0, 0, 0, 0, 0, 3, 6, 9, 9, 8, 6, 4, 4, 4, 4, 5, 5, 6, 7, 7, 6, 4, 3,
];
const LONG: Profile = [
    5, 4, 0, 0, 0, 0, 0, 0, 0, 6, 9, 9, 8, 8, 7, 4, 3, 4, 5, 6, 5, 5, 5, 6,
];

/// A local time, and how many days after the outbound departure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LocalTime {
    pub(super) days_later: i64,
    /// Minutes after midnight.
    pub(super) minute: u16,
}

/// Outbound departure, in minutes after midnight. The legs of a rotation share the day.
pub(super) fn outbound(distance_km: u16, luck: f64, leg: u16, legs: u16) -> u16 {
    let place = if legs == 1 {
        luck
    } else {
        (f64::from(leg) + 0.5 + 0.6 * (luck - 0.5)) / f64::from(legs)
    };
    let minute = match distance_km {
        ..1_500 => quantile(&SHORT, place),
        1_500..5_000 => quantile(&MIDDLE, place),
        5_000.. => quantile(&LONG, place),
    };
    (minute as u16) / STEP as u16 * STEP as u16
}

/// Return departure after the outbound landed at `landing`, in local minutes after the midnight
/// before its departure. Who would leave at night waits for the morning.
pub(super) fn back(distance_km: u16, landing: i64, luck: f64) -> LocalTime {
    let turnaround = match distance_km {
        ..1_500 => 45,
        1_500..5_000 => 70,
        5_000.. => 110,
    };
    let ready = (landing + turnaround + STEP - 1).div_euclid(STEP) * STEP;
    let (day, minute) = (ready.div_euclid(DAY), ready.rem_euclid(DAY));
    let morning = MORNING + STEP * (MORNING_STEPS * luck).floor() as i64;
    let (days_later, minute) = if distance_km < 1_500 {
        match minute {
            ..MORNING => (day, morning),
            NIGHT.. => (day + 1, morning),
            _ => (day, minute),
        }
    } else if (2 * HOUR..5 * HOUR + 30).contains(&minute) {
        (day, morning)
    } else {
        (day, minute)
    };
    LocalTime {
        days_later,
        minute: minute as u16,
    }
}

/// Minutes by which local time is ahead of UTC at an instant.
pub(super) fn offset(zone: Tz, utc: NaiveDateTime) -> i64 {
    let offset = zone.offset_from_utc_datetime(&utc).fix();
    i64::from(offset.local_minus_utc()) / 60
}

/// The minute of the day before which that part of the day's flights has left.
fn quantile(profile: &Profile, part: f64) -> f64 {
    let all: f64 = profile.iter().map(|weight| f64::from(*weight)).sum();
    let mut left = part * all;
    for (hour, weight) in profile.iter().enumerate() {
        let weight = f64::from(*weight);
        if left < weight {
            return 60.0 * (hour as f64 + left / weight);
        }
        left -= weight;
    }
    0.0 // the part is below 1: the last hour has taken it
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outbound_legs_spread_over_the_day() {
        let first = outbound(451, 0.5, 0, 10);
        let last = outbound(451, 0.5, 9, 10);
        assert!(first < 8 * 60 && last > 18 * 60, "{first} and {last}");
        assert_eq!(outbound(451, 0.0, 0, 1), 6 * 60);
        assert_eq!(outbound(451, 0.999_999, 0, 1), 21 * 60 + 55);
        assert_eq!(outbound(9_000, 0.0, 0, 1), 0);
        assert_eq!(outbound(9_000, 0.999_999, 0, 1), 23 * 60 + 55);
    }

    #[test]
    fn a_return_follows_the_turnaround() {
        let time = |distance, landing| {
            let time = back(distance, landing, 0.5);
            (time.days_later, time.minute)
        };
        assert_eq!(time(451, 10 * 60 + 1), (0, 10 * 60 + 50));
        assert_eq!(time(3_000, DAY + 10 * 60), (1, 11 * 60 + 10));
        assert_eq!(time(9_000, -30), (0, 80));
    }

    #[test]
    fn a_return_at_night_waits_for_the_morning() {
        let morning = |luck| 6 * 60 + 5 * (18.0 * luck) as u16;
        let at = |distance, ready: i64, luck| back(distance, ready, luck);
        let (late, early) = (at(451, 22 * 60, 0.9), at(451, 25 * 60, 0.1));
        assert_eq!((late.days_later, late.minute), (1, morning(0.9)));
        assert_eq!((early.days_later, early.minute), (1, morning(0.1)));
        let long = at(9_000, DAY + 60, 0.0);
        assert_eq!((long.days_later, long.minute), (1, 6 * 60));
        let evening = at(451, 21 * 60 + 40, 0.0);
        assert_eq!((evening.days_later, evening.minute), (0, 22 * 60 + 25));
    }
}
