//! A provider that says whatever a test wants it to.

use std::collections::HashMap;
use std::future::pending;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use api::accounts::Provider;
use api::app::Parts;
use api::config::OidcConfig;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{AccessToken, AccessTokenHash, JsonWebKeyId, PrivateSigningKey};
use rsa::RsaPrivateKey;
use rsa::pkcs1::{EncodeRsaPrivateKey, LineEnding};
use rsa::rand_core::OsRng;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fixture;

pub(crate) const CLIENT_ID: &str = "gajo-test";
pub(crate) const APP_REDIRECT: &str = "com.example.app:/signed-in";
pub(crate) const ACCESS_TOKEN: &str = "an-access-token";

/// Short, since nobody but the test believes them.
const KEY_BITS: usize = 1024;

/// The key that the provider signs with, and one that is not its own.
pub(crate) static OURS: LazyLock<CoreRsaPrivateSigningKey> = LazyLock::new(|| key("ours"));
pub(crate) static STRANGE: LazyLock<CoreRsaPrivateSigningKey> = LazyLock::new(|| key("strange"));

/// A provider on a port of its own.
pub(crate) struct Google {
    pub(crate) issuer: String,
    state: Arc<Stage>,
    server: JoinHandle<()>,
}

/// What it says next, and how often it was asked.
#[derive(Default)]
pub(crate) struct Stage {
    issuer: Mutex<String>,
    keys: Mutex<Vec<Value>>,
    /// Instead of its addresses.
    discovery: Mutex<Option<Reply>>,
    tokens: Mutex<Reply>,
    form: Mutex<HashMap<String, String>>,
    asked: Asked,
}

/// How often it was asked.
#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) addresses: AtomicU32,
    pub(crate) keys: AtomicU32,
    pub(crate) tokens: AtomicU32,
}

/// An answer.
#[derive(Clone, Default)]
pub(crate) enum Reply {
    /// None, for ever.
    #[default]
    Never,
    Json(StatusCode, Value),
    Text(StatusCode, String),
}

impl Google {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Stage::default());
        state.issuer.lock().unwrap().clone_from(&issuer);
        let google = Self {
            server: tokio::spawn(serve(listener, Arc::clone(&state))),
            issuer,
            state,
        };
        google.publish(&[&OURS]);
        google
    }

    /// Stops answering: its port is closed.
    pub(crate) async fn go_down(&self) {
        self.server.abort();
        while !self.server.is_finished() {
            tokio::task::yield_now().await;
        }
    }

    /// What the service is told of this provider.
    pub(crate) fn config(&self) -> OidcConfig {
        OidcConfig {
            issuer: self.issuer.clone(),
            client_id: CLIENT_ID.into(),
            client_secret: "the secret".to_owned().into(),
            redirects: vec![APP_REDIRECT.into()],
            patience: std::time::Duration::from_secs(8),
        }
    }

    /// Makes it the provider of a house.
    pub(crate) fn vouch(&self, parts: &mut Parts) {
        self.vouch_with(parts, self.config());
    }

    /// The same with other settings.
    pub(crate) fn vouch_with(&self, parts: &mut Parts, config: OidcConfig) {
        let provider = Provider::new(config.clone(), parts.clock.clone()).unwrap();
        parts.provider = Some(provider);
        parts.config.oidc = Some(config);
    }

    /// The keys that it publishes from now on.
    pub(crate) fn publish(&self, keys: &[&CoreRsaPrivateSigningKey]) {
        let keys = keys.iter().map(|key| json!(key.as_verification_key()));
        *self.state.keys.lock().unwrap() = keys.collect();
    }

    /// What it says of itself from now on.
    pub(crate) fn describe(&self, reply: Option<Reply>) {
        *self.state.discovery.lock().unwrap() = reply;
    }

    /// What a code is worth from now on.
    pub(crate) fn answer(&self, reply: Reply) {
        *self.state.tokens.lock().unwrap() = reply;
    }

    /// A code is worth this id token from now on.
    pub(crate) fn grant(&self, id_token: &str) {
        self.answer(Reply::Json(
            StatusCode::OK,
            json!({"access_token": ACCESS_TOKEN, "token_type": "Bearer", "expires_in": 3599,
                "scope": "openid email profile", "id_token": id_token}),
        ));
    }

    /// A code is worth a good id token with that nonce from now on.
    pub(crate) fn vouch_for(&self, email: &str, nonce: &str) {
        let mut claims = self.claims(nonce);
        claims["email"] = json!(email);
        claims["sub"] = json!(format!("sub-{email}"));
        self.grant_claims(&claims);
    }

    /// A code is worth a well signed id token with these claims from now on.
    pub(crate) fn grant_claims(&self, claims: &Value) {
        self.grant(&sign(
            &json!({"alg": "RS256", "kid": "ours"}),
            claims,
            &OURS,
        ));
    }

    /// The claims of a good id token at the time of a house.
    pub(crate) fn claims(&self, nonce: &str) -> Value {
        let now = fixture::instant(fixture::NOW).timestamp();
        json!({
            "iss": self.issuer, "aud": CLIENT_ID, "azp": CLIENT_ID, "sub": "1234567890",
            "email": "kim@x.kr", "email_verified": true, "name": "김가조", "nonce": nonce,
            "iat": now, "exp": now + 3_600, "at_hash": at_hash(ACCESS_TOKEN),
        })
    }

    pub(crate) fn asked(&self) -> &Asked {
        &self.state.asked
    }

    /// The form that came with the last code.
    pub(crate) fn form(&self) -> HashMap<String, String> {
        self.state.form.lock().unwrap().clone()
    }
}

