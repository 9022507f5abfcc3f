//! What administrators see of people and decide about them.

mod change;
mod docs;
mod grant;
mod params;
pub(super) mod routes;
mod view;

pub use grant::{GrantError, Granted, grant};
