//! Points in the change stream.

use std::ops::RangeInclusive;

use chrono::{DateTime, TimeDelta, Utc};
use search::{Checkpoint, Seal};

/// Where events can start: after a file's first bytes, and as far as a request can say. A larger
/// number would be cut, and changes be read from anywhere.
const POSITIONS: RangeInclusive<u64> = 4..=u32::MAX as u64;
/// The longest name of a file that a server writes.
const NAME_BYTES: usize = 512;
/// How far a server's clock may be ahead of ours.
const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);

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
    /// Where an index has come to, or why that is nowhere. A server would start at its oldest file
    /// when it is asked for none, and an index of tomorrow would never be called old.
    pub(super) fn of(checkpoint: &Checkpoint, now: DateTime<Utc>) -> Result<Self, String> {
        let file = &checkpoint.file;
        let (stem, digits) = file.rsplit_once('.').unwrap_or_default();
        let numbered = !stem.is_empty() && digits.parse::<u64>().is_ok();
        if !numbered || file.len() > NAME_BYTES || file.chars().any(char::is_control) {
            let name: String = file.chars().take(50).collect();
            return Err(format!("its checkpoint names no file of a log: {name:?}"));
        }
        let position = checkpoint.position;
        let sealed = checkpoint
            .seal
            .as_ref()
            .is_none_or(|seal| POSITIONS.contains(&seal.position) && seal.position < position);
        if !POSITIONS.contains(&position) || !sealed {
            return Err(format!(
                "its checkpoint is at {position}, where no event can end"
            ));
        }
        if checkpoint.as_of - now > CLOCKS_DIFFER {
            let as_of = checkpoint.as_of;
            return Err(format!("its checkpoint is of a time to come: {as_of}"));
        }
        Ok(Self {
            file: file.clone(),
            position,
            seal: checkpoint.seal.clone(),
            gtid: checkpoint.gtid.clone(),
        })
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
    use proptest::prelude::*;

    use super::*;

    fn checkpoint() -> Checkpoint {
        Checkpoint {
            epoch: "ab".into(),
            server: "1".into(),
            file: "binlog.000001".into(),
            position: 900,
            gtid: Some("0-1-7".into()),
            as_of: DateTime::UNIX_EPOCH,
            seal: Some(Seal {
                position: 800,
                checksum: 7,
            }),
        }
    }

    #[test]
    fn a_checkpoint_that_no_server_can_go_on_from_is_refused() {
        let now = DateTime::UNIX_EPOCH;
        assert!(Place::of(&checkpoint(), now).is_ok());
        let damages: [fn(&mut Checkpoint); 10] = [
            |damaged| damaged.file.clear(),
            |damaged| damaged.file = "binlog".into(),
            |damaged| damaged.file = ".000001".into(),
            |damaged| damaged.file = "binlog.000001x".into(),
            |damaged| damaged.file = "bin\0log.000001".into(),
            |damaged| damaged.file = format!("{}.1", "b".repeat(NAME_BYTES)),
            |damaged| damaged.position = 3,
            |damaged| damaged.position = 900 + (1 << 32),
            |damaged| damaged.seal.as_mut().unwrap().position = 900,
            |damaged| damaged.as_of = DateTime::UNIX_EPOCH + TimeDelta::days(2),
        ];
        for (which, damage) in damages.iter().enumerate() {
            let mut damaged = checkpoint();
            damage(&mut damaged);
            assert!(Place::of(&damaged, now).is_err(), "{which}");
        }
    }

    proptest! {
        #[test]
        fn a_damaged_checkpoint_is_refused_or_names_a_place_to_go_on(
            damages in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut text = serde_json::to_vec(&checkpoint()).unwrap();
            for (at, byte) in &damages {
                let at = at.index(text.len());
                text[at] = *byte;
            }
            if let Some(cut) = cut {
                text.truncate(cut.index(text.len()));
            }
            let Ok(read) = serde_json::from_slice::<Checkpoint>(&text) else {
                return Ok(());
            };
            let Ok(place) = Place::of(&read, DateTime::UNIX_EPOCH) else {
                return Ok(());
            };
            prop_assert!(POSITIONS.contains(&place.resume_at()));
            prop_assert!(place.resume_at() <= place.position);
            prop_assert!(!place.file.is_empty());
        }
    }

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
