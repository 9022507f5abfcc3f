//! Flights as administrators plan them: created, changed, cancelled, one at a time.
//!
//! No airplane is in two places: whoever writes a flight's times holds the lock of its airplane's
//! row, so two of them never look at the same moment. Rows are locked airplane before flight. A
//! flight is never deleted, since tickets name it: it is cancelled. The index follows by itself, and
//! what customers must be told or paid back follows through the outbox and by condition.

mod cancel;
mod change;
mod clock_time;
mod create;
mod flight;
mod list;
mod params;
mod plan;
mod refusal;
mod routes;
mod store;
mod view;

pub(super) use routes::router;
