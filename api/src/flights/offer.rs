//! What the flights of one question cost those who ask.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use search::Airports;
use search::model::{Cabin, Day, Flight, Iata, Won};

use super::params::Travellers;
use crate::pricing::{Party, PassengerKind, Price, Terms};

/// Prices flights for one party in one cabin, as of now: both what the index orders by and what a
/// page shows in parts.
pub(crate) struct Offer<'a> {
    airports: &'a Airports,
    party: Party,
    cabin: Cabin,
    now: DateTime<Utc>,
    /// The date at the origin asked last: most flights of a question leave the same airport.
    today: Cell<Option<(Iata, Day)>>,
}

/// What one traveller of a kind pays for all flights of an itinerary, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Share {
    /// Adult, child or infant.
    pub(crate) kind: PassengerKind,
    /// How many.
    pub(crate) count: u8,
    /// What one of them pays.
    pub(crate) price: Price,
}

impl<'a> Offer<'a> {
    /// The prices for these travellers now.
    pub(crate) fn new(airports: &'a Airports, travellers: Travellers, now: DateTime<Utc>) -> Self {
        Self {
            airports,
            party: travellers.party,
            cabin: travellers.cabin,
            now,
            today: Cell::new(None),
        }
    }

    /// The cabin of every flight.
    pub(crate) fn cabin(&self) -> Cabin {
        self.cabin
    }

    /// What all travellers together pay for a flight.
    pub(crate) fn total(&self, flight: &Flight) -> Won {
        self.terms(flight).total(self.party)
    }

    /// What one traveller of each kind pays for all of `flights`; `None` for a kind nobody is.
    pub(crate) fn shares<'f>(
        &self,
        flights: impl Iterator<Item = &'f Flight> + Clone,
    ) -> [Option<Share>; 3] {
        PassengerKind::ALL.map(|kind| {
            let count = self.party.count(kind);
            (count > 0).then(|| Share {
                kind,
                count,
                price: flights
                    .clone()
                    .map(|flight| self.terms(flight).price(kind))
                    .sum(),
            })
        })
    }

    fn terms(&self, flight: &Flight) -> Terms {
        Terms {
            base_price: flight.base_price,
            distance_km: flight.distance_km,
            domestic: self.airports.is_domestic(flight.origin, flight.destination),
            cabin: self.cabin,
            days_to_departure: flight.day.since(self.today_at(flight.origin)),
            airline: flight.number.airline,
            origin: flight.origin,
            destination: flight.destination,
        }
    }

    fn today_at(&self, airport: Iata) -> Day {
        if let Some((known, today)) = self.today.get()
            && known == airport
        {
            return today;
        }
        let today = self.airports.today(airport, self.now);
        self.today.set(Some((airport, today)));
        today
    }
}
