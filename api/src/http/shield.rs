//! What browsers are told about every answer, to keep people safe.

use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, REFERRER_POLICY,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

use crate::config::HttpConfig;

/// Nothing but our own files, no code inside a page, no page of ours inside another's. A page that
/// needs more says so itself.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// A reset link or an order number in an address is nobody else's to know.
const REFERRER: HeaderValue = HeaderValue::from_static("same-origin");

/// A year of nothing but https, once a browser has been here by https.
const HTTPS_ALONE: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// What belongs to somebody is not kept by browsers or proxies.
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What one service adds to its answers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shield {
    is_https: bool,
}

impl Shield {
    /// For a service that is reached at that address.
    pub(super) fn of(http: &HttpConfig) -> Self {
        Self {
            is_https: http.base_url.starts_with("https://"),
        }
    }

    /// Adds to an answer's headers. `is_personal` when the request said who asks.
    pub(super) fn cover(self, headers: &mut HeaderMap, is_personal: bool) {
        headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
        headers.entry(CONTENT_SECURITY_POLICY).or_insert(POLICY);
        headers.entry(REFERRER_POLICY).or_insert(REFERRER);
        if self.is_https {
            headers.insert(STRICT_TRANSPORT_SECURITY, HTTPS_ALONE);
        }
        if is_personal {
            headers.entry(CACHE_CONTROL).or_insert(NO_STORE);
        }
    }
}

/// Whether a request says who asks.
pub(super) fn is_personal(headers: &HeaderMap) -> bool {
    headers.contains_key(AUTHORIZATION) || headers.contains_key(COOKIE)
}
