//! The MySQL or MariaDB server that an index is made from: which one it is, how it is set, and where
//! its change stream stands.

use chrono::{DateTime, Utc};
use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Row};
use search::Checkpoint;

use crate::account::{self, Account, ServerError};
use crate::settings::Settings;

const SETTINGS: &str = "
    SHOW GLOBAL VARIABLES
    WHERE Variable_name IN ('log_bin', 'binlog_format', 'binlog_row_image', 'binlog_row_metadata',
                            'sync_binlog', 'server_id', 'server_uuid', 'binlog_order_commits',
                            'innodb_flush_log_at_trx_commit', 'binlog_transaction_compression',
                            'binlog_row_value_options', 'log_bin_compress')";

/// Changes the one row that is ours.
pub(crate) const MARK: &str = "
    UPDATE index_epoch
    SET marker = marker + 1, marked_at = UTC_TIMESTAMP(6)";

/// Changes no row, and needs the same privilege.
const TRY_MARK: &str = "
    UPDATE index_epoch
    SET marker = marker + 1, marked_at = UTC_TIMESTAMP(6)
    WHERE FALSE";

/// The two kinds of server, where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// MySQL since 8.2.
    MySql,
    /// MySQL before, which names its statements as MariaDB does.
    OldMySql,
    /// MariaDB.
    MariaDb,
}

/// A point in the server's change stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Name of the binlog file.
    pub file: String,
    /// Position in that file.
    pub position: u64,
    /// The same point as a GTID set, where the server knows one.
    pub gtid: Option<String>,
}

/// A connection that asks about the server itself.
pub struct Server {
    conn: Conn,
    flavor: Flavor,
    settings: Settings,
    account: Account,
}

impl Server {
    /// Connects, and reads the settings.
    pub async fn connect(opts: &Opts) -> Result<Self, ServerError> {
        let mut conn = account::connect(opts).await?;
        let account = Account::read(&mut conn).await?;
        let asked = async {
            let version: Option<String> = conn.query_first("SELECT VERSION()").await?;
            let rows: Vec<(String, String)> = conn.query(SETTINGS).await?;
            Ok((version.unwrap_or_default(), rows))
        };
        let (version, rows) = asked.await.map_err(|error| account.refused(error))?;
        let flavor = match version.contains("MariaDB") {
            true => Flavor::MariaDb,
            false if conn.server_version() < (8, 2, 0) => Flavor::OldMySql,
            false => Flavor::MySql,
        };
        Ok(Self {
            conn,
            flavor,
            settings: Settings(rows.into_iter().collect()),
            account,
        })
    }

    /// Which kind of server it is.
    pub fn flavor(&self) -> Flavor {
        self.flavor
    }

    /// What its binary log depends on.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What tells this server from another: `server_uuid`, or MariaDB's `server_id`.
    pub fn identity(&self) -> &str {
        let name = match self.flavor {
            Flavor::MySql | Flavor::OldMySql => "server_uuid",
            Flavor::MariaDb => "server_id",
        };
        self.settings.get(name).unwrap_or_default()
    }

    /// Where the change stream stands now.
    pub async fn position(&mut self) -> Result<Position, ServerError> {
        let position = self.read_position().await;
        position
            .map_err(|error| self.account.refused(error))?
            .ok_or(ServerError::NoPosition)
    }

    /// The random id of the database, in hex.
    pub async fn epoch(&mut self) -> Result<String, ServerError> {
        let epoch = "SELECT LOWER(HEX(epoch)) FROM index_epoch";
        let epoch = self.conn.query_first(epoch).await;
        epoch
            .map_err(|error| self.account.refused(error))?
            .ok_or_else(|| self.account.not_migrated())
    }

    /// A checkpoint of now: every change committed before `as_of` lies before its position, for
    /// the clock is read first.
    pub async fn checkpoint(&mut self) -> Result<Checkpoint, ServerError> {
        let epoch = self.epoch().await?;
        let as_of = self.now().await?;
        let Position {
            file,
            position,
            gtid,
        } = self.position().await?;
        Ok(Checkpoint {
            epoch,
            server: self.identity().to_owned(),
            file,
            position,
            gtid,
            as_of,
            seal: None,
        })
    }

    /// An instant and a point in the stream: what was committed before the one lies before the
    /// other, for the clock is read first.
    pub async fn probe(&mut self) -> Result<(DateTime<Utc>, String, u64), ServerError> {
        let at = self.now().await?;
        let end = self.read_end().await;
        let end = end.map_err(|error| self.account.refused(error))?;
        let (file, position) = end.ok_or(ServerError::NoPosition)?;
        Ok((at, file, position))
    }

    /// Refuses an account that lacks what a follower needs only later: to see where the stream ends,
    /// and to mark it.
    pub(crate) async fn check_privileges(&mut self) -> Result<(), ServerError> {
        self.probe().await?;
        let tried = self.conn.query_drop(TRY_MARK).await;
        tried.map_err(|error| self.account.refused_update(error))
    }

    /// Commits a change of our own. A snapshot opened after it sees everything that is in the binary
    /// log before it: a transaction is in the log a moment before others see it, and they become
    /// visible in the order of the log.
    pub async fn mark(&mut self) -> Result<(), ServerError> {
        let marked = self.conn.query_drop(MARK).await;
        marked.map_err(|error| self.account.refused_update(error))
    }

    async fn now(&mut self) -> Result<DateTime<Utc>, ServerError> {
        let micros = "SELECT CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)";
        let micros = self.conn.query_first(micros).await;
        let micros: Option<i64> = micros.map_err(|error| self.account.refused(error))?;
        let now = micros.and_then(DateTime::from_timestamp_micros);
        now.ok_or_else(|| ServerError::Failed("it does not tell the time".into()))
    }

    async fn read_position(&mut self) -> mysql_async::Result<Option<Position>> {
        let Some(mut row) = self.read_status().await? else {
            return Ok(None);
        };
        let Some((file, position)) = end(&mut row) else {
            return Ok(None);
        };
        let gtid = match self.flavor {
            Flavor::MySql | Flavor::OldMySql => row
                .take_opt::<String, _>("Executed_Gtid_Set")
                .and_then(Result::ok),
            Flavor::MariaDb => {
                let at = "SELECT BINLOG_GTID_POS(?, ?)";
                let gtid = self.conn.exec_first(at, (&file, position)).await?;
                gtid.flatten()
            }
        };
        Ok(Some(Position {
            file,
            position,
            gtid: gtid
                .map(|gtid| gtid.replace('\n', ""))
                .filter(|gtid| !gtid.is_empty()),
        }))
    }

    /// The end of the stream alone: MariaDB reads a whole file to find its GTID.
    async fn read_end(&mut self) -> mysql_async::Result<Option<(String, u64)>> {
        let row = self.read_status().await?;
        Ok(row.and_then(|mut row| end(&mut row)))
    }

    async fn read_status(&mut self) -> mysql_async::Result<Option<Row>> {
        let status = match self.flavor {
            Flavor::MySql => "SHOW BINARY LOG STATUS",
            Flavor::OldMySql | Flavor::MariaDb => "SHOW MASTER STATUS",
        };
        self.conn.query_first(status).await
    }
}

/// File and position of a row that says where the stream ends.
fn end(row: &mut Row) -> Option<(String, u64)> {
    let file = row.take_opt::<String, _>(0).and_then(Result::ok);
    let position = row.take_opt::<u64, _>(1).and_then(Result::ok);
    file.zip(position)
}
