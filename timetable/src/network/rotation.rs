//! A rotation: one airline's route, and the weekdays and seasons of its legs.

use search::model::{AirlineCode, Iata};

use crate::hash::Key;
use crate::week::{Season, Weekdays};

/// An airline's route, both directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rotation {
    pub(crate) airline: AirlineCode,
    /// The end that comes first in the alphabet.
    pub(crate) a: Iata,
    /// The other end.
    pub(crate) b: Iata,
    pub(crate) distance_km: u16,
    /// Flights a week in one direction, before seasons.
    pub(crate) weekly: u16,
    pub(crate) tier: Tier,
    /// Whether it is one of the busy pairs outside Korea.
    pub(crate) trunk: bool,
}

/// How early a rotation is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tier {
    /// It touches Korea.
    Korea,
    /// Both its ends have flights to Korea, or it is a trunk.
    OneStop,
    /// One of its ends has flights to Korea.
    OneEnd,
    /// The rest.
    Elsewhere,
}

impl Rotation {
    /// The beginning of its keys for one purpose.
    pub(crate) fn key(&self, seed: Key, purpose: &str) -> Key {
        seed.with(purpose)
            .with(self.airline)
            .with(self.a)
            .with(self.b)
    }

    /// How many legs share its flights.
    pub(crate) fn legs(&self) -> u16 {
        self.weekly.div_ceil(7)
    }

    /// Its legs: daily ones, and a last one for the flights that do not fill a week.
    pub(crate) fn patterns(&self, seed: Key) -> impl Iterator<Item = Pattern> {
        let all_year = self.tier == Tier::Korea || self.trunk;
        (0..self.legs()).map(move |leg| {
            let flights = (self.weekly - 7 * leg).min(7);
            let turn = self.key(seed, "dow").with(leg).index(7);
            let luck = self.key(seed, "season").with(leg).unit();
            Pattern {
                days: Weekdays::spread(flights).later(turn as i64),
                season: if all_year {
                    Season::AllYear
                } else {
                    Season::by_luck(luck)
                },
            }
        })
    }

    /// Expected flights of a year, both directions.
    pub(super) fn expected_yearly(&self, seed: Key) -> u32 {
        self.patterns(seed)
            .map(|leg| 2 * leg.days.count() * leg.season.weeks())
            .sum()
    }
}

/// When one leg of a rotation flies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    pub(crate) days: Weekdays,
    pub(crate) season: Season,
}
