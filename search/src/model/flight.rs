//! One dated flight, as the index knows it.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

use serde::{Deserialize, Serialize};

use super::{AircraftCode, Cabin, Day, FlightNumber, Iata, Minute, PerCabin};

/// Identifies a dated flight: the primary key of `flights`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FlightId(pub u64);

impl fmt::Display for FlightId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Identifies a seat layout: the primary key of `seat_layouts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayoutId(pub u32);

/// An amount of money in whole Korean won.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Won(pub i64);

impl Add for Won {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Won {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul<i64> for Won {
    type Output = Self;

    fn mul(self, times: i64) -> Self {
        Self(self.0 * times)
    }
}

impl Sum for Won {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self(0), Add::add)
    }
}

/// One scheduled departure of a flight number on one date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Flight {
    /// Its row in `flights`.
    pub id: FlightId,
    /// Airline and number.
    pub number: FlightNumber,
    /// Where it leaves.
    pub origin: Iata,
    /// Where it arrives.
    pub destination: Iata,
    /// The local date at the origin when it leaves.
    pub day: Day,
    /// Departure.
    pub departs_at: Minute,
    /// Arrival.
    pub arrives_at: Minute,
    /// Great-circle distance.
    pub distance_km: u16,
    /// The airplane's seat layout.
    pub layout: LayoutId,
    /// The airplane's type.
    pub aircraft: AircraftCode,
    /// Economy fare of one adult before the factors of cabin and days to departure.
    pub base_price: Won,
    /// Capacity minus claims.
    pub seats_left: PerCabin<u16>,
}

impl Flight {
    /// Seats that nobody has claimed in `cabin`.
    pub fn seats_left(&self, cabin: Cabin) -> u16 {
        self.seats_left[cabin]
    }
}
