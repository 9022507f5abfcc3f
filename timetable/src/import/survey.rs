//! What importing a file would do. Nothing is written and nothing is locked.

use std::collections::{BTreeMap, BTreeSet};

use search::model::{AirlineCode, Day};
use sqlx::MySqlConnection;

use super::book::Book;
use super::change::{Change, Comparison, Days, Tally};
use super::fault::Wrong;
use super::file::ScheduleFile;
use super::fleet::Fleet;
use super::report::Samples;
use super::verdict::{self, Verdict};
use super::{BadRows, Import, elsewhere, store};

/// Withholding a row may put another one in the wrong; so often it is tried to find an end of that.
const MOST_ROUNDS: u32 = 20;

/// What was found.
pub(super) struct Survey {
    pub(super) tally: Tally,
    pub(super) samples: Samples,
    /// Airplanes that stand for a fleet and are to be made.
    pub(super) new_airplanes: usize,
    /// The lines of bad rows.
    pub(super) withheld: BTreeSet<u32>,
}

/// Compares a file with the database, and adds what it finds wrong to the file's faults.
pub(super) async fn survey(
    conn: &mut MySqlConnection,
    file: &mut ScheduleFile,
    book: &Book,
    import: &Import,
) -> sqlx::Result<Survey> {
    let fleet = Fleet::find(conn, book, &file.wishes).await?;
    let mut wrongs: BTreeMap<u32, Wrong> = BTreeMap::new();
    for row in &file.rows {
        if let Err(wrong) = fleet.craft(row.wish) {
            wrongs.insert(row.line, wrong.clone());
        }
    }
    let mut rounds = 0;
    loop {
        file.wrongs(std::mem::take(&mut wrongs));
        let bad = file.rows.iter().map(|row| row.line);
        let withheld: BTreeSet<u32> = bad.filter(|line| file.faults.hit(*line)).collect();
        let comparison = Comparison {
            file,
            fleet: &fleet,
            rules: import.rules,
            now: import.now,
            withheld: &withheld,
        };
        let mut pass = Pass {
            comparison: &comparison,
            book,
            tally: Tally::default(),
            samples: Samples::default(),
            wrongs: BTreeMap::new(),
        };
        pass.run(conn).await?;
        let (tally, samples) = (pass.tally, pass.samples);
        wrongs = pass.wrongs;
        rounds += 1;
        let again = import.rules.bad_rows == BadRows::Skip && rounds < MOST_ROUNDS;
        if wrongs.is_empty() || !again {
            file.wrongs(wrongs);
            return Ok(Survey {
                tally,
                samples,
                new_airplanes: fleet.missing(),
                withheld,
            });
        }
    }
}

/// One comparison of everything.
struct Pass<'a> {
    comparison: &'a Comparison<'a>,
    book: &'a Book,
    tally: Tally,
    samples: Samples,
    wrongs: BTreeMap<u32, Wrong>,
}

impl Pass<'_> {
    async fn run(&mut self, conn: &mut MySqlConnection) -> sqlx::Result<()> {
        for airline in airlines(self.comparison.file) {
            for (day, wanted) in Days::of(self.comparison.file, airline) {
                if has_passed(self.comparison, day) {
                    self.tally.departed += wanted.len() as u64;
                    continue;
                }
                let stored = store::flights_on(conn, airline, day).await?;
                for change in self.comparison.day(wanted, stored, &mut self.tally) {
                    self.consider(conn, &change).await?;
                }
            }
        }
        let elsewhere = elsewhere::find(conn, self.comparison).await?;
        for (line, wrong) in elsewhere {
            self.wrongs.entry(line).or_insert(wrong);
        }
        Ok(())
    }

    async fn consider(&mut self, conn: &mut MySqlConnection, change: &Change) -> sqlx::Result<()> {
        match verdict::of(conn, self.comparison, change).await? {
            Verdict::Quiet => {}
            Verdict::Tell { .. } => self.tally.with_orders += 1,
            Verdict::Refused(wrong) => {
                if let Some(dated) = change.wanted() {
                    self.wrongs.entry(dated.line).or_insert(wrong);
                }
                return Ok(());
            }
        }
        count(&mut self.tally, change);
        self.samples.take(self.comparison, self.book, change);
        Ok(())
    }
}

/// Counts a change.
pub(super) fn count(tally: &mut Tally, change: &Change) {
    match change {
        Change::Add(_) => tally.added += 1,
        Change::Alter(..) => tally.changed += 1,
        Change::Reinstate(..) => tally.reinstated += 1,
        Change::Cancel(_) => tally.cancelled += 1,
    }
}

/// The airlines that a file tells something of.
pub(super) fn airlines(file: &ScheduleFile) -> BTreeSet<AirlineCode> {
    let of_rows = file.rows.iter().map(|row| row.number.airline);
    of_rows
        .chain(file.scopes.iter().map(|scope| scope.airline))
        .collect()
}

/// Whether everything of a day has departed, wherever on earth.
pub(super) fn has_passed(comparison: &Comparison<'_>, day: Day) -> bool {
    Day::of(comparison.now.utc().date()).is_some_and(|today| day < today.plus(-1))
}
