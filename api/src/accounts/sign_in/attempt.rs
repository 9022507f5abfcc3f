//! A sign-in that has begun in a browser and has not come back.

use chrono::TimeDelta;

use super::return_to::ReturnTo;
use crate::accounts::token::TokenHash;

/// How long somebody may be away at the provider.
pub(super) const ATTEMPT_LIVES: TimeDelta = TimeDelta::minutes(10);

/// What is kept of an attempt under the hash of its state.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Attempt {
    /// The hash of what the browser's cookie says.
    pub(super) browser: TokenHash,
    /// Comes back in the id token.
    pub(super) nonce: String,
    /// PKCE: proves that the code is redeemed by whoever asked for it.
    pub(super) verifier: String,
    /// Where to afterwards.
    pub(super) return_to: ReturnTo,
}
