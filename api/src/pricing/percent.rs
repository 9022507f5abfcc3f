//! The part of a fare that a discount takes off.

use search::model::Won;
use serde::{Deserialize, Serialize};

/// A part of a fare, from 1 to 90 hundredths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Percent(u8);

/// Why a number is no [`Percent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a whole number from 1 to 90")]
pub struct NotAPercent(u8);

impl Percent {
    /// The smallest.
    pub const LEAST: u8 = 1;
    /// The largest: more than that off is a mistake of whoever types it.
    pub const MOST: u8 = 90;

    /// `hundredths`, from [`Percent::LEAST`] to [`Percent::MOST`].
    pub fn new(hundredths: u8) -> Option<Self> {
        (Self::LEAST..=Self::MOST)
            .contains(&hundredths)
            .then_some(Self(hundredths))
    }

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }

    /// That part of `fare`, rounded down to 10 won.
    pub fn of(self, fare: Won) -> Won {
        Won(fare.0 * i64::from(self.0) / 1_000 * 10)
    }
}

impl TryFrom<u8> for Percent {
    type Error = NotAPercent;

    fn try_from(hundredths: u8) -> Result<Self, NotAPercent> {
        Self::new(hundredths).ok_or(NotAPercent(hundredths))
    }
}

impl From<Percent> for u8 {
    fn from(percent: Percent) -> Self {
        percent.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_and_everything_are_no_discount() {
        for (hundredths, is_one) in [(0, false), (1, true), (90, true), (91, false), (100, false)] {
            assert_eq!(Percent::new(hundredths).is_some(), is_one, "{hundredths}");
        }
    }

    #[test]
    fn it_is_rounded_down_to_ten_won() {
        for (hundredths, fare, off) in [
            (10, 150_300, 15_030),
            (7, 150_300, 10_520),
            (3, 135_270, 4_050),
            (1, 999, 0),
            (1, 1_000, 10),
            (90, 100, 90),
            (50, 0, 0),
        ] {
            let percent = Percent::new(hundredths).unwrap();
            assert_eq!(percent.of(Won(fare)), Won(off), "{hundredths} of {fare}");
        }
    }
}
