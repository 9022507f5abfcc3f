//! Orders from hold to ticket.
//!
//! An order moves only through [`OrderStatus::after`]. No seat is sold twice: the primary key of
//! `seat_claims` says so; the seat maps in Redis ([`seats`]) only make the refusal early and polite.
//! Nothing here calls the payment provider.

mod order;
pub mod proof;
pub mod seats;

pub use order::{
    BadId, Hold, IllegalMove, OrderEvent, OrderId, OrderStatus, PassengerNumber, TicketId,
    TicketStatus,
};
