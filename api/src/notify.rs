//! What must follow a write and happens outside of the database.

pub mod mail;
pub mod outbox;
