//! The language of the pages.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// A language of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Ko,
    En,
}

impl Language {
    /// What `hl` asks for, as at Google; else the first of the browser's languages that is known.
    pub(crate) fn of(query: &str, headers: &HeaderMap) -> Self {
        let asked = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "hl");
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        let mut ranges = accepted.unwrap_or_default().split(',');
        asked
            .and_then(|(_, tag)| Self::parse(&tag))
            .or_else(|| ranges.find_map(Self::parse))
            .unwrap_or(Self::Ko)
    }

    /// The tag of the language.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The words of this language.
    pub(crate) fn pick<'a>(self, ko: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ko => ko,
            Self::En => en,
        }
    }

    fn parse(range: &str) -> Option<Self> {
        let primary = range.trim().split(['-', ';']).next()?;
        match primary.to_ascii_lowercase().as_str() {
            "ko" => Some(Self::Ko),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}
