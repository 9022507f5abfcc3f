//! Schedules as CSV: one row for a flight number in a period.
//!
//! The first line names the columns, in any order; timetable/README.md says what each holds. A value
//! never goes over several lines.

mod cell;

use std::io::{self, BufRead};

use cell::{date, days_later, price, time};
use search::model::{AirlineCode, FlightNumber};

use super::book::Book;
use super::draft::{Draft, Parts, Scope, Time, Wish, flight_number, shown};
use super::fault::{Field, RowFaults, Wrong};
use super::lines::{Line, Lines};
use super::row::{Period, TimeMode, Weeks};
use crate::week::Weekdays;

/// Every column and whether a file must have it.
const COLUMNS: [(Field, bool); 14] = [
    (Field::Airline, true),
    (Field::Number, true),
    (Field::Origin, true),
    (Field::Destination, true),
    (Field::First, true),
    (Field::Last, false),
    (Field::Days, false),
    (Field::Departs, true),
    (Field::Arrives, true),
    (Field::ArrivalDay, false),
    (Field::Aircraft, false),
    (Field::Layout, false),
    (Field::Registration, false),
    (Field::BasePrice, false),
];

/// The names of the columns.
pub(crate) fn name(field: Field) -> &'static str {
    match field {
        Field::Airline => "airline",
        Field::Number => "flight_number",
        Field::Origin => "origin",
        Field::Destination => "destination",
        Field::First => "first_date",
        Field::Last => "last_date",
        Field::Days => "days",
        Field::Departs => "departs",
        Field::Arrives => "arrives",
        Field::ArrivalDay => "arrival_day",
        Field::Aircraft => "aircraft",
        Field::Layout => "layout",
        Field::Registration => "registration",
        Field::BasePrice => "base_price",
    }
}

/// Reads the rows of a file.
pub(crate) fn read(lines: &mut Lines<impl BufRead>, draft: &mut Draft<'_>) -> io::Result<()> {
    let mut header: Option<Header> = None;
    while let Some((number, line)) = lines.next()? {
        let mut faults = RowFaults::new(number, name, &mut draft.faults);
        match (cells(line), &header) {
            (Err(reason), Some(_)) => faults.at("line", reason),
            (Err(reason), None) => {
                faults.file("header", reason);
                return Ok(());
            }
            (Ok(cells), _) if cells.iter().all(str::is_empty) => {}
            (Ok(cells), None) => match Header::of(&cells, &mut faults) {
                Some(read) => header = Some(read),
                None => return Ok(()),
            },
            (Ok(cells), Some(header)) => {
                if let Some(parts) = header.parts(&cells, draft, number) {
                    draft.add(number, name, parts);
                }
            }
        }
        if super::file::is_full(draft, number) {
            return Ok(());
        }
    }
    if header.is_none() {
        let mut faults = RowFaults::new(1, name, &mut draft.faults);
        faults.file("header", "the file is empty: it has no header");
    }
    add_scopes(draft);
    Ok(())
}

/// A table tells what its airlines do from their first date to their last.
fn add_scopes(draft: &mut Draft<'_>) {
    for row in &draft.rows {
        let Period { first, last, .. } = row.period;
        let airline = row.number.airline;
        match draft.scopes.iter_mut().find(|it| it.airline == airline) {
            Some(scope) => {
                scope.first = scope.first.min(first);
                scope.last = scope.last.max(last);
            }
            None => draft.scopes.push(Scope {
                airline,
                first,
                last,
                times: TimeMode::Local,
            }),
        }
    }
}

fn cells(line: Line<'_>) -> Result<csv::StringRecord, String> {
    let text = match line {
        Line::Text(text) => text,
        Line::TooLong => return Err("is longer than a row can be".into()),
        Line::NotText => return Err("is not UTF-8".into()),
    };
    if !text.contains('"') {
        // most lines: a reader of its own for each costs ten times the rest of the row
        return Ok(text.split(',').map(str::trim).collect());
    }
    let mut record = csv::StringRecord::new();
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .buffer_capacity(text.len().max(1))
        .from_reader(text.as_bytes())
        .read_record(&mut record)
        .map_err(|error| error.to_string())?;
    Ok(record)
}

/// Where each column stands.
struct Header {
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
}

