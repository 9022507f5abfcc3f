//! Orders and their seats.

mod proof;
mod seats;
