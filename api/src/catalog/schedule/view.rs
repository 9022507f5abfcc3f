//! The schedule as JSON.

use chrono::{DateTime, FixedOffset, Offset, TimeZone, Utc};
use search::Airports;
use search::model::{FlightId, Iata, Won};
use serde::Serialize;
use utoipa::ToSchema;

use super::flight::{FlightStatus, ScheduledFlight};
use super::list::Place;

/// A flight as the schedule has it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ScheduledFlight)]
pub(super) struct FlightPlanView {
    #[schema(value_type = u64, example = 1_234_567)]
    id: FlightId,
    #[schema(example = "KE703")]
    flight_number: String,
    #[schema(value_type = String, example = "ICN")]
    origin: Iata,
    #[schema(value_type = String, example = "NRT")]
    destination: Iata,
    /// By the clock of the origin.
    #[schema(example = "2026-12-24T09:05:00+09:00")]
    departs_at: DateTime<FixedOffset>,
    /// By the clock of the destination.
    #[schema(example = "2026-12-24T11:25:00+09:00")]
    arrives_at: DateTime<FixedOffset>,
    #[schema(example = 140)]
    duration_minutes: i64,
    airplane: FlownBy,
    /// Great circle.
    #[schema(example = 1_262)]
    distance_km: u16,
    /// KRW: economy, one adult, before the factors of cabin and days to departure.
    #[schema(value_type = i64, example = 150_300)]
    base_price: Won,
    status: FlightStatus,
    /// Raised by each change; a change has to name it.
    #[schema(example = 1)]
    version: u32,
}

/// The airplane of a flight.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AirplaneOfFlight)]
struct FlownBy {
    #[schema(example = 7)]
    id: u32,
    #[schema(example = "HL8222")]
    registration: String,
    #[schema(example = "738")]
    aircraft_type: String,
}

/// A page of the schedule.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub(super) struct ScheduleView {
    items: Vec<FlightPlanView>,
    /// What to give as `cursor` for the next page; null on the last.
    next_cursor: Option<String>,
}

impl FlightPlanView {
    /// A flight with the clocks of its airports.
    pub(super) fn new(flight: &ScheduledFlight, airports: &Airports) -> Self {
        let times = flight.times;
        Self {
            id: flight.id,
            flight_number: flight.number.to_string(),
            origin: flight.origin,
            destination: flight.destination,
            departs_at: local(airports, flight.origin, times.departs_at),
            arrives_at: local(airports, flight.destination, times.arrives_at),
            duration_minutes: (times.arrives_at - times.departs_at).num_minutes(),
            airplane: FlownBy {
                id: flight.airplane.0,
                registration: flight.registration.clone(),
                aircraft_type: flight.aircraft.to_string(),
            },
            distance_km: flight.distance_km,
            base_price: flight.base_price,
            status: flight.status,
            version: flight.version,
        }
    }
}

impl ScheduleView {
    /// A page of at most `limit` of the flights found; one more was looked for.
    pub(super) fn new(mut found: Vec<ScheduledFlight>, limit: u32, airports: &Airports) -> Self {
        let limit = limit as usize;
        let has_more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().filter(|_| has_more);
        Self {
            next_cursor: last.map(|flight| Place::of(flight).to_string()),
            items: found
                .iter()
                .map(|flight| FlightPlanView::new(flight, airports))
                .collect(),
        }
    }
}

/// An instant by the clock of an airport; by UTC when the airport is not known.
fn local(airports: &Airports, airport: Iata, at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let offset = airports.get(airport).map_or(Utc.fix(), |airport| {
        airport.zone.offset_from_utc_datetime(&at.naive_utc()).fix()
    });
    at.with_timezone(&offset)
}
