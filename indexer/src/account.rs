//! Connecting, and who we are to the server: it decides what a refused statement means and which
//! GRANT is missing.

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Opts};

const NO_TABLE: u16 = 1146;
/// No access to the database, a table, a column; a privilege of the whole server is missing.
const DENIED: [u16; 4] = [1044, 1142, 1143, 1227];
const NEEDS_GLOBAL_PRIVILEGE: u16 = 1227;
/// What servers say to a follower without the privilege.
const REFUSES_STREAM: [u16; 2] = [1045, NEEDS_GLOBAL_PRIVILEGE];

/// Why the server does not answer as it should.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// No connection.
    #[error("could not connect to MySQL at {address}: {reason}")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the network or the server said.
        reason: String,
    },
    /// A privilege is missing.
    #[error("MySQL refused {account}: run `{grant}`")]
    Denied {
        /// Who asked.
        account: String,
        /// The statement that allows it.
        grant: String,
    },
    /// The tables are not there.
    #[error("the database {0} has no flights yet: run `api migrate` or `timetable generate` first")]
    NotMigrated(String),
    /// The server does not say where its change stream stands.
    #[error("the server does not tell the position of its binary log")]
    NoPosition,
    /// Anything else: the connection was lost, or a statement failed.
    #[error("MySQL failed: {0}")]
    Failed(String),
}

/// Who we are to the server, for the GRANT that is missing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Account {
    /// `user@host`.
    name: String,
    database: String,
}

/// Connects with a message that says where to.
pub(crate) async fn connect(opts: &Opts) -> Result<Conn, ServerError> {
    let connected = Conn::new(opts.clone()).await;
    connected.map_err(|error| ServerError::Unreachable {
        address: format!("{}:{}", opts.ip_or_hostname(), opts.tcp_port()),
        reason: reason(&error),
    })
}

impl Account {
    pub(crate) async fn read(conn: &mut Conn) -> Result<Self, ServerError> {
        let row = conn.query_first("SELECT CURRENT_USER(), DATABASE()").await;
        let row: Option<(String, String)> =
            row.map_err(|error| ServerError::Failed(reason(&error)))?;
        let (name, database) = row.unwrap_or_default();
        Ok(Self { name, database })
    }

    /// Why a statement that reads failed.
    pub(crate) fn refused(&self, error: Error) -> ServerError {
        let read = format!("SELECT ON `{}`.*", self.database);
        self.explain(&error, &read)
    }

    /// Why a statement that writes failed.
    pub(crate) fn refused_update(&self, error: Error) -> ServerError {
        let write = format!("UPDATE ON `{}`.index_epoch", self.database);
        self.explain(&error, &write)
    }

    /// Why the change stream was refused.
    pub(crate) fn refused_stream(&self, error: Error) -> ServerError {
        match &error {
            Error::Server(server) if REFUSES_STREAM.contains(&server.code) => {
                self.denied("REPLICATION SLAVE ON *.*")
            }
            _ => ServerError::Failed(reason(&error)),
        }
    }

    pub(crate) fn not_migrated(&self) -> ServerError {
        ServerError::NotMigrated(self.database.clone())
    }

    fn explain(&self, error: &Error, privilege: &str) -> ServerError {
        match error {
            Error::Server(server) if server.code == NO_TABLE => self.not_migrated(),
            Error::Server(server) if DENIED.contains(&server.code) => {
                let privilege = match server.code {
                    NEEDS_GLOBAL_PRIVILEGE => "REPLICATION CLIENT ON *.*",
                    _ => privilege,
                };
                self.denied(privilege)
            }
            error => ServerError::Failed(reason(error)),
        }
    }

    fn denied(&self, privilege: &str) -> ServerError {
        let account = self.name.replace('@', "'@'");
        ServerError::Denied {
            grant: format!("GRANT {privilege} TO '{account}'"),
            account: self.name.clone(),
        }
    }
}

/// What the driver's error says at its heart: its own texts repeat their sources.
pub(crate) fn reason(error: &Error) -> String {
    match error {
        Error::Server(server) => format!("{} ({})", server.message, server.code),
        Error::Io(mysql_async::IoError::Io(error)) => error.to_string(),
        Error::Driver(error) => error.to_string(),
        error => error.to_string(),
    }
}
