//! Signing in with Google, or another OpenID provider that speaks as Google does.
//!
//! In a browser: [`begin`] notes an attempt and sends the person to the provider; [`finish`] takes
//! them back, once, within ten minutes, in the same browser. An app that has been at the provider
//! itself hands its code over ([`redeem`]). Both end in the same check of the id token and in a new
//! session; nobody is ever recognised by their e-mail, only by issuer and subject.
//!
//! Absent on purpose: retries of an exchange (a code works once), the provider's userinfo (the id
//! token says the same), and refresh tokens (our sessions are our own).

mod attempt;
mod begin;
mod cookie;
mod finish;
mod problems;
mod provider;
mod redeem;
mod return_to;
pub(crate) mod routes;
mod store;
mod view;

pub(super) use begin::{MOST_CLEARED, clear};
pub use provider::Provider;
