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
    /// The last event before that point, where the stream was followed and not only noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seal: Option<Seal>,
}

/// An event of the change stream, to be found again where it was: a server that was restored has
/// files of the same names with other contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Where the event starts in the checkpoint's file.
    pub position: u64,
    /// CRC-32 of the event.
    pub checksum: u32,
}
