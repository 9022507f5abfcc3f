//! What the flights of one question cost those who ask.

use std::cell::Cell;

use chrono::{DateTime, Utc};
use search::Airports;
use search::model::{Cabin, Day, Flight, Iata, Won};

use super::params::Travellers;
use crate::pricing::{
    AllDiscounts, Discounts, Explanation, Grade, Party, PassengerKind, Price, Terms, quote,
};

/// Prices flights for one party in one cabin, as of now: both what the index orders by and what a
/// page shows in parts.
pub(crate) struct Offer<'a> {
    airports: &'a Airports,
    party: Party,
    cabin: Cabin,
    now: DateTime<Utc>,
    /// `None` when nothing comes off, which is most of the time and costs nothing then.
    discounts: Option<Discounts<'a>>,
    for_member: bool,
    /// The date at the origin asked last: most flights of a question leave the same airport.
    today: Cell<Option<(Iata, Day)>>,
}

/// Who asks for prices, and when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asker {
    /// The time of asking.
    pub(crate) now: DateTime<Utc>,
    /// The grade of a member; `None` for visitors.
    pub(crate) grade: Option<Grade>,
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
    /// The prices for these travellers, less what comes off them for whoever asks.
    pub(crate) fn new(
        airports: &'a Airports,
        travellers: Travellers,
        asker: Asker,
        discounts: &'a AllDiscounts,
    ) -> Self {
        let discounts = discounts.at(asker.now, asker.grade);
        Self {
            airports,
            party: travellers.party,
            cabin: travellers.cabin,
            now: asker.now,
            discounts: Some(discounts).filter(|discounts| !discounts.is_nothing()),
            for_member: asker.grade.is_some(),
            today: Cell::new(None),
        }
    }

    /// The cabin of every flight.
    pub(crate) fn cabin(&self) -> Cabin {
        self.cabin
    }

    /// What all travellers together pay for a flight.
    pub(crate) fn total(&self, flight: &Flight) -> Won {
        let terms = self.terms(flight);
        match &self.discounts {
            None => terms.total(self.party),
            Some(discounts) => discounts.total(terms, self.party),
        }
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
                price: flights.clone().map(|flight| self.price(flight, kind)).sum(),
            })
        })
    }

    /// What came off the price of these flights together and, for members, what did not and why.
    /// Visitors are spared the events that are not for their flight.
    pub(crate) fn explanation<'f>(&self, flights: impl Iterator<Item = &'f Flight>) -> Explanation {
        let Some(discounts) = &self.discounts else {
            return Explanation::default();
        };
        let terms: Vec<_> = flights.map(|flight| self.terms(flight)).collect();
        let mut explanation = quote(&terms, self.party, discounts).explanation;
        if !self.for_member {
            explanation.not_applied.clear();
        }
        explanation
    }

    fn price(&self, flight: &Flight, kind: PassengerKind) -> Price {
        let terms = self.terms(flight);
        match &self.discounts {
            None => terms.price(kind),
            Some(discounts) => discounts.price(terms, kind),
        }
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
