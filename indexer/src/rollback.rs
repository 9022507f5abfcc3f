//! Going back to the generation before.

use search::{DirError, IndexDir};

use crate::rebuild::holder;

/// Serves the previous generation again and tells its number. Done twice, it is undone.
pub fn rollback(index: &IndexDir) -> Result<u64, DirError> {
    index.lock(&holder("indexer rollback"))?.rollback()
}
