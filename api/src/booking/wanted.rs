//! What somebody wants to book, in words that are good by themselves. Pure.

use std::fmt;

use chrono::NaiveDate;
use search::model::{Cabin, FlightId, Layout, SeatIndex, Won};

use crate::pricing::{Party, PassengerKind};
use crate::problem::Language;

/// The most travellers of an order, and so the most seats.
pub(crate) const MOST_PASSENGERS: usize = 9;

/// The most flights of an order.
pub(crate) const MOST_FLIGHTS: usize = 8;

/// An order that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// In the order of travel.
    pub(crate) flights: Vec<WantedFlight>,
    /// Everybody who travels on all of them.
    pub(crate) passengers: Vec<Traveller>,
    /// Who is told.
    pub(crate) contact: Contact,
    /// What the customer thinks it costs.
    pub(crate) expected_total: Option<Won>,
    /// What the customer reads.
    pub(crate) language: Language,
}

/// A flight that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WantedFlight {
    /// Which.
    pub(crate) id: FlightId,
    /// In which cabin.
    pub(crate) cabin: Cabin,
    /// These very seats, one for each traveller who has one; `None`: any, together if possible.
    pub(crate) seats: Option<Vec<SeatNumber>>,
}

/// A seat as people say it: `12A`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SeatNumber {
    /// The row.
    pub(crate) row: u16,
    /// The letter in the row.
    pub(crate) letter: char,
}

/// Somebody who travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Traveller {
    /// What they pay as.
    pub(crate) kind: PassengerKind,
    /// As in the passport.
    pub(crate) given_name: String,
    /// As in the passport.
    pub(crate) surname: String,
    /// Known of children and infants.
    pub(crate) birth_date: Option<NaiveDate>,
}

/// How the customer is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contact {
    /// For mail.
    pub(crate) email: String,
    /// For calls on the day of travel.
    pub(crate) phone: String,
}

impl Wanted {
    /// Who travels, counted.
    pub(crate) fn party(&self) -> Party {
        let count = |kind| self.passengers.iter().filter(|p| p.kind == kind).count() as u8;
        Party {
            adults: count(PassengerKind::Adult),
            children: count(PassengerKind::Child),
            infants: count(PassengerKind::Infant),
        }
    }
}

impl SeatNumber {
    /// Reads `12A`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (end, letter) = text.char_indices().next_back()?;
        let (row, letter) = (&text[..end], letter.to_ascii_uppercase());
        let is_row = !row.is_empty() && row.bytes().all(|digit| digit.is_ascii_digit());
        let row = is_row.then(|| row.parse().ok()).flatten()?;
        letter.is_ascii_uppercase().then_some(Self { row, letter })
    }

    /// The number of the seat at `index`.
    pub(crate) fn of(layout: &Layout, index: SeatIndex) -> Option<Self> {
        let (row, letter) = layout.seat_number(index)?;
        Some(Self { row, letter })
    }

    /// Where the seat stands in a layout; `None` when it has no such seat.
    pub(crate) fn index(self, layout: &Layout) -> Option<SeatIndex> {
        let seats: u16 = layout.capacity().0.iter().sum();
        (0..seats)
            .map(SeatIndex)
            .find(|index| Self::of(layout, *index) == Some(self))
    }
}

impl fmt::Display for SeatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.row, self.letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_number_is_a_row_and_a_letter() {
        let seat = |row, letter| Some(SeatNumber { row, letter });
        assert_eq!(SeatNumber::parse("12A"), seat(12, 'A'));
        assert_eq!(SeatNumber::parse("1k"), seat(1, 'K'));
        for text in ["", "A", "12", "+1A", "1가", "A12", "99999A", "1 A"] {
            assert_eq!(SeatNumber::parse(text), None, "{text}");
        }
    }
}
