//! What callers send, read strictly: what is not known is refused, and one answer names every mistake.

mod json;
mod no_query;
pub(crate) mod params;

pub use json::JsonBody;
pub use no_query::NoQuery;
pub(crate) use params::Params;
