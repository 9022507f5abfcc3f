//! Why a file could not be imported, in sentences that say what to do.

use std::io;
use std::path::PathBuf;

use crate::load::LoadError;

/// Why an import ended. What is wrong with the rows stands in the report instead.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file cannot be read.
    #[error("could not read {}", file.display())]
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Two wishes that exclude each other.
    #[error(
        "a file with bad rows cannot cancel what it does not tell: the bad row may be the one that \
         tells it"
    )]
    SkipsAndCancels,
    /// `generate` gives its flights ids of its own: nobody may write between its chunks.
    #[error(
        "the generated schedule is only partly loaded; run `timetable generate` to its end first"
    )]
    HalfGenerated,
    /// The tables are missing or old.
    #[error("the schema is not there or not up to date: run `api migrate`")]
    NoSchema(#[source] sqlx::Error),
    /// Somebody changed the database between the comparison and the writing.
    #[error(
        "line {line}, {column}: {reason}. The database was changed meanwhile; what is imported \
         stays, and running this again does the rest"
    )]
    Overtaken {
        /// The line.
        line: u32,
        /// The column.
        column: &'static str,
        /// Why its flight cannot be written.
        reason: String,
    },
    /// The same rows are written by others all the time.
    #[error("others keep changing the same flights; run this again to continue")]
    Contended,
    /// Connecting, the schema and the reference data.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Anything else that the server says.
    #[error("MySQL refused a statement; run this again to continue")]
    Db(#[source] sqlx::Error),
}

/// ER_NO_SUCH_TABLE, ER_BAD_FIELD_ERROR
const NO_SCHEMA: [u16; 2] = [1146, 1054];
/// ER_DUP_ENTRY, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
const LOST_RACE: [u16; 3] = [1062, 1205, 1213];

impl From<sqlx::Error> for ImportError {
    fn from(error: sqlx::Error) -> Self {
        match number(&error) {
            Some(code) if NO_SCHEMA.contains(&code) => Self::NoSchema(error),
            _ => Self::Db(error),
        }
    }
}

/// Whether the transaction lost a race and may be run again.
pub(super) fn lost_race(error: &sqlx::Error) -> bool {
    number(error).is_some_and(|code| LOST_RACE.contains(&code))
}

fn number(error: &sqlx::Error) -> Option<u16> {
    let error = error.as_database_error()?;
    let error = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>()?;
    Some(error.number())
}
