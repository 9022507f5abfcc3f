//! `/google/authorize`: who are you? The way back carries a code, or the reason why there is none.

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use url::Url;

use super::Google;
use super::access::{Access, Grant};
use super::page;
use super::people::Person;
use super::question::{Back, Error, Prompt, Question, Refusal, Unknown};
use crate::language::Language;
use crate::page::shown;

const DENIED: Error = Error {
    name: "access_denied",
    description: "the person did not want to",
};
const LOGIN_REQUIRED: Error = Error {
    name: "login_required",
    description: "nobody is signed in here, and prompt=none allows no question",
};

/// Asks who comes, or knows it from `login_hint`.
pub(super) async fn ask(
    State(google): State<Google>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let language = Language::of(&query, &headers);
    let question = match Question::read(&query, &google.0.client) {
        Ok(question) => question,
        Err(refusal) => return google.refused(refusal, language),
    };
    let hint = question.login_hint.as_deref();
    match (question.prompt, hint.and_then(Person::with_email)) {
        (Prompt::Usual | Prompt::None, Some(person)) => google.granted(question, person),
        (Prompt::None, None) => google.back(&question.back, &error(LOGIN_REQUIRED)),
        (Prompt::Usual | Prompt::Choose, _) => {
            let complaint = hint.filter(|hint| Person::with_email(hint).is_none());
            shown(StatusCode::OK, page::choice(&query, complaint, language))
        }
    }
}

/// Hears who comes.
pub(super) async fn answer(
    State(google): State<Google>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: String,
) -> Response {
    let query = query.unwrap_or_default();
    let language = Language::of(&query, &headers);
    let question = match Question::read(&query, &google.0.client) {
        Ok(question) => question,
        Err(refusal) => return google.refused(refusal, language),
    };
    let sent = |name: &str| {
        let mut sent = form_urlencoded::parse(body.as_bytes());
        sent.find(|(sent, _)| sent == name).map(|(_, value)| value)
    };
    if sent("cancel").is_some() {
        return google.back(&question.back, &error(DENIED));
    }
    let email = sent("email").unwrap_or_default();
    match Person::with_email(&email) {
        Some(person) => google.granted(question, person),
        None => {
            let page = page::choice(&query, Some(&email), language);
            shown(StatusCode::BAD_REQUEST, page)
        }
    }
}

impl Google {
    /// Back with a code, and with the parameters that Google adds.
    fn granted(&self, question: Question, person: Person) -> Response {
        let scope = question.scopes.join(" ");
        tracing::info!(google.subject = person.subject(), "somebody signs in");
        let grant = Grant {
            access: Access {
                person,
                scopes: question.scopes,
            },
            redirect_uri: question.back.redirect_uri.clone(),
            challenge: question.challenge,
            nonce: question.nonce,
        };
        let code = self.0.codes.keep(grant, self.0.clock.now());
        let answer = [
            ("code", code.as_str()),
            ("scope", scope.as_str()),
            ("authuser", "0"),
            ("prompt", "none"),
        ];
        self.back(&question.back, &answer)
    }

    fn refused(&self, refusal: Refusal, language: Language) -> Response {
        match refusal {
            Refusal::Here(unknown) => {
                shown(StatusCode::BAD_REQUEST, page::refusal(unknown, language))
            }
            Refusal::There(back, why) => self.back(&back, &error(why)),
        }
    }

    /// Sends the person back with these parameters, the state, and who answers (RFC 9207).
    fn back(&self, back: &Back, answer: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(&back.redirect_uri) else {
            let page = page::refusal(Unknown::Redirect, Language::En);
            return shown(StatusCode::BAD_REQUEST, page);
        };
        let mut query = url.query_pairs_mut();
        if let Some(state) = &back.state {
            query.append_pair("state", state);
        }
        query.append_pair("iss", self.issuer()).extend_pairs(answer);
        drop(query);
        Redirect::to(url.as_str()).into_response()
    }
}

fn error(error: Error) -> [(&'static str, &'static str); 2] {
    [
        ("error", error.name),
        ("error_description", error.description),
    ]
}
