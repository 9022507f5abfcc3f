//! What browsers carry instead of a header.

use std::net::IpAddr;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use chrono::TimeDelta;
use url::{Host, Url};

use super::sessions::Sessions;
use super::token::Token;
use crate::config::HttpConfig;

/// How the session is kept in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie(BrowserCookie);

impl SessionCookie {
    /// The cookie of a service that is reached at that address.
    pub fn of(http: &HttpConfig) -> Self {
        Self(BrowserCookie::of(http, "__Host-session", "session"))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// `Set-Cookie` that signs a browser in.
    pub fn set(self, token: &Token) -> HeaderValue {
        self.0.set(token, Sessions::LONGEST)
    }

    /// `Set-Cookie` that makes a browser forget.
    pub fn clear(self) -> HeaderValue {
        self.0.header("", 0)
    }

    /// The token that a browser sent, if it sent one.
    pub fn read(self, headers: &HeaderMap) -> Option<Token> {
        self.0.read(headers)
    }
}

/// A token that a browser keeps for us, out of reach of scripts and of other sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BrowserCookie {
    name: &'static str,
    is_secure: bool,
}

impl BrowserCookie {
    /// The cookie of a service that is reached at that address. Over https it is `secure`, which
    /// begins with `__Host-`: that makes browsers refuse one that another host has set, or plain http.
    /// On a developer's own machine, where there is no https, it is `loopback`.
    pub(super) fn of(http: &HttpConfig, secure: &'static str, loopback: &'static str) -> Self {
        let is_loopback = http.base_url.starts_with("http://") && on_loopback(&http.base_url);
        Self {
            name: if is_loopback { loopback } else { secure },
            is_secure: !is_loopback,
        }
    }

    /// `Set-Cookie` for so long.
    pub(super) fn set(self, token: &Token, lives: TimeDelta) -> HeaderValue {
        self.header(&token.to_text(), lives.num_seconds())
    }

    /// The token that a browser sent, if it sent one.
    pub(super) fn read(self, headers: &HeaderMap) -> Option<Token> {
        let mut values = headers.get_all(COOKIE).iter();
        values.find_map(|value| {
            let mut pairs = value.to_str().ok()?.split(';');
            pairs.find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                (name == self.name).then(|| Token::parse(value))?
            })
        })
    }

    fn header(self, value: &str, seconds: i64) -> HeaderValue {
        let name = self.name;
        let secure = if self.is_secure { "; Secure" } else { "" };
        let text =
            format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("a name, digits and words are a valid header")
    }
}

fn on_loopback(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else {
        return false;
    };
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::from(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::from(address).is_loopback(),
        None => false,
    }
}
