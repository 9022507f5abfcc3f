//! Flight schedules into MySQL.
//!
//! [`schedule`] makes them, [`load`] writes them; [`import`] takes those of others. A made schedule is a pure function of its parameters
//! and of the reference data; `data/schedule-model.md` says which.

mod claims;
mod clock;
mod globe;
mod hash;
pub mod import;
mod layouts;
mod leg;
pub mod load;
mod network;
mod price;
pub mod reference;
mod rounding;
pub mod schedule;
mod week;

pub use layouts::SeatLayout;
