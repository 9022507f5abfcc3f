//! The signed statement of who signed in.

use openidconnect::core::{CoreIdToken, CoreIdTokenClaims, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, Audience, ClientId, EmptyAdditionalClaims, JsonWebTokenError, Nonce,
};

use super::access::Grant;
use super::{Google, TOKEN_LIVES};

/// An id token for what `grant` allows, bound to the access token by `at_hash`.
pub(super) fn sign(
    google: &Google,
    grant: &Grant,
    access_token: &str,
) -> Result<CoreIdToken, JsonWebTokenError> {
    let state = &google.0;
    let now = state.clock.now();
    let claims = CoreIdTokenClaims::new(
        state.issuer.clone(),
        vec![Audience::new(state.client.id.clone())],
        now + TOKEN_LIVES,
        now,
        grant.access.person.claims(&grant.access.scopes),
        EmptyAdditionalClaims {},
    )
    .set_authorized_party(Some(ClientId::new(state.client.id.clone())))
    .set_nonce(grant.nonce.clone().map(Nonce::new));
    let access_token = AccessToken::new(access_token.to_owned());
    CoreIdToken::new(
        claims,
        &*state.keys.signing(),
        CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        Some(&access_token),
        None,
    )
}
