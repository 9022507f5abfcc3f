//! A leg record: one flight number between two stations.
//!
//! The period and its days are those of the flight; the date variation says how many days later the
//! leg departs and arrives. Passenger times count, and the offsets beside them.

use search::model::FlightNumber;

use super::super::draft::{
    Draft, Parts, Time, Wish, flight_number, hours_and_minutes, signed_offset,
};
use super::super::fault::{Field, RowFaults};
use super::super::row::{Period, Weeks};
use super::record::Record;
use super::{Carrier, name};
use crate::week::Weekdays;

/// The data element that names the flight of which a leg is a commercial duplicate.
const OPERATED_AS: u32 = 50;

/// A leg that waits for its segment data.
pub(super) struct Pending {
    line: u32,
    pub(super) record: Record,
    carrier: Carrier,
    code_share: bool,
}

/// What a service type means here.
#[derive(PartialEq, Eq)]
enum Service {
    Passengers,
    Other,
}

impl Pending {
    pub(super) fn new(line: u32, record: Record, carrier: Carrier) -> Self {
        Self {
            line,
            record,
            carrier,
            code_share: false,
        }
    }

    /// Takes note of a data element of one of its segments.
    pub(super) fn note(&mut self, element: u32) {
        self.code_share |= element == OPERATED_AS;
    }

    /// Adds the leg, its faults, or the fact that it was passed over.
    pub(super) fn add_to(self, draft: &mut Draft<'_>) {
        if self.code_share {
            draft.passed_over.code_shares += 1;
            return;
        }
        let mut faults = RowFaults::new(self.line, name, &mut draft.faults);
        let service = faults.take_at("byte 14 (service type)", service(self.record.text(14..=14)));
        if service == Some(Service::Other) {
            draft.passed_over.not_for_passengers += 1;
            return;
        }
        if let Some(parts) = self.parts(draft) {
            draft.add(self.line, name, parts);
        }
    }

    fn parts(&self, draft: &mut Draft<'_>) -> Option<Parts> {
        let (record, book) = (&self.record, draft.book);
        let mut faults = RowFaults::new(self.line, name, &mut draft.faults);
        self.check_designator(&mut faults);
        let airline = book.airline(record.text(3..=5).trim_end());
        let airline = airline.and_then(|airline| {
            let own = airline == self.carrier.airline;
            own.then_some(airline)
                .ok_or_else(|| "is not the carrier record's airline".to_owned())
        });
        let airline = faults.take(Field::Airline, airline);
        let number = faults.take(Field::Number, flight_number(record.text(6..=9).trim()));
        let origin = faults.take(Field::Origin, book.airport(record.text(37..=39)));
        let to = faults.take(Field::Destination, book.airport(record.text(55..=57)));
        let aircraft = faults.take(Field::Aircraft, book.aircraft(record.text(73..=75)));
        let period = self.period(&mut faults);
        let departs = self.departs(&mut faults);
        let arrives = self.arrives(&mut faults);
        let airline = airline?;
        Some(Parts {
            number: FlightNumber {
                airline,
                number: number?,
            },
            origin: origin?,
            destination: to?,
            period: period?,
            times: self.carrier.times,
            departs: departs?,
            arrives: arrives?,
            wish: Wish::AnyOf {
                airline,
                aircraft: aircraft?,
                layout: None,
            },
            base_price: None,
        })
    }

    fn check_designator(&self, faults: &mut RowFaults<'_>) {
        let suffix = self.record.text(2..=2);
        if suffix != " " {
            let reason = format!("{suffix:?}: flights are told apart by number and date alone");
            faults.at("byte 2 (operational suffix)", reason);
        }
        for (places, column) in [
            (10..=11, "bytes 10-11 (itinerary variation)"),
            (12..=13, "bytes 12-13 (leg sequence number)"),
        ] {
            let number = self.record.number(places.clone());
            if number.is_none_or(|number| number == 0) {
                let text = self.record.text(places);
                faults.at(column, format!("{text:?} is not a number from 1 on"));
            }
        }
    }

    fn period(&self, faults: &mut RowFaults<'_>) -> Option<Period> {
        let (record, carrier) = (&self.record, &self.carrier);
        let within = |day| {
            let inside = (carrier.first..=carrier.last).contains(&day);
            inside.then_some(day).ok_or_else(|| {
                let (first, last) = (carrier.first, carrier.last);
                format!("{day} lies outside of the carrier record's period, {first} to {last}")
            })
        };
        let first = faults.take(Field::First, record.date(15..=21).and_then(within));
        let last = record.date_or_open(22..=28);
        let last = last.and_then(|last| last.map_or(Ok(carrier.last), within));
        let last = faults.take(Field::Last, last);
        let days = record.text(29..=35).replace(' ', "");
        let weekdays = Weekdays::parse(&days)
            .ok_or_else(|| format!("{:?} is not a list of days", record.text(29..=35)));
        let weekdays = faults.take(Field::Days, weekdays);
        let weeks = match record.text(36..=36) {
            " " | "1" => Ok(Weeks::Every),
            "2" => Ok(Weeks::EveryOther),
            other => Err(format!("{other:?} is neither blank nor 1 nor 2")),
        };
        let weeks = faults.take_at("byte 36 (frequency rate)", weeks);
        Some(Period {
            first: first?,
            last: last?,
            weekdays: weekdays?,
            weeks: weeks?,
        })
    }

    fn departs(&self, faults: &mut RowFaults<'_>) -> Option<Time> {
        let record = &self.record;
        let minute = faults.take(Field::Departs, hours_and_minutes(record.text(40..=43)));
        let aircraft = hours_and_minutes(record.text(44..=47));
        let aircraft = faults.take_at("bytes 44-47 (aircraft departure)", aircraft);
        let offset = faults.take(Field::Departs, signed_offset(record.text(48..=52)));
        let days_later = faults.take(Field::ArrivalDay, variation(record.text(193..=193)));
        aircraft?;
        Some(Time {
            days_later: days_later?,
            minute: minute?,
            offset: Some(offset?),
        })
    }

    fn arrives(&self, faults: &mut RowFaults<'_>) -> Option<Time> {
        let record = &self.record;
        let aircraft = hours_and_minutes(record.text(58..=61));
        let aircraft = faults.take_at("bytes 58-61 (aircraft arrival)", aircraft);
        let minute = faults.take(Field::Arrives, hours_and_minutes(record.text(62..=65)));
        let offset = faults.take(Field::Arrives, signed_offset(record.text(66..=70)));
        let days_later = faults.take(Field::ArrivalDay, variation(record.text(194..=194)));
        aircraft?;
        Some(Time {
            days_later: days_later?,
            minute: minute?,
            offset: Some(offset?),
        })
    }
}

fn service(text: &str) -> Result<Service, String> {
    match text {
        "J" | "S" | "Q" | "G" | "B" | "R" => Ok(Service::Passengers),
        "A" | "C" | "D" | "E" | "F" | "H" | "I" | "K" | "L" | "M" | "N" | "O" | "P" | "T" | "U"
        | "V" | "W" | "X" | "Y" | "Z" => Ok(Service::Other),
        _ => Err(format!("{text:?} is not a type of service")),
    }
}

/// Days after the date of the flight; `A` is the day before.
fn variation(text: &str) -> Result<i8, String> {
    match text.as_bytes() {
        b" " => Ok(0),
        b"A" => Ok(-1),
        [digit @ b'0'..=b'7'] => Ok((digit - b'0') as i8),
        _ => Err(format!("{text:?} is neither a digit from 0 to 7 nor A")),
    }
}
