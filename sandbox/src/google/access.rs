//! What a code and an access token stand for.

use super::people::Person;

/// What somebody allowed an application to know.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub(super) person: Person,
    /// Any of `openid`, `email`, `profile`.
    pub(super) scopes: Vec<String>,
}

/// What a code can be exchanged for, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) access: Access,
    /// Where the code was sent.
    pub(super) redirect_uri: String,
    /// What the verifier must hash to (S256).
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
}
