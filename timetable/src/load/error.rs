//! What can go wrong while loading, in sentences that say what to do.

use chrono::NaiveDate;

use crate::schedule::Params;

/// Why a schedule could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The URL cannot be read.
    #[error("the MySQL URL must look like mysql://user:password@host:3306/database")]
    BadUrl(#[source] mysql_async::UrlError),
    /// The URL asks for an encrypted connection.
    #[error("timetable does not encrypt its connection: take ssl-mode={0} out of the URL")]
    Encrypted(String),
    /// Nobody answers.
    #[error("no MySQL server answers at {address}; is it started?")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the connection said.
        source: mysql_async::Error,
    },
    /// Wrong user or password, or no such database.
    #[error("the MySQL server at {address} does not let us in: {reason}")]
    NotAdmitted {
        /// Host and port.
        address: String,
        /// The server's words.
        reason: String,
    },
    /// The server does not take data from clients.
    #[error(
        "the MySQL server refuses LOAD DATA LOCAL INFILE; \
         start it with --local-infile=ON or run SET GLOBAL local_infile = 1"
    )]
    LocalInfileOff,
    /// The schema could not be brought up to date.
    #[error("could not bring the schema up to date")]
    Migrate(#[source] sqlx::Error),
    /// The database holds another run.
    #[error(
        "the database holds another run: {}; to start over: dev/run --reset, or use an empty database",
        sentence(.0)
    )]
    AnotherRun(Params),
    /// The database holds flights or airplanes that no run made.
    #[error(
        "the database holds flights or airplanes that did not come from `timetable generate`; \
         use an empty one"
    )]
    ForeignFlights,
    /// Somebody else loads the same run.
    #[error("another `timetable` is loading this database; wait for it or stop it")]
    AlreadyLoading,
    /// The server did not take every row.
    #[error("the server took {taken} of {sent} rows and gave {warnings} warnings")]
    RowsLost {
        /// Rows of the chunk.
        sent: u64,
        /// Rows inserted.
        taken: u64,
        /// What the server complained of.
        warnings: u16,
    },
    /// The server has no room left.
    #[error("the disk of the MySQL server is full; make room and run this again to continue")]
    DiskFull(#[source] mysql_async::Error),
    /// The connection broke.
    #[error("the connection to MySQL broke; run this again to continue")]
    Lost(#[source] mysql_async::Error),
    /// Anything else that the server says.
    #[error("MySQL refused a statement")]
    Db(#[source] mysql_async::Error),
}

/// ER_DISK_FULL, ER_ERROR_ON_WRITE, ER_RECORD_FILE_FULL and MariaDB's EE_WRITE
const DISK_FULL: [u16; 4] = [1021, 1026, 1114, 3];
/// ER_DUP_ENTRY, ER_LOCK_WAIT_TIMEOUT, ER_LOCK_DEADLOCK
const LOST_RACE: [u16; 3] = [1062, 1205, 1213];

impl From<mysql_async::Error> for LoadError {
    fn from(error: mysql_async::Error) -> Self {
        match &error {
            mysql_async::Error::Io(_) => Self::Lost(error),
            mysql_async::Error::Server(told) if DISK_FULL.contains(&told.code) => {
                Self::DiskFull(error)
            }
            mysql_async::Error::Server(told) if LOST_RACE.contains(&told.code) => {
                Self::AlreadyLoading
            }
            _ => Self::Db(error),
        }
    }
}

fn sentence(params: &Params) -> String {
    let start: NaiveDate = params.start.date();
    format!(
        "{} flights a day for {} days from {start}, seed {}",
        params.per_day, params.days, params.seed
    )
}
