//! `/google/token`: a code for tokens, once, for the application it was made for.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::access::Grant;
use super::{Client, Google, TOKEN_LIVES, id_token};

/// Characters of a verifier (RFC 7636).
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// What an exchanged code is worth.
#[derive(Serialize)]
struct Tokens {
    access_token: String,
    expires_in: i64,
    scope: String,
    token_type: &'static str,
    id_token: String,
}

/// Why a code is not exchanged (RFC 6749, 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    /// A parameter is missing or stands there twice.
    Request(&'static str),
    /// The application does not prove who it is.
    Client,
    /// There is nothing but codes here.
    GrantType,
    /// The code, or what goes with it, is wrong.
    Grant(&'static str),
    /// Our own fault.
    Server,
}

/// Exchanges a code.
pub(super) async fn exchange(
    State(google): State<Google>,
    headers: HeaderMap,
    body: String,
) -> Response {
    let answer = match exchanged(&google, &headers, &body) {
        Ok(tokens) => Json(tokens).into_response(),
        Err(refusal) => {
            tracing::info!(?refusal, "a code is not exchanged");
            refusal.into_response()
        }
    };
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

fn exchanged(google: &Google, headers: &HeaderMap, body: &str) -> Result<Tokens, Refusal> {
    let mut values = HashMap::new();
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        if values
            .insert(name.into_owned(), value.into_owned())
            .is_some()
        {
            return Err(Refusal::Request("a parameter stands there twice"));
        }
    }
    let value = |name: &str| values.get(name).map(String::as_str);
    recognise(&google.0.client, headers, &values)?;
    match value("grant_type") {
        Some("authorization_code") => {}
        Some(_) => return Err(Refusal::GrantType),
        None => return Err(Refusal::Request("grant_type is missing")),
    }
    let code = value("code").ok_or(Refusal::Request("code is missing"))?;
    let now = google.0.clock.now();
    // Gone whatever follows: a code is shown once.
    let grant = google.0.codes.take(code, now);
    let grant = grant.ok_or(Refusal::Grant("the code is unknown, used or too old"))?;
    if value("redirect_uri") != Some(grant.redirect_uri.as_str()) {
        return Err(Refusal::Grant(
            "redirect_uri is not the one the code was sent to",
        ));
    }
    let verifier = value("code_verifier").ok_or(Refusal::Grant("code_verifier is missing"))?;
    if !fits(verifier, &grant.challenge) {
        return Err(Refusal::Grant("code_verifier does not fit the challenge"));
    }
    tokens(google, grant)
}

fn tokens(google: &Google, grant: Grant) -> Result<Tokens, Refusal> {
    let now = google.0.clock.now();
    let access_token = google.0.tokens.keep(grant.access.clone(), now);
    let id_token = id_token::sign(google, &grant, &access_token).map_err(|error| {
        tracing::error!("could not sign: {error}");
        Refusal::Server
    })?;
    Ok(Tokens {
        access_token,
        expires_in: TOKEN_LIVES.num_seconds(),
        scope: grant.access.scopes.join(" "),
        token_type: "Bearer",
        id_token: id_token.to_string(),
    })
}

/// Whether the application proves who it is, in the header or in the body, not in both.
fn recognise(
    client: &Client,
    headers: &HeaderMap,
    values: &HashMap<String, String>,
) -> Result<(), Refusal> {
    let in_body = values.get("client_secret").map(|secret| {
        let id = values.get("client_id").cloned().unwrap_or_default();
        (id, secret.clone())
    });
    let (id, secret) = match (headers.get(AUTHORIZATION), in_body) {
        (Some(_), Some(_)) => return Err(Refusal::Request("the secret stands there twice")),
        (Some(header), None) => {
            basic(header.to_str().unwrap_or_default()).ok_or(Refusal::Client)?
        }
        (None, in_body) => in_body.ok_or(Refusal::Client)?,
    };
    let same = |a: &str, b: &str| Sha256::digest(a.as_bytes()) == Sha256::digest(b.as_bytes());
    let named = values.get("client_id").is_none_or(|named| *named == id);
    (same(&id, &client.id) && same(&secret, &client.secret) && named)
        .then_some(())
        .ok_or(Refusal::Client)
}

/// Id and secret of a Basic header; both are form-encoded inside it.
fn basic(header: &str) -> Option<(String, String)> {
    let decoded = BASE64_STANDARD
        .decode(header.strip_prefix("Basic ")?)
        .ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| {
        let text = text.replace('=', "%3D").replace('&', "%26");
        let (plain, _) = form_urlencoded::parse(text.as_bytes()).next()?;
        Some(plain.into_owned())
    };
    Some((plain(id)?, plain(secret)?))
}

fn fits(verifier: &str, challenge: &str) -> bool {
    let hash = Sha256::digest(verifier.as_bytes());
    VERIFIER_LENGTHS.contains(&verifier.len()) && BASE64_URL_SAFE_NO_PAD.encode(hash) == challenge
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, error, description) = match self {
            Self::Request(why) => (StatusCode::BAD_REQUEST, "invalid_request", why),
            Self::Client => (
                StatusCode::UNAUTHORIZED,
                "invalid_client",
                "the client is unknown, or its secret is wrong",
            ),
            Self::GrantType => (
                StatusCode::BAD_REQUEST,
                "unsupported_grant_type",
                "only authorization_code is granted",
            ),
            Self::Grant(why) => (StatusCode::BAD_REQUEST, "invalid_grant", why),
            Self::Server => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "server_error",
                "the log says why",
            ),
        };
        let body = json!({"error": error, "error_description": description});
        let mut response = (status, Json(body)).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let scheme = axum::http::HeaderValue::from_static("Basic realm=\"google\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}
