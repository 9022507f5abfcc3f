//! Arrays whose items are made while they are written.

use serde::{Serialize, Serializer};

/// A JSON array of the views of `items`: none of them is kept in memory.
#[derive(Clone, Copy)]
pub(crate) struct Each<'a, C, T, V> {
    /// What every view needs to know.
    pub(crate) context: &'a C,
    /// What is shown.
    pub(crate) items: &'a [T],
    /// How one of them looks.
    pub(crate) view: fn(&'a C, &'a T) -> V,
}

impl<'a, C, T, V> Each<'a, C, T, V> {
    /// The views, each made when its turn comes.
    pub(super) fn iter(&self) -> impl Iterator<Item = V> + '_ {
        self.items
            .iter()
            .map(|item| (self.view)(self.context, item))
    }
}

impl<C, T, V: Serialize> Serialize for Each<'_, C, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}
