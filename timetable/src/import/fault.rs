//! What is wrong with a file: the line, the column, the reason.

use std::collections::BTreeSet;

use serde::Serialize;

/// How far a fault reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The row alone: the others can be imported without it.
    Row,
    /// The file: it is not what it seems, or it is cut off.
    File,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The line, from 1.
    pub line: u32,
    /// The column of a CSV file, or the bytes of a record and what they hold.
    pub column: &'static str,
    /// Why.
    pub reason: String,
    /// How far it reaches.
    pub reach: Reach,
}

/// Everything that is wrong with a file, in the order in which it was found.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    list: Vec<Fault>,
    lines: BTreeSet<u32>,
}

impl Faults {
    /// More are not kept: what has so many is no schedule.
    pub(crate) const MOST: usize = 100_000;

    pub(crate) fn add(&mut self, fault: Fault) {
        self.lines.insert(fault.line);
        self.list.push(fault);
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    /// How many lines have one.
    pub(crate) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The lines that have one.
    #[cfg(test)]
    pub(crate) fn lines(&self) -> impl Iterator<Item = u32> + '_ {
        self.lines.iter().copied()
    }

    /// Whether a line has one.
    pub(crate) fn hit(&self, line: u32) -> bool {
        self.lines.contains(&line)
    }

    /// Whether some fault reaches further than its row.
    pub(crate) fn reach_the_file(&self) -> bool {
        self.list.iter().any(|fault| fault.reach == Reach::File)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST
    }

    /// The faults by line.
    pub(crate) fn into_sorted(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|fault| fault.line);
        self.list
    }
}

/// What a row tells, whatever its format calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Airline,
    Number,
    Origin,
    Destination,
    First,
    Last,
    Days,
    Departs,
    Arrives,
    ArrivalDay,
    Aircraft,
    Layout,
    Registration,
    BasePrice,
}

/// Where a file's fields stand, in the words of its format.
pub(crate) type Names = fn(Field) -> &'static str;

/// A reason and the field that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) field: Field,
    pub(crate) reason: String,
}

impl Wrong {
    pub(crate) fn new(field: Field, reason: impl Into<String>) -> Self {
        Self {
            field,
            reason: reason.into(),
        }
    }
}

/// Collects what is wrong with one row, so that all of it is told at once.
pub(crate) struct RowFaults<'a> {
    line: u32,
    names: Names,
    faults: &'a mut Faults,
}

impl<'a> RowFaults<'a> {
    pub(crate) fn new(line: u32, names: Names, faults: &'a mut Faults) -> Self {
        Self {
            line,
            names,
            faults,
        }
    }

    /// Notes a fault of a field.
    pub(crate) fn wrong(&mut self, wrong: Wrong) {
        self.at((self.names)(wrong.field), wrong.reason);
    }

    /// Notes a fault of a column that only this format has.
    pub(crate) fn at(&mut self, column: &'static str, reason: impl Into<String>) {
        self.note(column, reason.into(), Reach::Row);
    }

    /// Notes a fault that makes the whole file useless.
    pub(crate) fn file(&mut self, column: &'static str, reason: impl Into<String>) {
        self.note(column, reason.into(), Reach::File);
    }

    /// The value, or its fault noted.
    pub(crate) fn take<T>(&mut self, field: Field, value: Result<T, String>) -> Option<T> {
        self.take_at((self.names)(field), value)
    }

    /// The value of a column that only this format has, or its fault noted.
    pub(crate) fn take_at<T>(
        &mut self,
        column: &'static str,
        value: Result<T, String>,
    ) -> Option<T> {
        value.map_err(|reason| self.at(column, reason)).ok()
    }

    fn note(&mut self, column: &'static str, reason: String, reach: Reach) {
        self.faults.add(Fault {
            line: self.line,
            column,
            reason,
            reach,
        });
    }
}
