//! How many flights a date has, without making them.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::leg::Leg;
use crate::week::Season;

/// Legs by season and weekday.
#[derive(Debug, Default)]
pub(super) struct Counts {
    all_year: [u64; 7],
    summer: [u64; 7],
    winter: [u64; 7],
}

impl Counts {
    pub(super) fn new(legs: &[Leg]) -> Self {
        let mut counts = Self::default();
        for leg in legs {
            let of_season = match leg.season {
                Season::AllYear => &mut counts.all_year,
                Season::Summer => &mut counts.summer,
                Season::Winter => &mut counts.winter,
            };
            for (day, count) in (0..).zip(of_season) {
                let weekday = Weekday::try_from(day).expect("a week has seven days");
                *count += u64::from(leg.days.contains(weekday));
            }
        }
        counts
    }

    /// Flights of a date.
    pub(super) fn on(&self, date: NaiveDate) -> u64 {
        let day = date.weekday().num_days_from_monday() as usize;
        let seasonal = match Season::of(date) {
            Season::AllYear => 0,
            Season::Summer => self.summer[day],
            Season::Winter => self.winter[day],
        };
        self.all_year[day] + seasonal
    }
}
