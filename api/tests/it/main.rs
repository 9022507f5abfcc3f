//! The service as its callers meet it: through the router, on a real MySQL.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod accounts;
mod authorization;
mod booking;
mod catalog;
mod client;
mod config;
mod discounts;
mod docs;
mod fixture;
mod fleet;
mod flights;
mod front;
mod health;
mod house;
mod idempotency;
mod jobs;
mod mail;
mod metrics;
mod payments;
mod privacy;
mod problems;
mod refunds;
mod root;
mod sign_in;
mod start;
mod tidy;
