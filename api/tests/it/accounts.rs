//! Who may do what.

mod access;
mod transactions;
