//! Points in the change stream.

use search::{Checkpoint, Seal};

/// The end of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) position: u64,
    /// The last event before it that ended a transaction, if it is in this file.
    pub(super) seal: Option<Seal>,
    /// Of the last transaction, where the server numbers them.
    pub(super) gtid: Option<String>,
}

impl Place {
    /// Where an index has come to.
    pub(super) fn of(checkpoint: &Checkpoint) -> Self {
        Self {
            file: checkpoint.file.clone(),
            position: checkpoint.position,
            seal: checkpoint.seal.clone(),
            gtid: checkpoint.gtid.clone(),
        }
    }

    /// Where to start reading, so as to find the seal again.
    pub(super) fn resume_at(&self) -> u64 {
        self.seal
            .as_ref()
            .map_or(self.position, |seal| seal.position)
    }

    /// Whether a point is not behind this one. Files are numbered.
    pub(super) fn has_reached(&self, file: &str, position: u64) -> bool {
        match number(&self.file).cmp(&number(file)) {
            std::cmp::Ordering::Equal => self.position >= position,
            order => order.is_gt(),
        }
    }
}

/// The number at the end of a file's name: `binlog.000012`, and `binlog.1000000` after a million.
fn number(file: &str) -> u64 {
    let digits = file.rsplit('.').next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_in_the_order_of_their_numbers() {
        let at = |file: &str, position| Place {
            file: file.into(),
            position,
            seal: None,
            gtid: None,
        };
        assert!(at("binlog.000002", 4).has_reached("binlog.000001", 900));
        assert!(!at("binlog.000001", 900).has_reached("binlog.000002", 4));
        assert!(at("binlog.1000000", 4).has_reached("binlog.999999", 9));
        assert!(at("binlog.000001", 9).has_reached("binlog.000001", 9));
        assert!(!at("binlog.000001", 8).has_reached("binlog.000001", 9));
    }
}
