//! The frame of every page. One file each: no script, and nothing loaded from elsewhere.

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use crate::language::Language;

/// Scripts, frames and foreign files have no place on the page. Where its form leads is not said:
/// browsers would hold the answer, which leads to the application, to that.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; \
     base-uri 'none'";

const STYLE: &str = include_str!("page.css");

/// A page of that provider.
pub(crate) fn whole(provider: &str, head: &str, body: &str, language: Language) -> String {
    let (tag, badge) = (language.tag(), language.pick("연습용", "Sandbox"));
    format!(
        "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{head} - {provider} Sandbox</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <p class=\"badge\">{provider} · {badge}</p>\n<h1>{head}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// A page on its way, with the headers of all pages.
pub(crate) fn shown(status: StatusCode, page: String) -> Response {
    let head = [
        ("content-security-policy", POLICY),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ];
    (status, head, Html(page)).into_response()
}

/// Text that is safe inside an element and inside an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}
