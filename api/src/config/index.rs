//! The search index.

use std::path::PathBuf;
use std::time::Duration;

use super::source::Source;

/// A follower commits at least every five seconds; a rebuild of ten million takes twenty.
const STALE_AFTER_S: u64 = 30;

/// The search index.
#[derive(Clone, Debug)]
pub struct IndexConfig {
    /// `GAJO_INDEX_DIR`
    pub dir: PathBuf,
    /// `GAJO_INDEX_STALE_AFTER_S`: an older index makes the service degraded.
    pub stale_after: Duration,
}

impl IndexConfig {
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let dir = source.require("GAJO_INDEX_DIR").map(PathBuf::from);
        let name = "GAJO_INDEX_STALE_AFTER_S";
        let seconds = match source.get(name) {
            None => Some(STALE_AFTER_S),
            Some(text) => source.parse(name, &text, |text| {
                let seconds = text.parse().ok().filter(|seconds| *seconds > 0);
                seconds.ok_or("is not a number of seconds")
            }),
        };
        Some(Self {
            dir: dir?,
            stale_after: Duration::from_secs(seconds?),
        })
    }
}
