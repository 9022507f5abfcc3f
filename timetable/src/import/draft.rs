//! The rows of a file while it is being read.

use std::collections::HashMap;

use search::model::{AircraftCode, AirlineCode, Day, FlightNumber, Iata, Won};

use super::book::Book;
use super::fault::{Faults, Field, RowFaults, Wrong};
use super::row::{Clock, Period, Row, TimeMode};

/// Longer periods are refused, and flights that are further ahead: a slip of the pen.
pub(crate) const MOST_DAYS: i32 = 731;

/// The airplane that a row asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Wish {
    /// That airplane, of that type when the row tells it.
    Registered {
        airline: AirlineCode,
        registration: String,
        aircraft: Option<AircraftCode>,
    },
    /// Any of the airline's airplanes of a type, with that layout when the row tells it.
    AnyOf {
        airline: AirlineCode,
        aircraft: AircraftCode,
        layout: Option<String>,
    },
}

/// A part of the schedule that the file tells in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) airline: AirlineCode,
    pub(crate) first: Day,
    pub(crate) last: Day,
    pub(crate) times: TimeMode,
}

/// Legs that are no flights of this airline for passengers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct PassedOver {
    /// Freight, mail, charters, ferry flights and buses.
    pub not_for_passengers: u32,
    /// Another airline's flights under a number of this airline.
    pub code_shares: u32,
}

/// What is read of a file.
pub(crate) struct Draft<'a> {
    pub(crate) book: &'a Book,
    pub(crate) today: Day,
    pub(crate) faults: Faults,
    pub(crate) rows: Vec<Row>,
    pub(crate) wishes: Vec<Wish>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) passed_over: PassedOver,
    places: HashMap<Wish, u32>,
}

/// The parts of a row, each of them good by itself.
pub(crate) struct Parts {
    pub(crate) number: FlightNumber,
    pub(crate) origin: Iata,
    pub(crate) destination: Iata,
    pub(crate) period: Period,
    pub(crate) times: TimeMode,
    pub(crate) departs: Time,
    pub(crate) arrives: Time,
    pub(crate) wish: Wish,
    pub(crate) base_price: Option<Won>,
}

/// A time of day that is not yet at an airport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) days_later: i8,
    pub(crate) minute: u16,
    pub(crate) offset: Option<i16>,
}

impl<'a> Draft<'a> {
    /// Files with more rows are refused.
    pub(crate) const MOST_ROWS: usize = 500_000;

    pub(crate) fn new(book: &'a Book, today: Day) -> Self {
        Self {
            book,
            today,
            faults: Faults::default(),
            rows: Vec::new(),
            wishes: Vec::new(),
            scopes: Vec::new(),
            passed_over: PassedOver::default(),
            places: HashMap::new(),
        }
    }

    /// Takes a row, or notes why its parts do not go together.
    pub(crate) fn add(&mut self, line: u32, names: super::fault::Names, parts: Parts) {
        let wrongs = self.contradictions(&parts);
        if !wrongs.is_empty() {
            let mut faults = RowFaults::new(line, names, &mut self.faults);
            wrongs.into_iter().for_each(|wrong| faults.wrong(wrong));
            return;
        }
        let clock = |time: Time, airport| Clock {
            zone: self.book.zone(airport),
            days_later: time.days_later,
            minute: time.minute,
            offset: time.offset,
        };
        let (departs, arrives) = (
            clock(parts.departs, parts.origin),
            clock(parts.arrives, parts.destination),
        );
        let row = Row {
            line,
            number: parts.number,
            origin: parts.origin,
            destination: parts.destination,
            period: parts.period,
            times: parts.times,
            departs,
            arrives,
            wish: self.place_of(parts.wish),
            base_price: parts.base_price,
        };
        self.rows.push(row);
    }

    fn contradictions(&self, parts: &Parts) -> Vec<Wrong> {
        let mut wrongs = Vec::new();
        let period = &parts.period;
        if parts.origin == parts.destination {
            let reason = format!("{} is also where it departs", parts.destination);
            wrongs.push(Wrong::new(Field::Destination, reason));
        }
        if period.last < period.first {
            let reason = format!("{} lies before {}", period.last, period.first);
            wrongs.push(Wrong::new(Field::Last, reason));
        } else if period.last.since(period.first) > MOST_DAYS
            || period.last.since(self.today) > MOST_DAYS
        {
            let reason = format!("{} is too far: two years are the most", period.last);
            wrongs.push(Wrong::new(Field::Last, reason));
        } else if period.days().next().is_none() {
            let reason = format!(
                "none of these days lies between {} and {}",
                period.first, period.last
            );
            wrongs.push(Wrong::new(Field::Days, reason));
        }
        wrongs
    }

    fn place_of(&mut self, wish: Wish) -> u32 {
        if let Some(place) = self.places.get(&wish) {
            return *place;
        }
        let place = self.wishes.len() as u32; // at most one for each row
        self.places.insert(wish.clone(), place);
        self.wishes.push(wish);
        place
    }
}

/// Hours and minutes without anything between them.
pub(crate) fn hours_and_minutes(text: &str) -> Result<u16, String> {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u16 = match text.parse() {
        Ok(number) if digits => number,
        _ => return Err(format!("{} is not a time", shown(text))),
    };
    match (number / 100, number % 100) {
        (hour @ 0..=23, minute @ 0..=59) => Ok(hour * 60 + minute),
        _ => Err(format!("{} is not a time of day", shown(text))),
    }
}

/// Hours and minutes behind a sign, as minutes.
pub(crate) fn signed_offset(text: &str) -> Result<i16, String> {
    let bad = || format!("{} is not an offset from UTC", shown(text));
    let (sign, digits) = match text.split_at_checked(1) {
        Some(("+", digits)) => (1, digits),
        Some(("-", digits)) => (-1, digits),
        _ => return Err(bad()),
    };
    let minutes = hours_and_minutes(digits).map_err(|_| bad())? as i16;
    (minutes <= 15 * 60)
        .then_some(sign * minutes)
        .ok_or_else(bad)
}

/// What was read, in quotes and not at any length.
pub(crate) fn shown(text: &str) -> String {
    const MOST: usize = 30;
    let mut short: String = text.chars().take(MOST).collect();
    if text.chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}

/// A flight number's digits.
pub(crate) fn flight_number(text: &str) -> Result<u16, String> {
    let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number @ 1..=9999) if digits => Ok(number),
        _ => Err(format!("{} is not a number from 1 to 9999", shown(text))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_offsets_are_read_exactly() {
        assert_eq!(hours_and_minutes("2359"), Ok(23 * 60 + 59));
        for bad in ["2400", "0960", "900", "+900", "", "00000", "1２3"] {
            assert!(hours_and_minutes(bad).is_err(), "{bad}");
        }
        assert_eq!(signed_offset("-0930"), Ok(-570));
        assert_eq!(signed_offset("+1400"), Ok(840));
        for bad in ["", "0900", "+1600", "+09", "±0900", "+09:00"] {
            assert!(signed_offset(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn flight_numbers_are_one_to_four_digits() {
        assert_eq!(flight_number("0703"), Ok(703));
        for bad in ["", "0", "00703", "+70", "7A"] {
            assert!(flight_number(bad).is_err(), "{bad}");
        }
    }
}
