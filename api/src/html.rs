//! The few plain pages: an address that a person opens in a browser gets readable HTML.
//!
//! No scripts, no styles, nothing loaded from elsewhere.

use std::fmt::Write;

use axum::http::header::{ACCEPT, CONTENT_LANGUAGE, VARY};
use axum::http::{HeaderMap, HeaderName};

use crate::problem::Language;

/// The headers of an answer that is a page or JSON, in one language or another.
pub fn headers(language: Language) -> [(HeaderName, &'static str); 2] {
    [
        (CONTENT_LANGUAGE, language.tag()),
        (VARY, "accept, accept-language"),
    ]
}

/// A page that is being written.
#[derive(Debug)]
pub struct Page {
    html: String,
}

impl Page {
    /// A page with that title, which is also its heading.
    pub fn new(title: &str, language: Language) -> Self {
        let (title, tag) = (escaped(title), language.tag());
        let html = format!(
            "<!doctype html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>{title} - Gajo</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        );
        Self { html }
    }

    /// A heading below the title.
    pub fn heading(&mut self, text: &str) {
        self.element("h2", text);
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.element("p", text);
    }

    /// Text as it would stand in a terminal.
    pub fn example(&mut self, text: &str) {
        self.element("pre", text);
    }

    /// A name and what it stands for.
    pub fn term(&mut self, name: &str, value: &str) {
        let (name, value) = (escaped(name), escaped(value));
        self.push(format_args!("<p><b>{name}</b>: {value}</p>\n"));
    }

    /// A link in a line of its own.
    pub fn link(&mut self, href: &str, text: &str) {
        let (href, text) = (escaped(href), escaped(text));
        self.push(format_args!("<p><a href=\"{href}\">{text}</a></p>\n"));
    }

    /// A table; the first row is its head.
    pub fn table(&mut self, rows: &[Vec<String>]) {
        self.html.push_str("<table>\n");
        for (position, row) in rows.iter().enumerate() {
            let cell = if position == 0 { "th" } else { "td" };
            self.html.push_str("<tr>");
            for text in row {
                let text = escaped(text);
                self.push(format_args!("<{cell}>{text}</{cell}>"));
            }
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</table>\n");
    }

    /// The page as text.
    pub fn finish(mut self) -> String {
        self.html.push_str("</main>\n</body>\n</html>\n");
        self.html
    }

    fn element(&mut self, tag: &str, text: &str) {
        let text = escaped(text);
        self.push(format_args!("<{tag}>{text}</{tag}>\n"));
    }

    fn push(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        _ = self.html.write_fmt(piece);
    }
}

/// Whether the caller would rather have a page than JSON, as browsers do.
pub fn is_wanted(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let accept = accept.unwrap_or_default();
    let html = accept.find("text/html");
    let json = accept.find("application/json");
    html.is_some_and(|html| json.is_none_or(|json| html < json))
}

/// Text that is safe inside an element and inside an attribute.
pub fn escaped(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let mut page = Page::new("<b>", Language::En);
        page.link("/?a=\"b\"&c", "'<script>'");
        let html = page.finish();
        assert!(html.contains("<h1>&lt;b&gt;</h1>"));
        assert!(html.contains("href=\"/?a=&quot;b&quot;&amp;c\""));
        assert!(!html.contains("<script>"));
    }
}