impl Header {
    fn of(cells: &csv::StringRecord, faults: &mut RowFaults<'_>) -> Option<Self> {
        let mut header = Self {
            places: [None; COLUMNS.len()],
            width: cells.len(),
        };
        let mut good = true;
        for (place, cell) in cells.iter().enumerate() {
            let column = COLUMNS.iter().position(|(field, _)| name(*field) == cell);
            match column.map(|column| &mut header.places[column]) {
                Some(known @ None) => *known = Some(place),
                Some(Some(_)) => {
                    good = false;
                    faults.file("header", format!("names {} twice", shown(cell)));
                }
                None => {
                    good = false;
                    faults.file("header", format!("{} is not a column", shown(cell)));
                }
            }
        }
        for ((field, required), place) in COLUMNS.iter().zip(header.places) {
            if *required && place.is_none() {
                good = false;
                faults.file("header", format!("the column {} is missing", name(*field)));
            }
        }
        good.then_some(header)
    }

    /// The parts of a row, unless one of them is wrong: then each fault is noted.
    fn parts(&self, cells: &csv::StringRecord, draft: &mut Draft<'_>, line: u32) -> Option<Parts> {
        let book = draft.book;
        let mut faults = RowFaults::new(line, name, &mut draft.faults);
        if cells.len() != self.width {
            let reason = format!("has {} cells, the header has {}", cells.len(), self.width);
            faults.at("line", reason);
            return None;
        }
        let cell = |field| self.cell(cells, field);
        let airline = faults.take(Field::Airline, book.airline(cell(Field::Airline)));
        let number = faults.take(Field::Number, flight_number(cell(Field::Number)));
        let origin = faults.take(Field::Origin, book.airport(cell(Field::Origin)));
        let to = faults.take(Field::Destination, book.airport(cell(Field::Destination)));
        let period = self.period(cells, &mut faults);
        let departs = faults.take(Field::Departs, time(cell(Field::Departs)));
        let arrives = faults.take(Field::Arrives, time(cell(Field::Arrives)));
        let later = faults.take(Field::ArrivalDay, days_later(cell(Field::ArrivalDay)));
        let base_price = faults.take(Field::BasePrice, price(cell(Field::BasePrice)));
        let wish = self.wish(cells, airline, book, &mut faults);
        Some(Parts {
            number: FlightNumber {
                airline: airline?,
                number: number?,
            },
            origin: origin?,
            destination: to?,
            period: period?,
            times: TimeMode::Local,
            departs: departs?,
            arrives: Time {
                days_later: later?,
                ..arrives?
            },
            wish: wish?,
            base_price: base_price?,
        })
    }

    fn period(&self, cells: &csv::StringRecord, faults: &mut RowFaults<'_>) -> Option<Period> {
        let cell = |field| self.cell(cells, field);
        let first = faults.take(Field::First, date(cell(Field::First)));
        let last = match cell(Field::Last) {
            "" => first,
            text => faults.take(Field::Last, date(text)),
        };
        let weekdays = match cell(Field::Days) {
            "" => "1234567",
            text => text,
        };
        let weekdays = Weekdays::parse(weekdays).ok_or_else(|| {
            let text = shown(weekdays);
            format!("{text} is not a list of days in order, such as 135 for Mon, Wed, Fri")
        });
        Some(Period {
            weekdays: faults.take(Field::Days, weekdays)?,
            first: first?,
            last: last?,
            weeks: Weeks::Every,
        })
    }

    /// The airplane that the row asks for, unless what it says of it is wrong.
    fn wish(
        &self,
        cells: &csv::StringRecord,
        airline: Option<AirlineCode>,
        book: &Book,
        faults: &mut RowFaults<'_>,
    ) -> Option<Wish> {
        let filled = |field| Some(self.cell(cells, field)).filter(|text| !text.is_empty());
        let layout = filled(Field::Layout).map(str::to_owned);
        let aircraft = match filled(Field::Aircraft) {
            Some(code) => Some(faults.take(Field::Aircraft, book.aircraft(code))?),
            None => None,
        };
        match (filled(Field::Registration), aircraft) {
            (Some(_), _) if layout.is_some() => {
                let reason = "must be empty beside a registration: the airplane has its own";
                faults.wrong(Wrong::new(Field::Layout, reason));
                None
            }
            (Some(registration), aircraft) => Some(Wish::Registered {
                airline: airline?,
                registration: registration.to_owned(),
                aircraft,
            }),
            (None, Some(aircraft)) => Some(Wish::AnyOf {
                airline: airline?,
                aircraft,
                layout,
            }),
            (None, None) => {
                let reason = "must be there when there is no registration";
                faults.wrong(Wrong::new(Field::Aircraft, reason));
                None
            }
        }
    }

    fn cell<'c>(&self, cells: &'c csv::StringRecord, field: Field) -> &'c str {
        let column = COLUMNS.iter().position(|(known, _)| *known == field);
        let place = column.and_then(|column| self.places[column]);
        place.and_then(|place| cells.get(place)).unwrap_or_default()
    }
}
