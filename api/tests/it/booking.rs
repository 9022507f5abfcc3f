//! Orders and their seats.

mod changes;
pub(crate) mod kit;
mod orders;
mod paying;
mod proof;
mod races;
mod repeats;
mod seats;
