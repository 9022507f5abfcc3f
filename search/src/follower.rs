//! What the process that keeps the index up to date says about itself, in the index folder.
//!
//! `follower.json` is replaced in one step, about once a second as long as the process lives. Readers
//! learn from it whether anybody keeps their index up to date, and if not, why.

use std::fs;
use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::generations::IndexDir;

const NAME: &str = "follower.json";

/// A follower that has said nothing for so long is not alive.
const SILENCE: TimeDelta = TimeDelta::seconds(5);

/// What a follower says about itself. The counters start with its process.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// Its process.
    pub process: u32,
    /// What it does.
    pub activity: Activity,
    /// Why what is served does not follow MySQL; `None` while it does.
    pub stale: Option<Stale>,
    /// Flights that were looked up because they had changed.
    pub flights: u64,
    /// Commits.
    pub commits: u64,
    /// Generations built.
    pub rebuilds: u64,
    /// Connections to the change stream.
    pub connections: u64,
    /// Rows that no flight can have; they are not in the index.
    pub bad_rows: u64,
    /// When it started.
    pub started_at: DateTime<Utc>,
    /// When it said this.
    pub updated_at: DateTime<Utc>,
}

/// What a follower does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Activity {
    /// It looks for the server.
    Connecting,
    /// It reads changes as they come.
    Following,
    /// It builds a new generation.
    Rebuilding,
    /// It has ended.
    Stopped,
}

/// Why an index does not follow its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// For machines.
    pub reason: StaleReason,
    /// For people.
    pub detail: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Kinds of reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StaleReason {
    /// The server does not have the changes any more.
    LogGone,
    /// Another server, or another database, or the same one restored.
    OtherDatabase,
    /// A statement changed a table and the log does not say which rows.
    TableChanged,
    /// More flights changed at once than are worth being looked up.
    TooMuchChanged,
    /// The index has no checkpoint that can be read.
    NoCheckpoint,
    /// The server cannot be reached, or it refuses.
    NotReachable,
}

impl StaleReason {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::LogGone,
        Self::OtherDatabase,
        Self::TableChanged,
        Self::TooMuchChanged,
        Self::NoCheckpoint,
        Self::NotReachable,
    ];

    /// Its name for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LogGone => "log_gone",
            Self::OtherDatabase => "other_database",
            Self::TableChanged => "table_changed",
            Self::TooMuchChanged => "too_much_changed",
            Self::NoCheckpoint => "no_checkpoint",
            Self::NotReachable => "not_reachable",
        }
    }
}

impl Activity {
    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Connecting => "connecting",
            Self::Following => "following",
            Self::Rebuilding => "rebuilding",
            Self::Stopped => "stopped",
        }
    }
}

impl Follower {
    /// What the last follower of an index said; `None` when there was none.
    pub fn read(dir: &IndexDir) -> io::Result<Option<Self>> {
        match fs::read(dir.root().join(NAME)) {
            Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Says it to all who read the index. It need not outlive a power cut.
    pub fn write(&self, dir: &IndexDir) -> io::Result<()> {
        let temporary = dir.root().join("follower.json.new");
        fs::write(&temporary, serde_json::to_vec(self)?)?;
        fs::rename(&temporary, dir.root().join(NAME))
    }

    /// Whether it is at work at `now`, by what it said last.
    pub fn is_alive(&self, now: DateTime<Utc>) -> bool {
        self.activity != Activity::Stopped && now - self.updated_at < SILENCE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follower() -> Follower {
        Follower {
            process: 7,
            activity: Activity::Following,
            stale: None,
            flights: 1,
            commits: 1,
            rebuilds: 0,
            connections: 1,
            bad_rows: 0,
            started_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_said_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let dir = IndexDir::new(folder.path());
        assert_eq!(Follower::read(&dir).unwrap(), None);
        let stale = Stale {
            reason: StaleReason::LogGone,
            detail: "the log was purged".into(),
            since: DateTime::UNIX_EPOCH,
        };
        let said = Follower {
            stale: Some(stale),
            ..follower()
        };
        said.write(&dir).unwrap();
        assert_eq!(Follower::read(&dir).unwrap(), Some(said));
    }

    #[test]
    fn the_silent_and_the_stopped_are_not_alive() {
        let later = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        assert!(follower().is_alive(later(4)));
        assert!(!follower().is_alive(later(5)));
        let stopped = Follower {
            activity: Activity::Stopped,
            ..follower()
        };
        assert!(!stopped.is_alive(later(0)));
    }

    #[test]
    fn every_kind_is_written_as_it_is_named() {
        for reason in StaleReason::ALL {
            let written = serde_json::to_value(reason).unwrap();
            assert_eq!(written, reason.as_str());
        }
    }
}
