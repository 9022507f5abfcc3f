//! The api's own prices, for benches that search without HTTP.

use api::pricing::{Party, Terms};
use chrono::{DateTime, Utc};
use search::Airports;
use search::model::{Cabin, Day, Flight, Won};

/// One adult's prices as of now.
pub(crate) struct Asked<'a> {
    airports: &'a Airports,
    cabin: Cabin,
    today: Day,
}

impl<'a> Asked<'a> {
    /// The prices of one cabin.
    pub(crate) fn new(airports: &'a Airports, cabin: Cabin) -> Self {
        Self {
            airports,
            cabin,
            today: Day::of(now().date_naive()).unwrap_or(Day(0)),
        }
    }

    /// What one adult pays for a flight.
    pub(crate) fn total(&self, flight: &Flight) -> Won {
        let terms = Terms {
            base_price: flight.base_price,
            distance_km: flight.distance_km,
            domestic: self.airports.is_domestic(flight.origin, flight.destination),
            cabin: self.cabin,
            days_to_departure: flight.day.since(self.today),
            airline: flight.number.airline,
            origin: flight.origin,
            destination: flight.destination,
        };
        terms.total(Party {
            adults: 1,
            children: 0,
            infants: 0,
        })
    }
}

/// The time.
#[expect(clippy::disallowed_methods, reason = "a bench has no clock to be set")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}
