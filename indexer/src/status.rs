//! What is served, and how far it is behind the server.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use mysql_async::Opts;
use search::{Airports, Follower, IndexDir, OpenError, Snapshot};
use serde::Serialize;

use crate::account::ServerError;
use crate::server::Server;

const PATIENCE: Duration = Duration::from_secs(5);

/// The served generation.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Its number.
    pub generation: u64,
    /// What a rollback would serve.
    pub previous: Option<u64>,
    /// Flights that can be found.
    pub documents: u64,
    /// Segments that a lookup asks.
    pub segments: usize,
    /// Size of its files.
    pub bytes: u64,
    /// The database it was made from.
    pub epoch: String,
    /// The server it was made from.
    pub server_id: String,
    /// Binlog file up to which changes are in it.
    pub file: String,
    /// Position in that file.
    pub position: u64,
    /// The same as a GTID set.
    pub gtid: Option<String>,
    /// Every change committed before this instant is in it.
    pub as_of: DateTime<Utc>,
    /// Its age, in seconds.
    pub lag_seconds: f64,
    /// Whether a process keeps it up to date.
    pub followed: bool,
    /// What that process says, or said last; `None` when there was none.
    pub follower: Option<Follower>,
    /// The server now.
    pub server: ServerStatus,
}

/// The server, compared with the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ServerStatus {
    /// Nobody said where it is.
    NotAsked,
    /// It does not answer.
    NotReachable {
        /// Why.
        reason: String,
    },
    /// It holds another database: the index has to be rebuilt.
    OtherDatabase,
    /// It has no change that the index has not.
    UpToDate,
    /// Its change stream is ahead, of which flights may be a part or not: every rebuild leaves a
    /// marker behind the position that it noted, and the stream tells of all databases.
    Ahead {
        /// Its binlog file.
        file: String,
        /// Its position in that file.
        position: u64,
        /// How many bytes were written since, if they lie in one file.
        bytes: Option<u64>,
    },
}

/// Opens the served generation and compares it with the server, if it is told which.
pub async fn status(index: &IndexDir, server: Option<&Opts>) -> Result<Status, OpenError> {
    let snapshot = Snapshot::open(index, Airports::new(Vec::new(), Vec::new()))?;
    let current = index.current()?;
    let checkpoint = snapshot.checkpoint().clone();
    let follower = Follower::read(index)?;
    let now = DateTime::<Utc>::from(SystemTime::now());
    let mut status = Status {
        generation: snapshot.generation(),
        previous: current.and_then(|current| current.previous),
        documents: snapshot.documents(),
        segments: snapshot.segments(),
        bytes: snapshot.bytes(),
        epoch: checkpoint.epoch,
        server_id: checkpoint.server,
        file: checkpoint.file,
        position: checkpoint.position,
        gtid: checkpoint.gtid,
        as_of: checkpoint.as_of,
        lag_seconds: (now - checkpoint.as_of).num_milliseconds().max(0) as f64 / 1e3,
        followed: follower.as_ref().is_some_and(|said| said.is_alive(now)),
        follower,
        server: ServerStatus::NotAsked,
    };
    if let Some(opts) = server {
        let compared = tokio::time::timeout(PATIENCE, compare(&status, opts)).await;
        let reason = |reason| ServerStatus::NotReachable { reason };
        status.server = match compared {
            Ok(Ok(server)) => server,
            Ok(Err(error)) => reason(error.to_string()),
            Err(_) => reason(format!("no answer for {} s", PATIENCE.as_secs())),
        };
    }
    Ok(status)
}

async fn compare(status: &Status, opts: &Opts) -> Result<ServerStatus, ServerError> {
    let mut server = Server::connect(opts).await?;
    if server.epoch().await? != status.epoch || server.identity() != status.server_id {
        return Ok(ServerStatus::OtherDatabase);
    }
    let now = server.position().await?;
    let same_file = now.file == status.file;
    if same_file && now.position <= status.position {
        return Ok(ServerStatus::UpToDate);
    }
    Ok(ServerStatus::Ahead {
        bytes: same_file.then(|| now.position - status.position),
        file: now.file,
        position: now.position,
    })
}
