//! The cookie that browsers carry instead of a header.

use std::net::IpAddr;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use url::{Host, Url};

use super::sessions::Sessions;
use super::token::Token;
use crate::config::HttpConfig;

/// Over https: the prefix makes browsers refuse one that another host has set, or plain http.
const SECURE: &str = "__Host-session";

/// On a developer's own machine, where there is no https.
const LOOPBACK: &str = "session";

/// How the session is kept in a browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCookie {
    is_secure: bool,
}

impl SessionCookie {
    /// The cookie of a service that is reached at that address.
    pub fn of(http: &HttpConfig) -> Self {
        let is_loopback = http.base_url.starts_with("http://") && on_loopback(&http.base_url);
        Self {
            is_secure: !is_loopback,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        if self.is_secure { SECURE } else { LOOPBACK }
    }

    /// `Set-Cookie` that signs a browser in.
    pub fn set(self, token: &Token) -> HeaderValue {
        self.header(&token.to_text(), Sessions::LONGEST.num_seconds())
    }

    /// `Set-Cookie` that makes a browser forget.
    pub fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    /// The token that a browser sent, if it sent one.
    pub fn read(self, headers: &HeaderMap) -> Option<Token> {
        let mut values = headers.get_all(COOKIE).iter();
        values.find_map(|value| {
            let mut pairs = value.to_str().ok()?.split(';');
            pairs.find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                (name == self.name()).then(|| Token::parse(value))?
            })
        })
    }

    fn header(self, value: &str, seconds: i64) -> HeaderValue {
        let name = self.name();
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
