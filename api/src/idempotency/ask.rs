//! What a write asks for, as far as repeating it is concerned: who, where, under which key, and what.

use std::time::Duration;

use axum::RequestExt;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::problem::{ApiError, Code};

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest key, in characters.
const LONGEST_KEY: usize = 255;

/// The longest path that a key may belong to; ours are shorter.
const LONGEST_PATH: usize = 200;

/// How long a request keeps its key to itself, unless it says otherwise.
const LEASE: Duration = Duration::from_secs(30);

/// Who asks. Keys of one caller are nothing to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller(String);

/// An `Idempotency-Key`: 1 to 255 printable ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

/// Why a key is refused.
#[derive(Debug, thiserror::Error)]
pub enum BadKey {
    /// The write needs one.
    #[error("no Idempotency-Key was sent")]
    Missing,
    /// It is empty, too long, not printable, or there are two.
    #[error("the Idempotency-Key is none")]
    Invalid,
}

impl From<BadKey> for ApiError {
    fn from(error: BadKey) -> Self {
        let code = match error {
            BadKey::Missing => Code::IdempotencyKeyMissing,
            BadKey::Invalid => Code::IdempotencyKeyInvalid,
        };
        Self::new(code).because(error)
    }
}

/// A write with its key and its whole body. An extractor that comes last: what it refuses (a bad key,
/// a body too large) is refused after everything about the caller.
#[derive(Debug)]
pub struct Ask {
    /// The key, if there is one.
    pub key: Option<Key>,
    /// SHA-256 of method, path, query and body.
    pub(super) fingerprint: [u8; 32],
    pub(super) method: String,
    pub(super) path: String,
    pub(super) lease: Duration,
    parts: Parts,
    body: Bytes,
}

impl Caller {
    /// The user with that id.
    pub fn user(id: u64) -> Self {
        Self(format!("user:{id}"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl Key {
    /// Reads the header, bare or in quotes; `None` when there is none.
    pub fn of(headers: &HeaderMap) -> Result<Option<Self>, BadKey> {
        let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        if values.next().is_some() {
            return Err(BadKey::Invalid);
        }
        let text = value.to_str().map_err(|_| BadKey::Invalid)?;
        Self::parse(text.trim()).map(Some)
    }

    fn parse(text: &str) -> Result<Self, BadKey> {
        let quoted = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
        let key = match quoted {
            Some(inside) => unescaped(inside).ok_or(BadKey::Invalid)?,
            None => text.to_owned(),
        };
        let printable = key.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if key.is_empty() || key.len() > LONGEST_KEY || !printable {
            return Err(BadKey::Invalid);
        }
        Ok(Self(key))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The inside of a quoted string; `None` when a quote or an escape in it is not allowed.
fn unescaped(inside: &str) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut signs = inside.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '"' => return None,
            '\\' => text.push(signs.next().filter(|next| ['"', '\\'].contains(next))?),
            _ => text.push(sign),
        }
    }
    Some(text)
}

impl Ask {
    /// The same, refused unless it has a key.
    pub fn with_key(self) -> Result<Self, BadKey> {
        match self.key {
            Some(_) => Ok(self),
            None => Err(BadKey::Missing),
        }
    }

    /// The same, which may take longer than others: until then a repeated request is told to wait.
    #[must_use]
    pub fn lasting(self, lease: Duration) -> Self {
        Self { lease, ..self }
    }

    /// The request as it came, for an extractor of its body.
    pub fn request(&self) -> Request {
        Request::from_parts(self.parts.clone(), Body::from(self.body.clone()))
    }

    /// The headers it came with.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// Whether the body has nothing in it.
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// What an extractor reads from the request, such as its JSON.
    pub async fn read<T>(&self, app: &App) -> Result<T, T::Rejection>
    where
        T: FromRequest<App>,
    {
        T::from_request(self.request(), app).await
    }
}

impl FromRequest<App> for Ask {
    type Rejection = axum::response::Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let key = Key::of(request.headers()).map_err(|bad| ApiError::from(bad).into_response())?;
        let (parts, body) = request.with_limited_body().into_parts();
        let request = Request::from_parts(parts.clone(), body);
        let body = Bytes::from_request(request, app)
            .await
            .map_err(IntoResponse::into_response)?;
        let path = parts.uri.path();
        if path.len() > LONGEST_PATH {
            return Err(ApiError::new(Code::NotFound).into_response());
        }
        let query = parts.uri.query().unwrap_or_default();
        let mut digest = Sha256::new();
        for part in [
            parts.method.as_str().as_bytes(),
            path.as_bytes(),
            query.as_bytes(),
            &body,
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        Ok(Self {
            key,
            fingerprint: digest.finalize().into(),
            method: parts.method.as_str().to_owned(),
            path: path.to_owned(),
            lease: LEASE,
            parts,
            body,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_may_be_bare_or_quoted() {
        for (text, key) in [
            ("8e03978e", Some("8e03978e")),
            ("\"8e03978e\"", Some("8e03978e")),
            ("\"a \\\" b \\\\\"", Some("a \" b \\")),
            ("\"", Some("\"")),
            ("\"\"", None),
            ("", None),
            ("\"a\"b\"", None),
            ("\"a\\n\"", None),
        ] {
            let parsed = Key::parse(text).ok();
            assert_eq!(parsed.as_ref().map(Key::as_str), key, "{text}");
        }
        assert!(Key::parse(&"a".repeat(255)).is_ok());
        assert!(Key::parse(&"a".repeat(256)).is_err());
    }
}
