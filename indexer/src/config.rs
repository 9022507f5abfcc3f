//! What a command needs to know: which database, which index, how much of the machine.

use mysql_async::{Opts, OptsBuilder};
use search::IndexDir;

use crate::settings::Sync;

/// The same as `timetable` uses, on MySQL and MariaDB, whatever the server is set to.
const SQL_MODE: &str = "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,\
     NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/// Statements that every connection begins with. Instants are compared in UTC; the server must not
/// hang up while the writer, which sets the pace, is busy with a segment.
const SESSION: [&str; 3] = [
    SQL_MODE,
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION net_write_timeout = 3600",
];

/// What a rebuild needs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The database, as [`parse_url`] read it.
    pub server: Opts,
    /// The index.
    pub index: IndexDir,
    /// Connections that read flights at the same time, at least one.
    pub connections: usize,
    /// Memory for unwritten segments, in bytes; chosen by the size of the table when `None`.
    pub memory_bytes: Option<usize>,
    /// Whether a server may serve that can lose its last changes.
    pub sync: Sync,
}

/// Why a database URL is refused. Never shows the URL: it holds the password.
#[derive(Debug, thiserror::Error)]
pub enum BadUrl {
    /// It cannot be read.
    #[error("the database URL is not of the form mysql://user:password@host:port/database")]
    Malformed,
    /// It names no database.
    #[error("the database URL names no database: it should end in /database")]
    NoDatabase,
    /// It asks for an encrypted connection.
    #[error("the indexer does not encrypt its connection: take ssl-mode={0} out of the URL")]
    Encrypted(String),
}

/// Reads `mysql://user:password@host:port/database`. Parameters that only sqlx knows, such as
/// `charset`, are passed over, so that all programs can share one URL.
pub fn parse_url(url: &str) -> Result<Opts, BadUrl> {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    for parameter in parameters.split('&') {
        if let Some(("ssl-mode" | "sslmode", mode)) = parameter.split_once('=') {
            let optional = ["DISABLED", "PREFERRED"];
            if !optional.iter().any(|name| name.eq_ignore_ascii_case(mode)) {
                return Err(BadUrl::Encrypted(mode.into()));
            }
        }
    }
    let opts = Opts::from_url(address).map_err(|_| BadUrl::Malformed)?;
    if opts.db_name().is_none_or(str::is_empty) {
        return Err(BadUrl::NoDatabase);
    }
    let session = SESSION.map(str::to_owned).to_vec();
    // Nobody else's socket: behind an address of this machine may be a tunnel to another one, whose
    // server names a path that here leads to another server, or to none.
    let opts = OptsBuilder::from_opts(opts).prefer_socket(Some(false));
    Ok(opts.init(session).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_sqlx_is_understood() {
        let url = "mysql://gajo:secret@db:3307/gajo?ssl-mode=PREFERRED&charset=utf8mb4";
        let opts = parse_url(url).unwrap();
        assert_eq!(opts.db_name(), Some("gajo"));
        assert_eq!((opts.ip_or_hostname(), opts.tcp_port()), ("db", 3307));
        assert!(!opts.prefer_socket(), "it goes where the URL says");
    }

    #[test]
    fn what_cannot_be_honoured_is_refused() {
        let refusal = |url: &str| parse_url(url).unwrap_err().to_string();
        assert!(refusal("mysql://db/gajo?ssl-mode=REQUIRED").contains("ssl-mode=REQUIRED"));
        assert!(refusal("mysql://db").contains("/database"));
        assert!(!refusal("http://gajo:secret@db/gajo").contains("secret"));
    }
}
