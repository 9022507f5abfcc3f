//! `/google/userinfo`: what an access token lets one know of a person.

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::Google;

/// The claims of the person whose token comes.
pub(super) async fn userinfo(State(google): State<Google>, headers: HeaderMap) -> Response {
    let header = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    let token = header.and_then(|header| header.strip_prefix("Bearer "));
    let access = token.and_then(|token| google.0.tokens.find(token, google.0.clock.now()));
    match access {
        Some(access) => Json(access.person.claims(&access.scopes)).into_response(),
        None => {
            let head = [(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")];
            (StatusCode::UNAUTHORIZED, head).into_response()
        }
    }
}
