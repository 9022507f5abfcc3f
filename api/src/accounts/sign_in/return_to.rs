//! Where somebody goes after signing in: a page of ours, never another site.

/// The longest path that is kept.
const LONGEST: usize = 2_000;

/// A path of ours, with its query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ReturnTo(String);

impl ReturnTo {
    /// The front page.
    pub(super) fn front() -> Self {
        Self("/".to_owned())
    }

    /// Reads a path that a link gives; `None` when a browser, or a server that decodes it first, could
    /// take it for another site: it starts with exactly one slash, and what would be a slash, a
    /// backslash, a control character or another percent sign after decoding has no place before the
    /// query.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let path = text.split(['?', '#']).next().unwrap_or_default();
        let local = path.starts_with('/') && !path.starts_with("//");
        let plain = |letter: char| !letter.is_control() && letter != '\\' && letter != ' ';
        // A dot segment would vanish and leave the slashes around it side by side.
        let dots = |segment: &str| [".", ".."].contains(&segment);
        let fine = local
            && text.len() <= LONGEST
            && text.chars().all(plain)
            && !path.contains("//")
            && !path.split('/').any(dots)
            && !hides_something(path)
            && text.is_ascii();
        fine.then(|| Self(text.to_owned()))
    }

    /// The path, as a browser is sent there.
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether something is percent-encoded that would change where the path leads.
fn hides_something(path: &str) -> bool {
    let mut rest = path;
    while let Some((_, after)) = rest.split_once('%') {
        let byte = after
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte {
            None | Some(b'/' | b'\\' | b'%' | b'.' | 0..=0x1f | 0x7f) => return true,
            Some(_) => rest = &after[2..],
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn pages_of_ours_are_taken_as_they_are() {
        for good in [
            "/",
            "/orders/01J0?tab=2#top",
            "/flight-plans?from=SEL&to=TYO&next=https%3A%2F%2Fx.kr%2F",
            "/airports?q=%EC%9D%B8%EC%B2%9C",
            "/%EC%9D%B8",
        ] {
            assert_eq!(ReturnTo::parse(good).unwrap().as_str(), good);
        }
    }

    #[test]
    fn another_site_is_refused_however_it_is_written() {
        for bad in [
            "",
            "orders",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "https://evil.example",
            "https:/evil.example",
            "javascript:alert(1)",
            "/%2fevil.example",
            "/%2Fevil.example",
            "/%5cevil.example",
            "/%252fevil.example",
            "/.//evil.example",
            "/x/..//evil.example",
            "/%2e%2e//evil.example",
            "/\tevil.example",
            "/\n/evil.example",
            "/%0d%0aSet-Cookie:a",
            "/%",
            "/%zz",
            "/a b",
            "/가",
            "\u{a0}/evil.example",
            "/x?\r\nSet-Cookie: a=b",
        ] {
            assert_eq!(ReturnTo::parse(bad), None, "{bad:?}");
        }
        assert_eq!(ReturnTo::parse(&format!("/{}", "a".repeat(LONGEST))), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_taken_stays_on_our_host(text in r"[/\\.%?#:@a25cfF \t]{0,12}") {
            if let Some(path) = ReturnTo::parse(&text) {
                let ours = Url::parse("https://gajo.example").unwrap();
                let there = ours.join(path.as_str()).unwrap();
                proptest::prop_assert_eq!(there.origin(), ours.origin());
                proptest::prop_assert!(!there.path().starts_with("//"));
            }
        }
    }
}
