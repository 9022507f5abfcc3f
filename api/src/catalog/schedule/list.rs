//! Which flights an administrator wants to see: pure.

use std::fmt;

use chrono::NaiveDate;
use search::model::{AirlineCode, FlightNumber, Iata};

use super::flight::{FlightStatus, ScheduledFlight};

/// A question for a page of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ListAsk {
    pub(super) airline: Option<AirlineCode>,
    pub(super) origin: Option<Iata>,
    pub(super) destination: Option<Iata>,
    pub(super) status: Option<FlightStatus>,
    /// The first day of departure.
    pub(super) first: NaiveDate,
    /// The last day of departure.
    pub(super) last: NaiveDate,
    /// The last flight of the page before.
    pub(super) after: Option<Place>,
    /// Flights on the page.
    pub(super) limit: u32,
}

/// The place of a flight in the schedule's order. As text it is a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) date: NaiveDate,
    pub(super) number: FlightNumber,
    pub(super) origin: Iata,
}

impl ListAsk {
    /// The place behind which the page begins.
    pub(super) fn behind(&self) -> Place {
        self.after
            .unwrap_or_else(|| Place::before_all_of(self.first))
    }
}

impl Place {
    /// The place of a flight.
    pub(super) fn of(flight: &ScheduledFlight) -> Self {
        Self {
            date: flight.times.departure_date,
            number: flight.number,
            origin: flight.origin,
        }
    }

    /// Before every flight of a day: no flight has the number 0.
    fn before_all_of(date: NaiveDate) -> Self {
        Self {
            date,
            number: FlightNumber {
                airline: AirlineCode::parse("00").expect("two digits"),
                number: 0,
            },
            origin: Iata::parse("AAA").expect("three capital letters"),
        }
    }

    /// Reads a cursor.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let [date, airline, number, origin] = text.splitn(4, '.').collect::<Vec<_>>()[..] else {
            return None;
        };
        let place = Self {
            date: date.parse().ok()?,
            number: FlightNumber {
                airline: AirlineCode::parse(airline).ok()?,
                number: number.parse().ok()?,
            },
            origin: Iata::parse(origin).ok()?,
        };
        // What is not written as we write it was not given by us.
        (place.to_string() == text).then_some(place)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FlightNumber { airline, number } = self.number;
        write!(f, "{}.{airline}.{number}.{}", self.date, self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_nothing_else_is() {
        let text = "2026-12-24.KE.703.ICN";
        assert_eq!(
            Place::parse(text).map(|place| place.to_string()).as_deref(),
            Some(text)
        );
        for bad in [
            "",
            "1",
            "2026-12-24.KE.703",
            "2026-12-24.KE.0703.ICN",
            "2026-12-24.KE.703.ICN.",
            "...",
            "+2026-12-24.KE.703.ICN",
        ] {
            assert_eq!(Place::parse(bad), None, "{bad}");
        }
    }
}
