//! Providers that Gajo calls, on this machine: they speak the protocols and move nothing real.
//!
//! [`google`] signs people in, [`toss`] takes their money, [`mail`] takes their letters. Everything is kept in memory and gone when
//! the process ends. What a provider of the world would refuse is refused here too, so that mistakes
//! show on a laptop.

mod clock;
pub mod google;
mod language;
pub mod mail;
mod page;
pub mod toss;

use axum::Router;
pub use clock::Clock;

use google::Google;
use mail::Mail;
use toss::Toss;

/// The providers of one process.
pub struct Sandbox {
    /// Signs people in.
    pub google: Google,
    /// Takes payments.
    pub toss: Toss,
    /// Takes mail.
    pub mail: Mail,
}

/// Every address of the sandbox.
pub fn router(sandbox: Sandbox) -> Router {
    Router::new()
        .merge(google::router(sandbox.google))
        .merge(toss::router(sandbox.toss))
        .merge(mail::router(sandbox.mail))
}
