//! What callers send, read strictly: what is not known is refused, and one answer names every mistake.

mod json;
pub(crate) mod params;

pub use json::JsonBody;
pub(crate) use params::Params;
