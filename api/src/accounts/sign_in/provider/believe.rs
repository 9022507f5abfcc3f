//! Whether an id token is believed, and whom it speaks of.

use std::fmt::Display;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AccessTokenHash, AdditionalClaims, ClaimsVerificationError, EmptyExtraTokenFields, IdToken,
    IdTokenClaims, IdTokenFields, IdTokenVerifier, Nonce, OAuth2TokenResponse,
    SignatureVerificationError, StandardErrorResponse, StandardTokenResponse, TokenResponse,
};
use serde::{Deserialize, Serialize};

use super::known::Known;
use crate::accounts::user::Identity;

/// How far the provider's clock and ours may be apart.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// How old a token may be: it was made when the code was exchanged, a moment ago.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

/// The longest name that is kept, in characters.
const LONGEST_NAME: usize = 100;

/// The longest address there is (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// The longest subject there is (OpenID Connect Core, 2).
const LONGEST_SUBJECT: usize = 255;

/// What may stand in an id token beside the usual.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Beside {
    /// From when on it holds, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

impl AdditionalClaims for Beside {}

type Fields = IdTokenFields<
    Beside,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;

/// What a code was exchanged for.
pub(super) type Tokens = StandardTokenResponse<Fields, CoreTokenType>;

type Token =
    IdToken<Beside, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

type Claims = IdTokenClaims<Beside, CoreGenderClaim>;

/// A client that reads such tokens; the parameters say which addresses it has.
pub(super) type OidcClient<A, D, I, R, T, U> = openidconnect::Client<
    Beside,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    A,
    D,
    I,
    R,
    T,
    U,
>;

/// Why a token is not believed.
#[derive(Debug)]
pub(super) enum Doubt {
    /// It names a key that is not known; perhaps it is new.
    UnknownKey,
    /// The address is not known to be the person's.
    EmailNotVerified,
    /// It is not for us, not from there, not of now, not of this sign-in, or not what it was.
    Wrong(String),
}

/// Whom the provider vouches for at `now`, in answer to the question with that nonce.
pub(super) fn identity(
    known: &Known,
    tokens: &Tokens,
    nonce: &Nonce,
    now: DateTime<Utc>,
) -> Result<Identity, Doubt> {
    let token = tokens.id_token().ok_or_else(|| wrong("there is none"))?;
    let verifier = known
        .client
        .id_token_verifier()
        // Whatever the provider lists: with a symmetric one, whoever has our secret could sign.
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |issued_at| issued_lately(issued_at, now));
    let claims = token.claims(&verifier, nonce).map_err(doubt)?;
    let not_before = claims.additional_claims().nbf;
    if not_before.is_some_and(|from| from > (now + SKEW).timestamp()) {
        return Err(wrong("it does not hold yet"));
    }
    if claims
        .authorized_party()
        .is_some_and(|party| party != known.id())
    {
        return Err(wrong("it was made for another client"));
    }
    refuse_other_access_token(token, claims, tokens, &verifier)?;
    person(claims)
}

fn issued_lately(issued_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), String> {
    let lately = now - OLDEST <= issued_at && issued_at <= now + SKEW;
    lately
        .then_some(())
        .ok_or_else(|| "it was not made now".to_owned())
}

/// Refuses an access token that is not the one the id token was made with.
fn refuse_other_access_token(
    token: &Token,
    claims: &Claims,
    tokens: &Tokens,
    verifier: &IdTokenVerifier<'_, CoreJsonWebKey>,
) -> Result<(), Doubt> {
    let Some(expected) = claims.access_token_hash() else {
        return Ok(());
    };
    let algorithm = token.signing_alg().map_err(wrong)?;
    let key = token.signing_key(verifier).map_err(wrong)?;
    let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key);
    match actual.map_err(wrong)? == *expected {
        true => Ok(()),
        false => Err(wrong("at_hash is not that of the access token")),
    }
}

/// The person that believed claims speak of.
fn person(claims: &Claims) -> Result<Identity, Doubt> {
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return Err(wrong("its subject is empty or too long"));
    }
    let email = claims.email().map(|email| email.as_str());
    let email = email.filter(|_| claims.email_verified() == Some(true));
    let email = email.ok_or(Doubt::EmailNotVerified)?;
    let Some((local, _)) = email
        .split_once('@')
        .filter(|_| email.len() <= LONGEST_EMAIL)
    else {
        return Err(wrong("its e-mail address is none"));
    };
    let name = claims.name().and_then(|name| name.get(None));
    let name = name.map(|name| name.trim()).filter(|name| !name.is_empty());
    Ok(Identity {
        issuer: claims.issuer().to_string(),
        subject: subject.to_owned(),
        email: email.to_owned(),
        name: name.unwrap_or(local).chars().take(LONGEST_NAME).collect(),
    })
}

fn doubt(error: ClaimsVerificationError) -> Doubt {
    match error {
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::NoMatchingKey,
        ) => Doubt::UnknownKey,
        ClaimsVerificationError::SignatureVerification(cause) => wrong(cause),
        other => wrong(other),
    }
}

fn wrong(why: impl Display) -> Doubt {
    Doubt::Wrong(why.to_string())
}
