//! Seat layouts as administrators make them.
//!
//! A layout never changes once it is made: tickets name seats by their place in it. Whoever wants
//! another makes another.

mod create;
mod plan;
mod routes;
mod store;
mod view;

pub(super) use routes::router;
