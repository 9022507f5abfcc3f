//! From events to whole transactions.
//!
//! What a transaction changed counts when it has ended, and the position is always the end of one:
//! whatever happens in between, nothing is skipped.
//!
//! Long because a transaction is gathered in one place: each kind of event has a few lines.

use fnv::FnvHashMap;
use mysql_async::binlog::BinlogChecksumAlg;
use mysql_async::binlog::EventType;
use mysql_async::binlog::events::{
    Event, EventData, GtidEvent, QueryEvent, RotateEvent, RowsEventData, TableMapEvent,
};
use search::{Seal, StaleReason};

use super::Interrupt;
use super::batch::{Batch, MOST};
use super::place::Place;
use super::statement::Statement;
use super::stream::{damaged, lost};
use super::tables::{self, Reading};

/// MariaDB's events that the driver has no name for.
mod mariadb {
    pub(super) const GTID: u8 = 162;
    /// Compressed statements and rows.
    pub(super) const COMPRESSED: std::ops::RangeInclusive<u8> = 165..=171;
    /// The transaction is one statement, which ends it.
    pub(super) const STANDALONE: u8 = 1;
}

/// Whether a transaction is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between transactions.
    Between,
    /// It has a number; it may be one statement, or more.
    Numbered,
    /// It ends when it says so.
    Within,
}

/// What the stream has told so far.
pub(super) struct Gather {
    database: String,
    /// Of all transactions that have ended.
    pub(super) batch: Batch,
    /// The end of the last one.
    pub(super) end: Place,
    /// Of the one that has not.
    open: Batch,
    state: State,
    /// The number of the one that has not.
    gtid: Option<String>,
    readings: FnvHashMap<u64, Reading>,
    /// Before the description of the format, names in MariaDB's events end in four bytes of checksum.
    knows_format: bool,
    /// The event that has to come first.
    expected: Option<Seal>,
}

impl Gather {
    /// Goes on from a point.
    pub(super) fn from(place: Place, database: &str) -> Self {
        Self {
            database: database.to_owned(),
            batch: Batch::default(),
            expected: place.seal.clone(),
            end: place,
            open: Batch::default(),
            state: State::Between,
            gtid: None,
            readings: FnvHashMap::default(),
            knows_format: false,
        }
    }

