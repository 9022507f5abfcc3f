//! Orders from hold to ticket.
//!
//! An order moves only through [`OrderStatus::after`]. No seat is sold twice: the primary key of
//! `seat_claims` says so; whatever Redis remembers only makes the refusal early and polite. Nothing
//! here calls the payment provider.

mod order;

pub use order::{
    BadId, Hold, IllegalMove, OrderEvent, OrderId, OrderStatus, PassengerNumber, TicketId,
    TicketStatus,
};
