//! A provider, and an application that knows how to ask it.

use std::collections::HashMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use sandbox::google::{Client, Google};
use sandbox::mail::Mail;
use sandbox::toss::{Merchant, Toss};
use sandbox::{Clock, Sandbox};
use serde_json::Value;
use tower::ServiceExt;
use url::Url;

pub(crate) const URL: &str = "http://127.0.0.1:8090";
pub(crate) const ID: &str = "gajo";
pub(crate) const SECRET: &str = "a secret/with+signs";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:8080/login/oauth2/code/google";

/// A shop that is not asked for anything here.
const MERCHANT: Merchant = Merchant {
    client_key: String::new(),
    secret_key: String::new(),
    webhooks: None,
};

/// A provider and its clock.
pub(crate) struct Door {
    pub(crate) router: Router,
    pub(crate) clock: Clock,
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Door {
    /// A provider of its own.
    pub(crate) fn open() -> Self {
        let clock = Clock::default();
        let client = Client {
            id: ID.into(),
            secret: SECRET.into(),
            redirects: vec![REDIRECT.into(), "com.example.app:/back".into()],
        };
        let google = Google::open(URL, client, clock.clone()).unwrap();
        let router = sandbox::router(Sandbox {
            google,
            toss: Toss::open(MERCHANT, clock.clone()),
            mail: Mail::open(clock.clone()),
        });
        Self { router, clock }
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// GETs an address.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.get_with(address, "accept", "*/*").await
    }

    /// GETs an address with a header.
    pub(crate) async fn get_with(&self, address: &str, name: &str, value: &str) -> Answer {
        let request = Request::get(address).header(name, value);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// POSTs a form.
    pub(crate) async fn post(&self, address: &str, form: &[(&str, &str)]) -> Answer {
        let request = Request::post(address);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(encoded(form))).unwrap())
            .await
    }

    /// The code that a sign-in of `email` yields.
    pub(crate) async fn code_for(&self, email: &str) -> String {
        let answer = self.get(&question(&[("login_hint", email)])).await;
        answer.sent_back()["code"].clone()
    }

    /// Exchanges a code as it should be, but for `changes`.
    pub(crate) async fn exchange(&self, code: &str, changes: &[(&str, &str)]) -> Answer {
        let verifier = verifier();
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", &verifier),
            ("client_id", ID),
            ("client_secret", SECRET),
        ];
        self.post("/google/token", &changed(&form, changes)).await
    }
}

impl Answer {
    /// The parameters that the person is sent back with.
    #[track_caller]
    pub(crate) fn sent_back(&self) -> HashMap<String, String> {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        let location = Url::parse(self.headers["location"].to_str().unwrap()).unwrap();
        assert!(location.as_str().starts_with(REDIRECT));
        location.query_pairs().into_owned().collect()
    }

    /// Checks that it is that error of the token endpoint.
    #[track_caller]
    pub(crate) fn expect_error(&self, status: StatusCode, name: &str) {
        assert_eq!(self.status, status, "{}", self.text);
        assert_eq!(self.json()["error"], name);
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
}

/// The address of a good question, but for `changes`; an empty value takes the parameter away.
pub(crate) fn question(changes: &[(&str, &str)]) -> String {
    let verifier = PkceCodeVerifier::new(verifier());
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
    let query = [
        ("client_id", ID),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    format!("/google/authorize?{}", encoded(&changed(&query, changes)))
}

/// The verifier of every question.
pub(crate) fn verifier() -> String {
    "v".repeat(43)
}

fn changed<'a>(
    pairs: &[(&'a str, &'a str)],
    changes: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let stays = |(name, _): &&(&str, &str)| changes.iter().all(|(other, _)| other != name);
    let mut changed: Vec<_> = pairs.iter().filter(stays).copied().collect();
    changed.extend(changes.iter().filter(|(_, value)| !value.is_empty()));
    changed
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs).finish()
}
