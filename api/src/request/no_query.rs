//! No query at all.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::Params;
use crate::problem::ApiError;

/// For paths that take no parameters: each that is given is refused by its name.
#[derive(Clone, Copy, Debug)]
pub struct NoQuery;

impl<S: Sync> FromRequestParts<S> for NoQuery {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.uri.query() {
            None | Some("") => Ok(Self),
            query => Params::parse(query).finish(Some(Self)),
        }
    }
}
