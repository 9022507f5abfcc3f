//! Orders that are paid, against a provider that keeps a ledger.

mod codes;
mod confirm;
#[cfg(feature = "failpoints")]
mod faulty;
mod hints;
mod pages;
mod shapes;
mod unknown;
