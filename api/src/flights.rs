//! What travellers ask: flights, calendars, seat maps, airports.
//!
//! Questions are read strictly (`params`), answered from one state of the index (`find`) with
//! the prices of [`crate::pricing`] (`offer`), and shown as JSON (`view`). Only seat maps ask
//! MySQL. Nothing here is kept between two requests: no answer is cached.

mod answering;
mod asker;
pub mod elsewhere;
mod find;
mod offer;
mod params;
mod reply;
mod routes;
mod seat_map;
mod seats;
mod store;
mod view;

pub use routes::router;
pub(crate) use store::taken_seats;
pub(crate) use view::Local;
