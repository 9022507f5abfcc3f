//! A name for each request, to find it in the log again.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the id, in and out.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over from a caller.
const LONGEST: usize = 64;

/// Makes ids that do not repeat within the process, and hardly between processes.
#[derive(Debug)]
pub(super) struct RequestIds {
    next: AtomicU64,
}

impl RequestIds {
    /// Starts somewhere at random.
    pub(super) fn new() -> Self {
        Self {
            next: AtomicU64::new(RandomState::new().build_hasher().finish()),
        }
    }

    /// The caller's own id when it is a plain word, otherwise a new one.
    pub(super) fn of(&self, headers: &HeaderMap) -> HeaderValue {
        match headers.get(X_REQUEST_ID) {
            Some(id) if is_plain_word(id.as_bytes()) => id.clone(),
            _ => self.make(),
        }
    }

    fn make(&self) -> HeaderValue {
        let mut rest = mixed(self.next.fetch_add(1, Ordering::Relaxed));
        let mut digits = [0; 16];
        for digit in &mut digits {
            *digit = b"0123456789abcdef"[(rest & 15) as usize];
            rest >>= 4;
        }
        HeaderValue::from_bytes(&digits).expect("hexadecimal digits are a valid header")
    }
}

/// Spreads consecutive numbers over all 64 bits; no two numbers become the same (splitmix64).
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn is_plain_word(id: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=LONGEST).contains(&id.len()) && id.iter().all(plain)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_do_not_repeat() {
        let ids = RequestIds::new();
        let seen: HashSet<_> = (0..10_000).map(|_| ids.make()).collect();
        assert_eq!(seen.len(), 10_000);
    }

    #[test]
    fn only_a_plain_word_is_taken_over() {
        let ids = RequestIds::new();
        let long = "a".repeat(LONGEST + 1);
        for (theirs, taken) in [
            ("abc-1.2_3", true),
            ("", false),
            ("a b", false),
            (&long, false),
        ] {
            let headers = HeaderMap::from_iter([(X_REQUEST_ID, theirs.parse().unwrap())]);
            assert_eq!(ids.of(&headers) == theirs, taken, "{theirs}");
        }
    }
}