impl Drop for Google {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Asked {
    /// How often its addresses, its keys and its tokens were asked for.
    pub(crate) fn counts(&self) -> (u32, u32, u32) {
        let read = |count: &AtomicU32| count.load(Ordering::SeqCst);
        (read(&self.addresses), read(&self.keys), read(&self.tokens))
    }
}

impl Reply {
    async fn send(self) -> Response {
        match self {
            Self::Never => pending().await,
            Self::Json(status, body) => (status, axum::Json(body)).into_response(),
            Self::Text(status, body) => {
                (status, [(CONTENT_TYPE, "application/json")], body).into_response()
            }
        }
    }
}

async fn serve(listener: TcpListener, stage: Arc<Stage>) {
    let router = Router::new()
        .route("/.well-known/openid-configuration", get(addresses))
        .route("/certs", get(keys))
        .route("/token", post(tokens))
        .with_state(stage);
    axum::serve(listener, router).await.unwrap();
}

async fn addresses(State(stage): State<Arc<Stage>>) -> Response {
    stage.asked.addresses.fetch_add(1, Ordering::SeqCst);
    let instead = stage.discovery.lock().unwrap().clone();
    if let Some(reply) = instead {
        return reply.send().await;
    }
    let issuer = stage.issuer.lock().unwrap().clone();
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/certs"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // More than is taken: the service must not believe what it is told here.
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
    });
    Reply::Json(StatusCode::OK, document).send().await
}

async fn keys(State(stage): State<Arc<Stage>>) -> Response {
    stage.asked.keys.fetch_add(1, Ordering::SeqCst);
    let keys = stage.keys.lock().unwrap().clone();
    Reply::Json(StatusCode::OK, json!({"keys": keys}))
        .send()
        .await
}

async fn tokens(State(stage): State<Arc<Stage>>, body: String) -> Response {
    stage.asked.tokens.fetch_add(1, Ordering::SeqCst);
    let form = form_urlencoded::parse(body.as_bytes()).into_owned();
    *stage.form.lock().unwrap() = form.collect();
    let reply = stage.tokens.lock().unwrap().clone();
    reply.send().await
}

/// A token of these parts, signed as RS256 whatever its header says.
pub(crate) fn sign(header: &Value, claims: &Value, key: &CoreRsaPrivateSigningKey) -> String {
    let rs256 = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let signed = unsigned(header, claims);
    let signature = key.sign(&rs256, signed.as_bytes()).unwrap();
    format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
}

/// The part of a token that is signed.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let [header, claims] =
        [header, claims].map(|part| BASE64_URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{header}.{claims}")
}

pub(crate) fn at_hash(access_token: &str) -> String {
    let token = AccessToken::new(access_token.to_owned());
    let rs256 = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    let hash = AccessTokenHash::from_token(&token, &rs256, &OURS.as_verification_key());
    hash.unwrap().as_str().to_owned()
}

fn key(id: &str) -> CoreRsaPrivateSigningKey {
    let key = RsaPrivateKey::new(&mut OsRng, KEY_BITS).unwrap();
    let pem = key.to_pkcs1_pem(LineEnding::LF).unwrap();
    CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new(id.into()))).unwrap()
}
