//! The letters as a page for people and as JSON for scripts.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{Letter, Mail};
use crate::language::Language;
use crate::page::{escaped, shown, whole};

const PROVIDER: &str = "Mail";

/// `GET /_mail`: every letter that is kept, the newest first.
pub(super) async fn letters(
    State(mail): State<Mail>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let letters = mail.letters();
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    if !accept.is_some_and(|accept| accept.contains("text/html")) {
        return Json(json!({ "items": letters })).into_response();
    }
    let language = Language::of(&query.unwrap_or_default(), &headers);
    let head = language.pick("받은 편지", "Letters");
    let body: String = match letters.is_empty() {
        true => {
            let none = language.pick("아직 받은 편지가 없습니다.", "No letters have come in yet.");
            format!("<p>{none}</p>\n")
        }
        false => letters.iter().map(one).collect(),
    };
    shown(StatusCode::OK, whole(PROVIDER, head, &body, language))
}

/// A letter in plain words: its own markup has no place on the page.
fn one(letter: &Letter) -> String {
    let (subject, to) = (escaped(&letter.subject), escaped(&letter.to.join(", ")));
    let at = letter.received_at.format("%F %T UTC");
    let lines: Vec<String> = letter.text.lines().map(escaped).collect();
    let text = lines.join("<br>\n");
    format!("<section><h2>{subject}</h2>\n<p>{to} · {at}</p>\n<p>{text}</p></section>\n")
}
