//! Orders in MySQL.
//!
//! Flows lock in one order: user, order, flight, claim, payment. Every move of an order is one UPDATE
//! that expects the status and version that were read under its lock.

pub(crate) mod audit;
pub(crate) mod claims;
pub(crate) mod edits;
pub(crate) mod flights;
pub(crate) mod insert;
pub(crate) mod lists;
pub(crate) mod moves;
pub(crate) mod payments;
pub(crate) mod refunds;
pub(crate) mod whole;

use std::error::Error;

/// A row that does not say what it should.
#[derive(Debug, thiserror::Error)]
#[error("a row of {table} is not valid")]
struct BadRow {
    table: &'static str,
    #[source]
    cause: Box<dyn Error + Send + Sync>,
}

/// What a column says, or the error of a row that cannot be.
fn valid<T, E: Into<Box<dyn Error + Send + Sync>>>(
    table: &'static str,
    parsed: Result<T, E>,
) -> sqlx::Result<T> {
    parsed.map_err(|cause| {
        sqlx::Error::Decode(Box::new(BadRow {
            table,
            cause: cause.into(),
        }))
    })
}

/// Whether a statement broke the unique key with that name.
fn violates(error: &sqlx::Error, key: &str) -> bool {
    match error {
        sqlx::Error::Database(refusal) => {
            refusal.is_unique_violation() && refusal.message().contains(key)
        }
        _ => false,
    }
}
