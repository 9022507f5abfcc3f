//! Who may do what.

mod access;
mod admin;
mod grant;
mod me;
mod sessions;
mod transactions;
