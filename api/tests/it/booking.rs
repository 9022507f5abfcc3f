//! Orders and their seats.

mod changes;
#[cfg(feature = "failpoints")]
mod crashes;
pub(crate) mod kit;
#[cfg(feature = "failpoints")]
pub(crate) mod node;
mod orders;
mod paying;
#[cfg(feature = "failpoints")]
mod processes;
mod proof;
mod races;
mod repeats;
mod seats;
