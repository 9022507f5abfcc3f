//! A whole file: its rows, each of them good by itself and none against another.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use search::model::{AirlineCode, Day, FlightNumber, Iata, Minute};

use super::book::Book;
use super::draft::{Draft, PassedOver, Scope, Wish};
use super::fault::{Fault, Faults, Field, Names, Reach, RowFaults, Wrong};
use super::lines::Lines;
use super::row::{Dated, Row, TimeMode};
use super::{Format, ssim, table};

/// Dated flights of a file that means more are refused.
const MOST_FLIGHTS: u64 = 20_000_000;

/// A file whose every row was looked at.
pub(crate) struct ScheduleFile {
    pub(crate) format: Format,
    /// In the order of number, origin and period.
    pub(crate) rows: Vec<Row>,
    pub(crate) wishes: Vec<Wish>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) passed_over: PassedOver,
    pub(crate) faults: Faults,
}

/// Reads a file; what is wrong with it is among its faults.
pub(crate) fn open(
    path: &Path,
    format: Option<Format>,
    book: &Book,
    today: Day,
) -> io::Result<ScheduleFile> {
    read(BufReader::new(File::open(path)?), format, book, today)
}

/// Reads what `reader` gives.
pub(crate) fn read(
    reader: impl BufRead,
    format: Option<Format>,
    book: &Book,
    today: Day,
) -> io::Result<ScheduleFile> {
    let mut lines = Lines::new(reader);
    let found = match lines.begin_with(ssim::TITLE)? {
        true => Format::Ssim,
        false => Format::Csv,
    };
    let format = format.unwrap_or(found);
    let mut draft = Draft::new(book, today);
    match format {
        Format::Csv => table::read(&mut lines, &mut draft)?,
        Format::Ssim => ssim::read(&mut lines, &mut draft)?,
    }
    // who tells nothing does not mean that nothing flies
    let Draft { rows, scopes, .. } = &mut draft;
    scopes.retain(|scope| rows.iter().any(|row| row.number.airline == scope.airline));
    let mut file = ScheduleFile {
        format,
        rows: draft.rows,
        wishes: draft.wishes,
        scopes: draft.scopes,
        passed_over: draft.passed_over,
        faults: draft.faults,
    };
    file.rows
        .sort_by_key(|row| (row.number, row.origin, row.period.first, row.line));
    file.check_dates();
    Ok(file)
}

/// Notes that a file has more than can be taken, after which nobody reads on.
pub(crate) fn is_full(draft: &mut Draft<'_>, line: u32) -> bool {
    let reason = if draft.rows.len() >= Draft::MOST_ROWS {
        format!("more than {} rows: split the file", Draft::MOST_ROWS)
    } else if line >= Lines::<&[u8]>::MOST {
        format!("more than {} lines: split the file", Lines::<&[u8]>::MOST)
    } else if draft.faults.is_full() {
        format!("{} faults: is it a schedule?", Faults::MOST)
    } else {
        return false;
    };
    RowFaults::new(line, table::name, &mut draft.faults).file("file", reason);
    true
}

impl ScheduleFile {
    /// How the format names its fields.
    pub(crate) fn names(&self) -> Names {
        match self.format {
            Format::Csv => table::name,
            Format::Ssim => ssim::name,
        }
    }

    /// How many rows have no fault.
    pub(crate) fn good_rows(&self) -> usize {
        let rows = self.rows.iter();
        rows.filter(|row| !self.faults.hit(row.line)).count()
    }

    /// Notes faults of rows that are known by their lines.
    pub(crate) fn wrongs(&mut self, wrongs: BTreeMap<u32, Wrong>) {
        for (line, wrong) in wrongs {
            RowFaults::new(line, self.names(), &mut self.faults).wrong(wrong);
        }
    }

    /// The row, good or withheld, that tells a flight.
    pub(crate) fn row_of(&self, number: FlightNumber, origin: Iata, day: Day) -> Option<&Row> {
        let mut rows = self.rows_of(number, origin).iter();
        rows.find(|row| row.departing(day).is_some())
    }

    /// Whether a row of the file has that flight number.
    pub(crate) fn names_number(&self, number: FlightNumber) -> bool {
        let place = self.rows.partition_point(|row| row.number < number);
        self.rows.get(place).is_some_and(|row| row.number == number)
    }

    /// Whether the file tells everything that the airline does on that local date, at that instant.
    pub(crate) fn is_within(&self, airline: AirlineCode, day: Day, at: Minute) -> bool {
        self.scopes.iter().any(|scope| {
            let day = match scope.times {
                TimeMode::Local => Some(day),
                TimeMode::Utc => Day::of(at.utc().date()),
            };
            scope.airline == airline
                && day.is_some_and(|day| (scope.first..=scope.last).contains(&day))
        })
    }

