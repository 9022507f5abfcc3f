//! Signing in as Google does it: OpenID Connect with authorization code and PKCE.
//!
//! The protocol is Google's, and so is the strictness: a redirect address is registered letter by
//! letter, a code works once and for ten minutes, a verifier must fit. Who somebody is, however, is
//! a matter of choice: the page offers some people, and `login_hint` signs in any address without a
//! page, so that a script needs no browser. PKCE, which Google recommends, is required here.
//!
//! Absent on purpose: refresh tokens, consent, a session (each sign-in asks again).

mod access;
mod authorize;
mod discovery;
mod id_token;
mod keys;
mod page;
mod people;
mod question;
mod token;
mod userinfo;
mod vault;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use chrono::TimeDelta;
use openidconnect::{IssuerUrl, url};

use crate::Clock;
use access::{Access, Grant};
pub use keys::KeyError;
use keys::Keys;
use vault::Vault;

/// How long a code can be exchanged.
pub const CODE_LIVES: TimeDelta = TimeDelta::minutes(10);

/// How long an access token and an id token are good.
pub const TOKEN_LIVES: TimeDelta = TimeDelta::hours(1);

/// Codes, and tokens, kept at once; the oldest make room.
const MOST_KEPT: usize = 10_000;

/// The application that may sign people in.
#[derive(Clone, Debug)]
pub struct Client {
    /// What it calls itself.
    pub id: String,
    /// How it proves that it is itself.
    pub secret: String,
    /// Where it may have people sent back to, letter by letter.
    pub redirects: Vec<String>,
}

/// The provider.
#[derive(Clone)]
pub struct Google(Arc<State>);

/// What the addresses share.
struct State {
    issuer: IssuerUrl,
    client: Client,
    clock: Clock,
    keys: Keys,
    codes: Vault<Grant>,
    tokens: Vault<Access>,
}

/// Why the provider cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its address is none.
    #[error("the address of the sandbox is not a URL")]
    Url(#[from] url::ParseError),
    /// It has no key to sign with.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Google {
    /// A provider that is reached at `url`, with a signing key that is made now.
    pub fn open(url: &str, client: Client, clock: Clock) -> Result<Self, OpenError> {
        let issuer = IssuerUrl::new(format!("{}/google", url.trim_end_matches('/')))?;
        Ok(Self(Arc::new(State {
            issuer,
            client,
            clock,
            keys: Keys::new()?,
            codes: Vault::new(CODE_LIVES, MOST_KEPT),
            tokens: Vault::new(TOKEN_LIVES, MOST_KEPT),
        })))
    }

    /// What applications know it by.
    pub fn issuer(&self) -> &str {
        self.0.issuer.as_str()
    }

    /// One of its addresses.
    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.issuer())
    }
}

/// The addresses of this provider, all below `/google`.
pub fn router(google: Google) -> Router {
    Router::new()
        .route(
            "/google/.well-known/openid-configuration",
            get(discovery::configuration),
        )
        .route("/google/certs", get(discovery::certs))
        .route("/google/_rotate", post(discovery::rotate))
        .route(
            "/google/authorize",
            get(authorize::ask).post(authorize::answer),
        )
        .route("/google/token", post(token::exchange))
        .route(
            "/google/userinfo",
            get(userinfo::userinfo).post(userinfo::userinfo),
        )
        .with_state(google)
}
