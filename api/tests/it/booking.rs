//! Orders and their seats.

mod seats;
