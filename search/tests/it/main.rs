//! The search library, through its public face.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod generations;
mod live;
mod naive;
mod properties;
mod rules;
mod suggest;
mod world;