    fn rows_of(&self, number: FlightNumber, origin: Iata) -> &[Row] {
        let key = |row: &Row| (row.number, row.origin);
        let from = self.rows.partition_point(|row| key(row) < (number, origin));
        let rows = &self.rows[from..];
        &rows[..rows.partition_point(|row| key(row) == (number, origin))]
    }

    /// Looks at every date of every row: times that do not exist, and flights told twice.
    fn check_dates(&mut self) {
        let names = self.names();
        let mut flights = 0;
        let mut told: HashMap<Day, u32> = HashMap::new();
        let same = |a: &Row, b: &Row| (a.number, a.origin) == (b.number, b.origin);
        for rows in self.rows.chunk_by(same) {
            told.clear();
            for row in rows {
                for date in row.period.days() {
                    flights += 1;
                    if flights > MOST_FLIGHTS {
                        return self.faults.add(too_many());
                    }
                    let wrong = row.on(date).and_then(|dated| {
                        let before = *told.entry(dated.day).or_insert(row.line);
                        once(&dated, before)
                    });
                    if let Err(wrong) = wrong {
                        RowFaults::new(row.line, names, &mut self.faults).wrong(wrong);
                        break;
                    }
                }
            }
        }
    }
}

fn too_many() -> Fault {
    Fault {
        line: 1,
        column: "file",
        reason: format!("more than {MOST_FLIGHTS} dated flights: split the file"),
        reach: Reach::File,
    }
}

fn once(dated: &Dated, told_by: u32) -> Result<(), Wrong> {
    if told_by == dated.line {
        return Ok(());
    }
    let Dated {
        number,
        origin,
        day,
        ..
    } = dated;
    Err(Wrong::new(
        Field::Number,
        format!("{number} from {origin} on {day} is also told by line {told_by}"),
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    const SUMMER: &[u8] = include_bytes!("../../examples/summer.ssim");
    const SUMMER_AS_CSV: &[u8] = include_bytes!("../../examples/summer.csv");
    static BOOK: LazyLock<Book> = LazyLock::new(Book::read);

    /// Reads bytes; every fault must have a line of them, and every good row a date.
    fn check(bytes: &[u8], format: Option<Format>) -> ScheduleFile {
        let file = read(bytes, format, &BOOK, Day(9_831)).expect("memory can be read");
        let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
        for line in file.faults.lines() {
            assert!((1..=lines as u32).contains(&line), "{line} of {lines}");
        }
        for row in file.rows.iter().filter(|row| !file.faults.hit(row.line)) {
            assert!(row.period.days().all(|day| row.on(day).is_ok()), "{row:?}");
        }
        file
    }

    /// A good file with some bytes changed and perhaps a piece cut out.
    fn mutated(good: &'static [u8]) -> impl Strategy<Value = Vec<u8>> {
        let place = 0..good.len();
        let any_bytes = prop::collection::vec((place.clone(), any::<u8>()), 0..3);
        let likely = prop::collection::vec((place.clone(), "[0-9A-Z +,:\n]"), 1..12);
        let cut = prop::option::of((place, 0..400_usize));
        (any_bytes, likely, cut).prop_map(move |(any_bytes, likely, cut)| {
            let mut bytes = good.to_vec();
            for (place, byte) in any_bytes {
                bytes[place] = byte;
            }
            for (place, text) in likely {
                bytes[place] = text.as_bytes()[0];
            }
            if let Some((from, length)) = cut {
                bytes.drain(from..(from + length).min(good.len()));
            }
            bytes
        })
    }

    proptest! {
        #[test]
        fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..3_000)) {
            for format in [None, Some(Format::Csv), Some(Format::Ssim)] {
                check(&bytes, format);
            }
        }

        #[test]
        fn a_mutated_ssim_file_never_panics(bytes in mutated(SUMMER)) {
            check(&bytes, Some(Format::Ssim));
        }

        #[test]
        fn a_mutated_table_never_panics(bytes in mutated(SUMMER_AS_CSV)) {
            check(&bytes, Some(Format::Csv));
        }

        #[test]
        fn a_lost_piece_of_an_ssim_file_is_noticed(from in 0..SUMMER.len() - 1, length in 1..900_usize) {
            let mut bytes = SUMMER.to_vec();
            bytes.drain(from..(from + length).min(SUMMER.len() - 1));
            let file = check(&bytes, Some(Format::Ssim));
            // records that only fill a block may go
            let is_filler = SUMMER[from..(from + length).min(SUMMER.len() - 1)]
                .iter()
                .all(|byte| matches!(byte, b'0' | b'\n'));
            prop_assert!(file.faults.len() > 0 || is_filler);
        }
    }
}
