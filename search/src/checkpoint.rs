//! Up to where in MySQL's change stream an index has read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Rides in the payload of every commit, so that documents and position change together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The random id of the database (`index_epoch`), in hex: tells a restored database apart.
    pub epoch: String,
    /// The server: MySQL's `server_uuid`, MariaDB's `server_id`.
    pub server: String,
    /// Name of the binlog file.
    pub file: String,
    /// Position in that file.
    pub position: u64,
    /// The same point as a GTID set, where the server knows one.
    pub gtid: Option<String>,
    /// Every change committed before this instant is in the index.
    pub as_of: DateTime<Utc>,
}
