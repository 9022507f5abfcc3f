//! Cabins, and one value per cabin.

use std::ops::{Index, IndexMut};

use serde::{Deserialize, Serialize};

/// A class of seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cabin {
    /// Economy.
    Economy,
    /// Premium economy.
    Premium,
    /// Business.
    Business,
    /// First.
    First,
}

impl Cabin {
    /// Every cabin, the cheapest first.
    pub const ALL: [Self; 4] = [Self::Economy, Self::Premium, Self::Business, Self::First];

    /// The name used in MySQL and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Economy => "economy",
            Self::Premium => "premium",
            Self::Business => "business",
            Self::First => "first",
        }
    }

    /// The cabin of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cabin| cabin.as_str() == name)
    }
}

/// One value for each cabin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PerCabin<T>(pub [T; 4]);

impl<T> Index<Cabin> for PerCabin<T> {
    type Output = T;

    fn index(&self, cabin: Cabin) -> &T {
        &self.0[cabin as usize]
    }
}

impl<T> IndexMut<Cabin> for PerCabin<T> {
    fn index_mut(&mut self, cabin: Cabin) -> &mut T {
        &mut self.0[cabin as usize]
    }
}

impl PerCabin<u16> {
    /// Four numbers of 16 bits in one of 64.
    pub fn pack(self) -> u64 {
        self.0
            .iter()
            .rev()
            .fold(0, |packed, n| packed << 16 | u64::from(*n))
    }

    /// The numbers that [`PerCabin::pack`] packed.
    pub fn unpack(packed: u64) -> Self {
        Self([0, 16, 32, 48].map(|shift| (packed >> shift) as u16))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_survive_packing() {
        let seats = PerCabin([189, 0, u16::MAX, 8]);
        assert_eq!(PerCabin::unpack(seats.pack()), seats);
        assert_eq!(seats[Cabin::Business], u16::MAX);
    }

    #[test]
    fn names_are_read_back() {
        for cabin in Cabin::ALL {
            assert_eq!(Cabin::parse(cabin.as_str()), Some(cabin));
        }
        assert_eq!(Cabin::parse("Economy"), None);
    }
}
