//! The cookie that binds an attempt to the browser in which it began.

use axum::http::{HeaderMap, HeaderValue};

use super::attempt::ATTEMPT_LIVES;
use crate::accounts::cookie::BrowserCookie;
use crate::accounts::token::Token;
use crate::config::HttpConfig;

/// The cookie of somebody who is on the way to the provider.
#[derive(Clone, Copy, Debug)]
pub(super) struct AttemptCookie(BrowserCookie);

impl AttemptCookie {
    /// The cookie of a service that is reached at that address.
    pub(super) fn of(http: &HttpConfig) -> Self {
        Self(BrowserCookie::of(http, "__Host-sign-in", "sign-in"))
    }

    /// What the browser sent. It is used again, so that two tabs can sign in side by side.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<Token> {
        self.0.read(headers)
    }

    /// `Set-Cookie` for as long as an attempt lives.
    pub(super) fn set(self, token: &Token) -> HeaderValue {
        self.0.set(token, ATTEMPT_LIVES)
    }
}