    /// Takes in the next event; `table` knows the tables that the stream has described.
    pub(super) fn take<'a>(
        &mut self,
        event: &Event,
        table: impl Fn(u64) -> Option<&'a TableMapEvent<'static>>,
    ) -> Result<(), Interrupt> {
        let header = event.header();
        if header.event_type_raw() == EventType::ROTATE_EVENT as u8 {
            return self.rotate(event);
        }
        if header.event_type_raw() == EventType::FORMAT_DESCRIPTION_EVENT as u8 {
            self.knows_format = true;
        }
        self.check_seal(event)?;
        match header.event_type_raw() {
            mariadb::GTID => self.number_mariadb(event),
            kind if mariadb::COMPRESSED.contains(&kind) => {
                return Err(stale("the change stream is compressed"));
            }
            _ => self.take_known(event, table)?,
        }
        if self.state == State::Between {
            self.end.position = self.end.position.max(u64::from(header.log_pos()));
        }
        Ok(())
    }

    fn take_known<'a>(
        &mut self,
        event: &Event,
        table: impl Fn(u64) -> Option<&'a TableMapEvent<'static>>,
    ) -> Result<(), Interrupt> {
        let unreadable = |error: std::io::Error| damaged(&error.to_string());
        match event.read_data().map_err(unreadable)? {
            Some(EventData::GtidEvent(gtid)) => {
                self.begin(State::Numbered);
                self.gtid = Some(written(&gtid));
            }
            Some(EventData::AnonymousGtidEvent(_)) => self.begin(State::Numbered),
            Some(EventData::QueryEvent(query)) => self.statement(event, &query)?,
            Some(EventData::XidEvent(_)) => self.commit(event),
            Some(EventData::TableMapEvent(described)) => self.describe(&described)?,
            Some(EventData::RowsEvent(rows)) => self.rows(&rows, table(rows.table_id()))?,
            // A prepared transaction is over as far as the stream goes; nobody here makes any.
            Some(EventData::XaPrepareLogEvent(_)) => self.commit(event),
            Some(EventData::IncidentEvent(_)) => {
                return Err(stale("the server says that its log lacks changes"));
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, state: State) {
        self.open = Batch::default();
        self.readings.clear();
        self.state = state;
    }

    fn commit(&mut self, event: &Event) {
        self.batch.join(&mut self.open);
        self.close(event);
    }

    /// Ends a transaction, and keeps the event that did.
    fn close(&mut self, event: &Event) {
        self.state = State::Between;
        self.open = Batch::default();
        if let Some(gtid) = self.gtid.take() {
            self.end.gtid = Some(gtid);
        }
        let header = event.header();
        let start = header.log_pos().checked_sub(header.event_size());
        self.end.seal = start.map(|position| Seal {
            position: position.into(),
            checksum: event.calc_checksum(BinlogChecksumAlg::BINLOG_CHECKSUM_ALG_CRC32),
        });
    }

    fn statement(&mut self, event: &Event, query: &QueryEvent<'_>) -> Result<(), Interrupt> {
        let text = query.query();
        match Statement::read(&text, &query.schema(), &self.database, tables::names()) {
            Statement::Begin => self.state = State::Within,
            Statement::Commit => self.commit(event),
            Statement::Rollback => self.close(event),
            Statement::Within => {}
            Statement::Unfollowable => return Err(stale(&text)),
            Statement::Harmless if self.state == State::Within => {}
            Statement::Harmless => self.commit(event),
        }
        Ok(())
    }

    /// Learns how to read the rows of a table, for this transaction.
    fn describe(&mut self, table: &TableMapEvent<'_>) -> Result<(), Interrupt> {
        if self.state == State::Numbered {
            self.state = State::Within;
        }
        let Some(reading) = Reading::of(table, &self.database) else {
            let name = table.table_name();
            return Err(stale(&format!(
                "the columns of {name} have no names in the log"
            )));
        };
        self.readings.insert(table.table_id(), reading);
        Ok(())
    }

    fn rows(
        &mut self,
        rows: &RowsEventData<'_>,
        table: Option<&TableMapEvent<'static>>,
    ) -> Result<(), Interrupt> {
        let reading = self.readings.get(&rows.table_id()).copied();
        let (Some(reading), Some(table)) = (reading, table) else {
            return Err(lost("rows came before the description of their table"));
        };
        if reading == Reading::Skipped {
            return Ok(());
        }
        for row in rows.rows(table) {
            let (before, after) = row.map_err(|error| damaged(&error.to_string()))?;
            match reading {
                Reading::Skipped => {}
                Reading::Epoch(column) => {
                    let epoch = |row: &Option<_>| {
                        let row: &mysql_async::binlog::row::BinlogRow = row.as_ref()?;
                        Some(format!("{:?}", row.as_ref(column)?))
                    };
                    if epoch(&before) != epoch(&after) {
                        let why = "the database was given another epoch".to_owned();
                        return Err(Interrupt::Stale(StaleReason::OtherDatabase, why));
                    }
                }
                Reading::Ids(change, column) => {
                    for row in [before, after].into_iter().flatten() {
                        let id = tables::id(&row, column);
                        let id = id.ok_or_else(|| stale("rows in the log lack their ids"))?;
                        self.open.add(change, id);
                    }
                }
            }
        }
        if self.open.flights.len() > MOST {
            let why = format!("one transaction changed more than {MOST} flights");
            return Err(Interrupt::Stale(StaleReason::TooMuchChanged, why));
        }
        Ok(())
    }

    /// Goes on in another file. A server that stops says so only by the next file.
    fn rotate(&mut self, event: &Event) -> Result<(), Interrupt> {
        if !self.knows_format {
            return Ok(());
        }
        let rotate = event.read_event::<RotateEvent<'_>>();
        let rotate = rotate.map_err(|error| lost(&error.to_string()))?;
        if self.state != State::Between {
            return Err(lost("a file ended within a transaction"));
        }
        if rotate.name() != self.end.file {
            self.end = Place {
                file: rotate.name().into_owned(),
                position: rotate.position(),
                seal: None,
                gtid: self.end.gtid.take(),
            };
        }
        Ok(())
    }

    fn number_mariadb(&mut self, event: &Event) {
        let data = event.data();
        let part = |range: std::ops::Range<usize>| {
            let bytes = data.get(range).unwrap_or_default();
            bytes
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u64::from(*byte))
        };
        let (sequence, domain, flags) = (part(0..8), part(8..12), part(12..13));
        self.begin(match flags as u8 & mariadb::STANDALONE {
            0 => State::Within,
            _ => State::Numbered,
        });
        self.gtid = Some(format!(
            "{domain}-{}-{sequence}",
            event.header().server_id()
        ));
    }

    /// Holds the first event against the one that was the last before.
    fn check_seal(&mut self, event: &Event) -> Result<(), Interrupt> {
        let header = event.header();
        let made_up = header.log_pos() == 0 || header.timestamp() == 0;
        let told_first = [
            EventType::FORMAT_DESCRIPTION_EVENT as u8,
            EventType::PREVIOUS_GTIDS_EVENT as u8,
            EventType::HEARTBEAT_EVENT as u8,
        ];
        if made_up || told_first.contains(&header.event_type_raw()) {
            return Ok(());
        }
        let Some(expected) = self.expected.take() else {
            return Ok(());
        };
        let start = u64::from(header.log_pos().saturating_sub(header.event_size()));
        let checksum = event.calc_checksum(BinlogChecksumAlg::BINLOG_CHECKSUM_ALG_CRC32);
        match (start, checksum) == (expected.position, expected.checksum) {
            true => Ok(()),
            false => {
                let why = format!(
                    "the log holds other changes at {}:{} than those that are in the index",
                    self.end.file, expected.position
                );
                Err(Interrupt::Stale(StaleReason::OtherDatabase, why))
            }
        }
    }
}

/// Why nobody can say which rows changed.
fn stale(why: &str) -> Interrupt {
    Interrupt::Stale(StaleReason::TableChanged, why.chars().take(200).collect())
}

/// MySQL's number of a transaction, as it writes it.
fn written(gtid: &GtidEvent) -> String {
    let hex: String = gtid
        .sid()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("{}:{}", parts.join("-"), gtid.gno())
}
