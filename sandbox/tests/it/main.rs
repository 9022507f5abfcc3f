//! The sandbox as applications and people meet it: through its router.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod google;
mod mail;
mod toss;
