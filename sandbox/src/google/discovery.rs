//! What the provider says of itself, and the keys that verify its signatures.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use super::Google;

/// How long both may be kept, as at Google; whoever meets an unknown key asks sooner.
const CACHED: &str = "public, max-age=3600";

/// The discovery document.
pub(super) async fn configuration(State(google): State<Google>) -> impl IntoResponse {
    ([(CACHE_CONTROL, CACHED)], Json(document(&google)))
}

/// The keys (JWKS).
pub(super) async fn certs(State(google): State<Google>) -> impl IntoResponse {
    let head = [(CACHE_CONTROL, CACHED), (CONTENT_TYPE, "application/json")];
    (head, Json(google.0.keys.published()))
}

/// Signs with a new key from now on: for tests of those who verify.
pub(super) async fn rotate(State(google): State<Google>) -> StatusCode {
    match google.0.keys.rotate() {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(error) => {
            tracing::error!("{error}");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn document(google: &Google) -> Value {
    json!({
        "issuer": google.issuer(),
        "authorization_endpoint": google.address("/authorize"),
        "token_endpoint": google.address("/token"),
        "userinfo_endpoint": google.address("/userinfo"),
        "jwks_uri": google.address("/certs"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": ["openid", "email", "profile"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "claims_supported": ["aud", "azp", "at_hash", "email", "email_verified", "exp",
            "family_name", "given_name", "iat", "iss", "name", "nonce", "sub"],
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
    })
}
