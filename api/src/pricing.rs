//! What a seat costs, the same for whoever searches and whoever books.

mod fare;

pub use fare::{Party, PassengerKind, Price, Terms};
