//! Schedules in the format of IATA's Standard Schedules Information Manual, chapter 7.
//!
//! Records of 200 bytes, one a line: a header (1), then for each airline its carrier record (2), legs
//! (3), what else is said of their segments (4) and a trailer (5). Records of zeros fill blocks.
//! Serial numbers and trailers prove that nothing is missing, so what breaks their chain is a fault
//! of the whole file. Of the segment data only what marks a code share is used: a flight that another
//! airline operates under its own number too must not be sold twice.

mod leg;
mod record;

use std::io::{self, BufRead};

use search::model::{AirlineCode, Day};

use super::draft::{Draft, Scope};
use super::fault::{Field, RowFaults};
use super::lines::{Line, Lines};
use super::row::TimeMode;
use leg::Pending;
use record::{Record, bytes};

/// How such a file begins.
pub(crate) const TITLE: &str = "1AIRLINE STANDARD SCHEDULE DATA SET";

/// Open periods end so many days from today, or where the carrier's period does.
const OPEN_DAYS: i16 = 400;

/// The fields and their bytes.
pub(crate) fn name(field: Field) -> &'static str {
    match field {
        Field::Airline => "bytes 3-5 (airline)",
        Field::Number => "bytes 6-9 (flight number)",
        Field::Origin => "bytes 37-39 (departure station)",
        Field::Destination => "bytes 55-57 (arrival station)",
        Field::First => "bytes 15-21 (period from)",
        Field::Last => "bytes 22-28 (period to)",
        Field::Days => "bytes 29-35 (days of operation)",
        Field::Departs => "bytes 40-52 (departure time)",
        Field::Arrives => "bytes 58-70 (arrival time)",
        Field::ArrivalDay => "bytes 193-194 (date variation)",
        Field::Aircraft => "bytes 73-75 (aircraft type)",
        Field::Layout => "bytes 173-192 (aircraft configuration)",
        Field::Registration => "bytes 129-131 (aircraft owner)",
        Field::BasePrice => "record",
    }
}

/// What a carrier record tells about the legs that follow it.
#[derive(Clone, Copy, Debug)]
struct Carrier {
    airline: AirlineCode,
    times: TimeMode,
    first: Day,
    last: Day,
}

/// Which record came last.
#[derive(Clone, Copy, Debug)]
enum Stage {
    Start,
    Header,
    /// A carrier record and perhaps legs of it; `None` when the record was wrong.
    Carrier(Option<Carrier>),
    /// A trailer that promises another part.
    Continued,
    /// The last trailer.
    End,
}

struct Reader<'d, 'b> {
    draft: &'d mut Draft<'b>,
    stage: Stage,
    serial: Option<u32>,
    /// The leg whose segment data may follow.
    pending: Option<Pending>,
}

/// Reads the legs of a file.
pub(crate) fn read(lines: &mut Lines<impl BufRead>, draft: &mut Draft<'_>) -> io::Result<()> {
    let mut reader = Reader {
        draft,
        stage: Stage::Start,
        serial: None,
        pending: None,
    };
    let mut last = 1;
    while let Some((number, line)) = lines.next()? {
        last = number;
        match record(line) {
            Ok(Some(record)) => reader.record(number, &record),
            Ok(None) => {}
            Err(reason) => reader.faults(number).file("record", reason),
        }
        if super::file::is_full(reader.draft, number) {
            return Ok(());
        }
    }
    reader.end(last);
    Ok(())
}

/// A record; `None` for what only fills a block.
fn record(line: Line<'_>) -> Result<Option<Record>, String> {
    let text = match line {
        Line::Text(text) => text,
        Line::TooLong => return Err("is longer than 200 bytes".into()),
        Line::NotText => return Err("is not ASCII".into()),
    };
    if text.bytes().all(|byte| byte == b'0') {
        return Ok(None); // an empty line too
    }
    Record::of(text).map(Some)
}

