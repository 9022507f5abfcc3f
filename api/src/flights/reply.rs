//! Views as responses.

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, Response};
use serde::Serialize;

use crate::problem::{ApiError, Language};

/// Why a view could not be written.
#[derive(Debug, thiserror::Error)]
#[error("could not write an answer as JSON")]
struct NotWritten(#[from] serde_json::Error);

/// A view as JSON; `language` is the one that its names are in.
pub(crate) fn json(view: &impl Serialize, language: Language) -> Result<Response<Body>, ApiError> {
    written(serde_json::to_vec(view), language)
}

/// JSON that is written already.
pub(crate) fn written(
    body: serde_json::Result<Vec<u8>>,
    language: Language,
) -> Result<Response<Body>, ApiError> {
    let body = body.map_err(|error| ApiError::internal(NotWritten(error)))?;
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    Ok(response)
}
