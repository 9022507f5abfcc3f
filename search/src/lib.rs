//! The flight search index as a library.

pub mod model;
