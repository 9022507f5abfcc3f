//! The tables that documents are made from, and what a row of each says has changed.

use mysql_async::Value;
use mysql_async::binlog::events::{OptionalMetadataField, TableMapEvent};
use mysql_async::binlog::row::BinlogRow;
use mysql_async::binlog::value::BinlogValue;

/// Table, the column that names what changed, and what that is.
const FOLLOWED: [(&str, &str, Change); 4] = [
    ("flights", "id", Change::Flight),
    ("seat_claims", "flight_id", Change::Flight),
    ("airplanes", "id", Change::Airplane),
    ("seat_layout_cabins", "layout_id", Change::Layout),
];

/// The table that tells one database from another.
const EPOCH: (&str, &str) = ("index_epoch", "epoch");

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Flight,
    Airplane,
    Layout,
}

/// How the rows of a table are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// They do not matter.
    Skipped,
    /// The column at this position names what changed.
    Ids(Change, usize),
    /// The column at this position is the database's epoch.
    Epoch(usize),
}

/// The names of all followed tables.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    FOLLOWED.iter().map(|(table, ..)| *table).chain([EPOCH.0])
}

impl Reading {
    /// How to read a table's rows; `None` when its columns have no names, or none of them is the one.
    pub(super) fn of(table: &TableMapEvent<'_>, database: &str) -> Option<Self> {
        if table.database_name() != database {
            return Some(Self::Skipped);
        }
        let name = table.table_name();
        if name == EPOCH.0 {
            return position(table, EPOCH.1).map(Self::Epoch);
        }
        match FOLLOWED.iter().find(|(followed, ..)| name == *followed) {
            Some((_, column, change)) => {
                position(table, column).map(|column| Self::Ids(*change, column))
            }
            None => Some(Self::Skipped),
        }
    }
}

fn position(table: &TableMapEvent<'_>, column: &str) -> Option<usize> {
    let named = table.iter_optional_meta().find_map(|field| match field {
        Ok(OptionalMetadataField::ColumnName(names)) => Some(names),
        _ => None,
    })?;
    let mut names = named.iter_names();
    names.position(|name| name.is_ok_and(|name| name.name() == column))
}

/// The id at a position of a row.
pub(super) fn id(row: &BinlogRow, column: usize) -> Option<u64> {
    match row.as_ref(column)? {
        BinlogValue::Value(Value::UInt(id)) => Some(*id),
        BinlogValue::Value(Value::Int(id)) => u64::try_from(*id).ok(),
        _ => None,
    }
}
