//! Providers that Gajo calls, on this machine: they speak the protocols and move nothing real.
//!
//! [`google`] signs people in. Everything is kept in memory and gone when the process ends. What a
//! provider of the world would refuse is refused here too, so that mistakes show on a laptop.

mod clock;
pub mod google;

use axum::Router;
pub use clock::Clock;

use google::Google;

/// The providers of one process.
pub struct Sandbox {
    /// Signs people in.
    pub google: Google,
}

/// Every address of the sandbox.
pub fn router(sandbox: Sandbox) -> Router {
    Router::new().merge(google::router(sandbox.google))
}