impl Reader<'_, '_> {
    fn faults(&mut self, line: u32) -> RowFaults<'_> {
        RowFaults::new(line, name, &mut self.draft.faults)
    }

    fn record(&mut self, line: u32, record: &Record) {
        self.check_serial(line, record);
        let kind = record.text(1..=1);
        if kind != "4" {
            self.flush();
        }
        match (kind, self.stage) {
            ("1", Stage::Start | Stage::Continued) => self.header(line, record),
            ("2", Stage::Header | Stage::Continued) => self.carrier(line, record),
            ("3", Stage::Carrier(carrier)) => {
                if let Some(carrier) = carrier {
                    self.leg(line, record, carrier);
                }
            }
            ("4", Stage::Carrier(_)) => self.segment(line, record),
            ("5", Stage::Carrier(carrier)) => self.trailer(line, record, carrier),
            ("1" | "2" | "3" | "4" | "5", _) => {
                let reason = format!("a record of type {kind} cannot stand here");
                self.faults(line).file("byte 1 (record type)", reason);
            }
            _ => {
                let reason = format!("{kind:?} is not a type of record");
                self.faults(line).file("byte 1 (record type)", reason);
            }
        }
    }

    /// Serial numbers count the records. After 999999 comes 2, as a header keeps 1.
    fn check_serial(&mut self, line: u32, record: &Record) {
        const COLUMN: &str = "bytes 195-200 (record serial number)";
        let Some(serial) = record.number(195..=200) else {
            let reason = format!("{:?} is not a number", record.text(195..=200));
            return self.faults(line).file(COLUMN, reason);
        };
        let starts_over = record.text(1..=1) == "1";
        let expected = match self.serial {
            _ if starts_over && serial == 1 => 1,
            None => 1,
            Some(999_999) => 2,
            Some(before) => before + 1,
        };
        if serial != expected {
            let reason = format!("is {serial}, and {expected} was next: are records missing?");
            self.faults(line).file(COLUMN, reason);
        }
        self.serial = Some(serial);
    }

    fn header(&mut self, line: u32, record: &Record) {
        self.stage = Stage::Header;
        if !record.text(1..=35).eq(TITLE) {
            let reason = format!("does not say {:?}", &TITLE[1..]);
            self.faults(line).file("bytes 2-35 (title)", reason);
        }
    }

    fn carrier(&mut self, line: u32, record: &Record) {
        let (book, today) = (self.draft.book, self.draft.today);
        let mut faults = self.faults(line);
        let times = match record.text(2..=2) {
            "L" => Ok(TimeMode::Local),
            "U" => Ok(TimeMode::Utc),
            other => Err(format!("{other:?} is neither L (local) nor U (UTC)")),
        };
        let times = faults.take_at("byte 2 (time mode)", times);
        let airline = faults.take(Field::Airline, book.airline(record.text(3..=5).trim_end()));
        let first = faults.take(Field::First, record.date(15..=21));
        let open = today.plus(OPEN_DAYS);
        let last = faults.take(Field::Last, record.date_or_open(22..=28));
        let (Some(times), Some(airline), Some(first), Some(last)) = (times, airline, first, last)
        else {
            self.stage = Stage::Carrier(None);
            let mut faults = self.faults(line);
            faults.file("record", "its legs cannot be read without it");
            return;
        };
        let last = last.unwrap_or(open.max(first));
        self.stage = Stage::Carrier(Some(Carrier {
            airline,
            times,
            first,
            last,
        }));
        self.draft.scopes.push(Scope {
            airline,
            first,
            last,
            times,
        });
    }

    fn leg(&mut self, line: u32, record: &Record, carrier: Carrier) {
        self.pending = Some(Pending::new(line, *record, carrier));
    }

    /// A record of segment data belongs to the leg before it.
    fn segment(&mut self, line: u32, record: &Record) {
        const COLUMN: &str = "bytes 31-33 (data element)";
        let Some(element) = record.number(31..=33) else {
            let reason = format!("{:?} is not a number", record.text(31..=33));
            return self.faults(line).at(COLUMN, reason);
        };
        let wrong_point = ["a board", "an off"]
            .into_iter()
            .zip([34..=36, 37..=39])
            .find(|(_, place)| !bytes::is_station(record.text(place.clone())));
        if let Some((end, place)) = wrong_point {
            let reason = format!("{:?} is not {end} point", record.text(place));
            return self.faults(line).at("bytes 34-39 (points)", reason);
        }
        match &mut self.pending {
            Some(pending) if pending.record.same_leg(record) => pending.note(element),
            _ => {
                let reason = "does not belong to the leg before it";
                self.faults(line).at("bytes 2-14 (leg)", reason);
            }
        }
    }

    fn trailer(&mut self, line: u32, record: &Record, carrier: Option<Carrier>) {
        let own = record.number(195..=200).unwrap_or_default();
        let told = record.number(188..=193);
        let airline = self.draft.book.airline(record.text(3..=5).trim_end());
        self.stage = match record.text(194..=194) {
            "C" => Stage::Continued,
            _ => Stage::End,
        };
        let mut faults = self.faults(line);
        if carrier.is_some_and(|carrier| airline != Ok(carrier.airline)) {
            faults.file(name(Field::Airline), "is not the carrier record's airline");
        }
        // 1 is a header's, so 2 follows 999999
        let before = if own == 2 {
            999_999
        } else {
            own.wrapping_sub(1)
        };
        if told != Some(before) && told != Some(own.wrapping_sub(1)) {
            let reason = format!(
                "is {:?}, and the record before it has {before:06}: are records missing?",
                record.text(188..=193)
            );
            faults.file("bytes 188-193 (serial number check)", reason);
        }
        if !matches!(record.text(194..=194), "C" | "E") {
            let reason = format!("{:?} is neither C nor E", record.text(194..=194));
            faults.file("byte 194 (continuation)", reason);
        }
    }

    /// Takes the leg whose segment data is complete.
    fn flush(&mut self) {
        if let Some(pending) = self.pending.take() {
            pending.add_to(self.draft);
        }
    }

    fn end(mut self, line: u32) {
        self.flush();
        if !matches!(self.stage, Stage::End) {
            let reason = "the file ends without its last trailer: it is cut off";
            self.faults(line).file("record", reason);
        }
    }
}
