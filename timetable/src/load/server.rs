//! The connection to the server.

use futures_util::{StreamExt, future, stream};
use migrations::MIGRATOR;
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, Transaction, TxOpts};
use sqlx::{Connection, MySqlConnection};

use super::LoadError;

/// Strict, and the same on MySQL and MariaDB; UTC. The checks of keys are off because they cost a
/// fifth of the time: every code comes from the reference data that was written just before, and
/// the primary key is checked all the same.
const SETUP: [&str; 4] = [
    "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,\
     ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION foreign_key_checks = 0",
    "SET SESSION unique_checks = 0",
];

/// A connection for loading.
pub(super) struct Server {
    conn: Conn,
    url: String,
}

impl Server {
    /// Connects, and makes sure that the server takes data from clients.
    pub(super) async fn connect(url: &str) -> Result<Self, LoadError> {
        // parameters such as ssl-mode are for the other client, which runs the migrations
        let plain = url.split('?').next().unwrap_or(url);
        let opts = Opts::from_url(plain).map_err(LoadError::BadUrl)?;
        let address = format!("{}:{}", opts.ip_or_hostname(), opts.tcp_port());
        let opts = OptsBuilder::from_opts(opts).setup(SETUP.to_vec());
        let mut conn = Conn::new(opts).await.map_err(|error| match error {
            mysql_async::Error::Server(told) => LoadError::NotAdmitted {
                address,
                reason: told.message,
            },
            source => LoadError::Unreachable { address, source },
        })?;
        match conn.query_first("SELECT @@GLOBAL.local_infile").await? {
            Some(true) => Ok(Self {
                conn,
                url: url.to_owned(),
            }),
            _ => Err(LoadError::LocalInfileOff),
        }
    }

    pub(super) async fn migrate(&self) -> Result<(), LoadError> {
        let mut conn = MySqlConnection::connect(&self.url)
            .await
            .map_err(LoadError::Migrate)?;
        MIGRATOR
            .run(&mut conn)
            .await
            .map_err(|error| LoadError::Migrate(error.into()))?;
        conn.close().await.map_err(LoadError::Migrate)
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
