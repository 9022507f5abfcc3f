//! What customers may ask about all that is known of them: to see it, and that it be gone.
//!
//! Both look into every subject's tables, so they stand above those subjects. What accounting needs
//! of an order stays when its customer leaves: what was paid, and nothing of who paid it.

mod export;
mod leave;
mod routes;
mod store;

pub use routes::router;
