//! The words of flight: codes, days, money, cabins, seat layouts, flights, airports.
//!
//! Plain values without I/O or clock, shared by every crate. Parse at the door
//! ([`Iata::parse`]), then trust the type.

mod airport;
mod cabin;
mod code;
mod day;
mod flight;
mod layout;

pub use airport::{Airport, City};
pub use cabin::{Cabin, PerCabin};
pub use code::{AircraftCode, AirlineCode, BadCode, CountryCode, FlightNumber, Iata};
pub use day::{Day, Minute};
pub use flight::{Flight, FlightId, LayoutId, Won};
pub use layout::{CabinLayout, Layout, SeatIndex};
