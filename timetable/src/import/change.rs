//! What a file changes on one day of an airline. Pure.

use std::collections::{BTreeMap, BTreeSet};

use search::model::{Day, Minute};
use serde::Serialize;

use super::draft::Wish;
use super::file::ScheduleFile;
use super::fleet::Fleet;
use super::row::Dated;
use super::store::{Status, Stored};
use super::{Absent, Cancelled, Rules};

/// One difference between the file and the database.
#[derive(Clone, Copy, Debug)]
pub(super) enum Change {
    Add(Dated),
    /// A flight that takes place, but not as the database has it.
    Alter(Stored, Dated),
    /// A flight that was cancelled.
    Reinstate(Stored, Dated),
    /// A flight that the file does not tell.
    Cancel(Stored),
}

impl Change {
    /// The flight as the file has it.
    pub(super) fn wanted(&self) -> Option<&Dated> {
        match self {
            Self::Add(dated) | Self::Alter(_, dated) | Self::Reinstate(_, dated) => Some(dated),
            Self::Cancel(_) => None,
        }
    }

    /// The flight as the database has it.
    pub(super) fn stored(&self) -> Option<&Stored> {
        match self {
            Self::Alter(stored, _) | Self::Reinstate(stored, _) | Self::Cancel(stored) => {
                Some(stored)
            }
            Self::Add(_) => None,
        }
    }
}

/// How many flights of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// New ones.
    pub added: u64,
    /// Those that differ.
    pub changed: u64,
    /// Cancelled ones that fly again.
    pub reinstated: u64,
    /// Those that are not in the file and were to be cancelled.
    pub cancelled: u64,
    /// Cancelled or moved ones that somebody had ordered: what follows is left in the outbox.
    pub with_orders: u64,
    /// Those that are as the file has them.
    pub unchanged: u64,
    /// Those of the file that are cancelled in the database and stay so.
    pub left_cancelled: u64,
    /// Those of the file that have departed: they are left alone.
    pub departed: u64,
    /// Those of the file's flight numbers, in its period, that it does not tell: left alone.
    pub absent_of_numbers: u64,
    /// Those of the airline's other numbers, in the file's period: left alone.
    pub absent_of_airline: u64,
}

/// What a file is compared by.
pub(super) struct Comparison<'a> {
    pub(super) file: &'a ScheduleFile,
    pub(super) fleet: &'a Fleet,
    pub(super) rules: Rules,
    pub(super) now: Minute,
    /// Lines of bad rows: their flights are left as they are.
    pub(super) withheld: &'a BTreeSet<u32>,
}

