//! The connection to the server.

use futures_util::{StreamExt, future, stream};
use migrations::MIGRATOR;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Transaction, TxOpts};
use sqlx::{Connection, MySqlConnection};

use super::{LoadError, reference};
use crate::reference::Reference;

/// Strict, and the same on MySQL and MariaDB whatever the server is set to.
pub(crate) const SQL_MODE: &str = "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,\
     NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";

/// What the connection begins with. The checks of keys are off because they cost a fifth of the
/// time: every code comes from the reference data that was written just before, and the primary key
/// is checked all the same.
const SETUP: [&str; 4] = [
    SQL_MODE,
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION foreign_key_checks = 0",
    "SET SESSION unique_checks = 0",
];

/// A connection for loading.
pub(crate) struct Server {
    conn: Conn,
    url: String,
}

impl Server {
    /// Connects.
    pub(crate) async fn connect(url: &str) -> Result<Self, LoadError> {
        let opts = read_url(url)?;
        let address = format!("{}:{}", opts.ip_or_hostname(), opts.tcp_port());
        let opts = OptsBuilder::from_opts(opts).setup(SETUP.to_vec());
        let conn = Conn::new(opts).await.map_err(|error| match error {
            mysql_async::Error::Server(told) => LoadError::NotAdmitted {
                address,
                reason: told.message,
            },
            source => LoadError::Unreachable { address, source },
        })?;
        Ok(Self {
            conn,
            url: url.to_owned(),
        })
    }

    /// Makes sure that the server takes data from clients.
    pub(super) async fn require_local_infile(&mut self) -> Result<(), LoadError> {
        match self
            .conn
            .query_first("SELECT @@GLOBAL.local_infile")
            .await?
        {
            Some(true) => Ok(()),
            _ => Err(LoadError::LocalInfileOff),
        }
    }

    pub(crate) async fn migrate(&self) -> Result<(), LoadError> {
        let mut conn = MySqlConnection::connect(&self.url)
            .await
            .map_err(LoadError::Migrate)?;
        MIGRATOR
            .run(&mut conn)
            .await
            .map_err(|error| LoadError::Migrate(error.into()))?;
        conn.close().await.map_err(LoadError::Migrate)
    }

    /// Writes the reference data unless it is there: thousands of rows, seconds on a busy server.
    pub(crate) async fn require_reference(
        &mut self,
        reference: &Reference,
    ) -> Result<(), LoadError> {
        let mut tx = self.begin().await?;
        if !reference::is_there(&mut tx, reference).await? {
            reference::upsert(&mut tx, reference).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Holds a text ready for the next LOAD DATA LOCAL.
    pub(super) fn offer(&mut self, text: Vec<u8>) {
        let text = text.into();
        self.conn
            .set_infile_handler(async { Ok(stream::once(future::ready(Ok(text))).boxed()) });
    }

    pub(super) async fn begin(&mut self) -> Result<Transaction<'_>, LoadError> {
        Ok(self.conn.start_transaction(TxOpts::default()).await?)
    }
}

/// Reads the URL without its parameters, which are for the other client: the one that runs the
/// migrations. That one would encrypt; this one must not fall behind what was asked for.
fn read_url(url: &str) -> Result<Opts, LoadError> {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    for parameter in parameters.split('&') {
        if let Some(("ssl-mode" | "sslmode", mode)) = parameter.split_once('=') {
            let optional = ["DISABLED", "PREFERRED"];
            if !optional.iter().any(|name| name.eq_ignore_ascii_case(mode)) {
                return Err(LoadError::Encrypted(mode.into()));
            }
        }
    }
    Opts::from_url(address).map_err(LoadError::BadUrl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_demands_encryption_is_refused() {
        for mode in ["REQUIRED", "verify_ca", "VERIFY_IDENTITY"] {
            let url = format!("mysql://gajo:secret@db/gajo?charset=utf8mb4&ssl-mode={mode}");
            let refusal = read_url(&url).unwrap_err().to_string();
            assert!(refusal.contains(&format!("ssl-mode={mode}")), "{refusal}");
            assert!(!refusal.contains("secret"), "{refusal}");
        }
    }

    #[test]
    fn parameters_of_the_other_client_are_passed_over() {
        let url = "mysql://gajo:secret@db:3307/gajo?ssl-mode=PREFERRED&charset=utf8mb4";
        let opts = read_url(url).unwrap();
        assert_eq!(opts.db_name(), Some("gajo"));
        assert_eq!((opts.ip_or_hostname(), opts.tcp_port()), ("db", 3307));
    }
}
