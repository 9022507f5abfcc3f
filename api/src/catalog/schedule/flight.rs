//! A flight as the schedule has it: pure.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use search::model::{AircraftCode, FlightId, FlightNumber, Iata, Won};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalog::airplanes::AirplaneId;

/// From the arrival of an airplane to its next departure, at least.
pub(super) const TURNAROUND: TimeDelta = TimeDelta::minutes(30);

/// Whether a flight takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "lowercase")]
#[sqlx(rename_all = "lowercase")]
pub(super) enum FlightStatus {
    /// It does.
    Scheduled,
    /// It does not. Only an import of a schedule that has it again puts it back.
    Cancelled,
}

/// A flight with the airplane that flies it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ScheduledFlight {
    pub(super) id: FlightId,
    pub(super) number: FlightNumber,
    pub(super) origin: Iata,
    pub(super) destination: Iata,
    pub(super) times: Times,
    pub(super) airplane: AirplaneId,
    pub(super) registration: String,
    pub(super) aircraft: AircraftCode,
    /// Great circle.
    pub(super) distance_km: u16,
    pub(super) base_price: Won,
    pub(super) status: FlightStatus,
    /// Raised by each change.
    pub(super) version: u32,
}

/// When a flight leaves and arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Times {
    /// The date of departure by the clock of the origin.
    pub(super) departure_date: NaiveDate,
    pub(super) departs_at: DateTime<Utc>,
    pub(super) arrives_at: DateTime<Utc>,
}

impl Times {
    /// The stretch of time in which the airplane can fly nothing else that leaves before its end and
    /// arrives after its start.
    pub(super) fn with_turnarounds(self) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.departs_at - TURNAROUND, self.arrives_at + TURNAROUND)
    }
}