impl Comparison<'_> {
    /// The changes of one airline's day, and what stays as it is.
    pub(super) fn day(
        &self,
        wanted: Vec<Dated>,
        stored: Vec<Stored>,
        tally: &mut Tally,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut wanted: BTreeMap<_, _> = wanted
            .into_iter()
            .map(|dated| ((dated.number, dated.origin), dated))
            .collect();
        for stored in stored {
            let change = match wanted.remove(&(stored.number, stored.origin)) {
                Some(dated) => self.told(stored, dated, tally),
                None => self.untold(stored, tally),
            };
            changes.extend(change);
        }
        for dated in wanted.into_values() {
            if self.withheld.contains(&dated.line) {
                continue;
            }
            if dated.departs_at <= self.now {
                tally.departed += 1;
            } else {
                changes.push(Change::Add(dated));
            }
        }
        changes
    }

    /// Whether a flight of the database is as the file wants it or will be changed by the file.
    pub(super) fn supersedes(&self, stored: &Stored) -> bool {
        let told_by = self.file.row_of(stored.number, stored.origin, stored.day);
        match told_by {
            Some(row) => !self.withheld.contains(&row.line),
            None => self.cancels(stored),
        }
    }

    fn told(&self, stored: Stored, dated: Dated, tally: &mut Tally) -> Option<Change> {
        if self.withheld.contains(&dated.line) {
            return None;
        }
        if dated.departs_at <= self.now || stored.departs_at <= self.now {
            tally.departed += 1;
            return None;
        }
        match (stored.status, self.rules.cancelled) {
            (Status::Cancelled, Cancelled::Leave) => {
                tally.left_cancelled += 1;
                None
            }
            (Status::Cancelled, Cancelled::Reinstate) => Some(Change::Reinstate(stored, dated)),
            (Status::Scheduled, _) if self.is_as_wanted(&stored, &dated) => {
                tally.unchanged += 1;
                None
            }
            (Status::Scheduled, _) => Some(Change::Alter(stored, dated)),
        }
    }

    fn untold(&self, stored: Stored, tally: &mut Tally) -> Option<Change> {
        if !self.is_absent(&stored) {
            return None;
        }
        if self.cancels(&stored) {
            return Some(Change::Cancel(stored));
        }
        match self.file.names_number(stored.number) {
            true => tally.absent_of_numbers += 1,
            false => tally.absent_of_airline += 1,
        }
        None
    }

    /// Whether a flight that the file does not tell lies in what the file tells in full.
    fn is_absent(&self, stored: &Stored) -> bool {
        stored.status == Status::Scheduled
            && stored.departs_at > self.now
            && self
                .file
                .is_within(stored.number.airline, stored.day, stored.departs_at)
    }

    fn cancels(&self, stored: &Stored) -> bool {
        self.is_absent(stored)
            && match self.rules.absent {
                Absent::Leave => false,
                Absent::CancelNumbers => self.file.names_number(stored.number),
                Absent::CancelAirline => true,
            }
    }

    fn is_as_wanted(&self, stored: &Stored, dated: &Dated) -> bool {
        stored.destination == dated.destination
            && (stored.departs_at, stored.arrives_at) == (dated.departs_at, dated.arrives_at)
            && dated
                .base_price
                .is_none_or(|price| price == stored.base_price)
            && self
                .fleet
                .craft(dated.wish)
                .is_ok_and(|craft| craft.is_granted_by(&stored.airplane))
    }

    /// Whether the traveller notices: another time, place or seat.
    pub(super) fn moves(&self, stored: &Stored, dated: &Dated) -> bool {
        stored.destination != dated.destination
            || (stored.departs_at, stored.arrives_at) != (dated.departs_at, dated.arrives_at)
            || self.changes_seats(stored, dated)
    }

    /// Whether the flight gets another seat layout.
    pub(super) fn changes_seats(&self, stored: &Stored, dated: &Dated) -> bool {
        self.fleet.craft(dated.wish).is_ok_and(|craft| {
            !craft.is_granted_by(&stored.airplane)
                && craft.layout_id() != Some(stored.airplane.layout)
        })
    }
}

/// The days of an airline with what the file wants on each.
pub(super) struct Days<'a> {
    /// Rows that have not begun, the next one last.
    upcoming: Vec<&'a super::row::Row>,
    active: Vec<&'a super::row::Row>,
    next: Day,
    last: Day,
}

impl<'a> Days<'a> {
    pub(super) fn of(file: &'a ScheduleFile, airline: search::model::AirlineCode) -> Self {
        let rows = file.rows.iter().filter(|row| row.number.airline == airline);
        let mut upcoming: Vec<_> = rows.collect();
        upcoming.sort_by_key(|row| std::cmp::Reverse(row.reach().0));
        let scopes = file.scopes.iter().filter(|scope| scope.airline == airline);
        let scopes = scopes.map(|scope| (scope.first.plus(-1), scope.last.plus(1)));
        let reach: Vec<_> = upcoming
            .iter()
            .map(|row| row.reach())
            .chain(scopes)
            .collect();
        Self {
            upcoming,
            active: Vec::new(),
            next: reach.iter().map(|it| it.0).min().unwrap_or(Day(1)),
            last: reach.iter().map(|it| it.1).max().unwrap_or(Day(0)),
        }
    }

    /// How many days are still to come.
    pub(super) fn length(&self) -> u64 {
        (self.last.since(self.next) + 1).max(0) as u64
    }
}

impl Iterator for Days<'_> {
    type Item = (Day, Vec<Dated>);

    fn next(&mut self) -> Option<Self::Item> {
        let day = self.next;
        if day > self.last {
            return None;
        }
        self.next = day.plus(1);
        while let Some(row) = self.upcoming.pop_if(|row| row.reach().0 <= day) {
            self.active.push(row);
        }
        self.active.retain(|row| row.reach().1 >= day);
        let wanted = self.active.iter().filter_map(|row| row.departing(day));
        Some((day, wanted.collect()))
    }
}

/// Whether a wish names one airplane.
pub(super) fn names_one(wish: &Wish) -> bool {
    matches!(wish, Wish::Registered { .. })
}
