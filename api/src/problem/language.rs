//! The languages that people are answered in.

use std::borrow::Cow;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;

/// A language that people are answered in. As an extractor: what `Accept-Language` asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Korean, also for those who ask for neither.
    #[default]
    Ko,
    /// English.
    En,
}

impl Language {
    /// The tag of the language, as in `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The language that a request asks for.
    pub fn of(headers: &HeaderMap) -> Self {
        headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map_or_else(Self::default, Self::accepted)
    }

    /// The language that an `Accept-Language` wants most, the first of equals.
    fn accepted(header: &str) -> Self {
        let mut best = (0, Self::default());
        for range in header.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let Some(language) = parts.next().and_then(Self::of_range) else {
                continue;
            };
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            let weight = weight.map_or(Some(1_000), thousandths).unwrap_or(0);
            if weight > best.0 {
                best = (weight, language);
            }
        }
        best.1
    }

    /// The language of a range such as `en-US`.
    fn of_range(range: &str) -> Option<Self> {
        let primary = range.split('-').next().unwrap_or(range);
        match primary {
            "*" => Some(Self::default()),
            _ if primary.eq_ignore_ascii_case("ko") => Some(Self::Ko),
            _ if primary.eq_ignore_ascii_case("en") => Some(Self::En),
            _ => None,
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

/// The same words in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// In Korean.
    pub ko: Cow<'static, str>,
    /// In English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text in both languages.
    pub fn new(ko: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self {
            ko: ko.into(),
            en: en.into(),
        }
    }

    /// A text that never changes.
    pub const fn fixed(ko: &'static str, en: &'static str) -> Self {
        Self {
            ko: Cow::Borrowed(ko),
            en: Cow::Borrowed(en),
        }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Ko => &self.ko,
            Language::En => &self.en,
        }
    }
}

/// A quality value (`0.85`) in thousandths.
fn thousandths(quality: &str) -> Option<u16> {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    Some((whole * 1_000 + fraction).min(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_wanted_most_is_chosen() {
        for (header, language) in [
            ("", Language::Ko),
            ("en", Language::En),
            ("EN-us", Language::En),
            ("ko-KR,ko;q=0.9,en;q=0.8", Language::Ko),
            ("en-US,en;q=0.9,ko;q=0.8", Language::En),
            ("ko;q=0.7, en;q=0.75", Language::En),
            ("ja, en;q=0.5", Language::En),
            ("ja", Language::Ko),
            ("en;q=0, *", Language::Ko),
            ("en;q=nonsense", Language::Ko),
            ("ko;q=0.2,*;q=0.1,en;q=0.3", Language::En),
        ] {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }
}
