//! The indexer through its front doors, the library and the command, on a real server.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fixture;
mod follow;
mod killed;
mod private;
mod rebuild;
mod refused;
mod rollback;
mod status;
mod swap;
mod verify;
