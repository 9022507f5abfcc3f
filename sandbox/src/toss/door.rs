//! What every call passes: who asks, and what an answer looks like on the wire.

use std::io;

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;

use super::replies::Reply;
use super::{Merchant, codes, view};

/// A failure that a test key may ask for.
pub(super) const TEST_CODE: HeaderName = HeaderName::from_static("tosspayments-test-code");

const GATEWAY: &str = "<html><body><h1>502 Bad Gateway</h1></body></html>";

/// Whether the secret key was sent: HTTP Basic with an empty password, the colon included.
pub(super) fn check(merchant: &Merchant, headers: &HeaderMap) -> Result<(), Reply> {
    let sent = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok());
    let Some(sent) = sent.and_then(|value| value.strip_prefix("Basic ")) else {
        return Err(refusal("UNAUTHORIZED_KEY"));
    };
    let decoded = STANDARD.decode(sent).ok();
    let decoded = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
    match decoded.as_deref().and_then(|text| text.split_once(':')) {
        None => Err(refusal("INCORRECT_BASIC_AUTH_FORMAT")),
        Some((key, "")) if key == merchant.secret_key => Ok(()),
        Some(_) => Err(refusal("UNAUTHORIZED_KEY")),
    }
}

/// The refusal with that code.
pub(super) fn refusal(code: &str) -> Reply {
    (codes::status(code), view::error(code))
}

/// An answer as it should be.
pub(super) fn answered((status, body): Reply) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(body)).into_response()
}

/// The connection is closed without an answer.
pub(super) fn dropped() -> Response {
    Response::new(broken(None))
}

/// The answer breaks off in the middle.
pub(super) fn truncated((status, body): Reply) -> Response {
    let text = body.to_string();
    let length = text.len();
    let half = text[..text.floor_char_boundary(length / 2)].to_owned();
    let mut response = Response::new(broken(Some(half)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, length.into());
    response
}

/// What a gateway says when it has lost the server behind it.
pub(super) fn gateway() -> Response {
    let head = [(CONTENT_TYPE, "text/html")];
    (StatusCode::BAD_GATEWAY, head, GATEWAY).into_response()
}

/// A body that breaks off, after `text` if there is one.
fn broken(text: Option<String>) -> Body {
    let end = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    Body::from_stream(stream::iter(text.map(Ok).into_iter().chain([end])))
}
