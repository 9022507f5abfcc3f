//! Where the next page starts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::model::{FlightId, Minute};

/// The sort key of the last itinerary of a page. It says nothing about a generation, so it stays good
/// when the index changes: what keeps its key is neither repeated nor skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// What the order is by.
    pub(crate) key: i64,
    /// Then by departure.
    pub(crate) departs_at: Minute,
    /// Then by the flights; the second is 0 when there is one.
    pub(crate) flights: [FlightId; 2],
}

const FORMAT: u8 = 1;
const LENGTH: usize = 1 + 5 * 8;

impl Cursor {
    /// The cursor as a token for a link, bound to the question that it continues.
    ///
    /// `question` is whatever the caller wants the next page to have in common with this one.
    pub fn encode(&self, question: &[u8]) -> String {
        let mut bytes = [0; LENGTH];
        bytes[0] = FORMAT;
        let [first, second] = self.flights;
        let words = [
            fingerprint(question),
            self.key.cast_unsigned(),
            self.departs_at.0.cast_unsigned(),
            first.0,
            second.0,
        ];
        for (place, word) in bytes[1..].chunks_exact_mut(8).zip(words) {
            place.copy_from_slice(&word.to_be_bytes());
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The cursor in a token; `None` when it is damaged or continues another question.
    pub fn decode(token: &str, question: &[u8]) -> Option<Self> {
        let bytes: [u8; LENGTH] = URL_SAFE_NO_PAD.decode(token).ok()?.try_into().ok()?;
        let mut words = bytes[1..]
            .chunks_exact(8)
            .map(|word| u64::from_be_bytes(word.try_into().expect("a chunk of eight bytes")));
        let mut word = || words.next().expect("the length holds five words");
        if bytes[0] != FORMAT || word() != fingerprint(question) {
            return None;
        }
        Some(Self {
            key: word().cast_signed(),
            departs_at: Minute(word().cast_signed()),
            flights: [FlightId(word()), FlightId(word())],
        })
    }
}

/// FNV-1a: the same on every node and in every version.
fn fingerprint(question: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = fnv::FnvHasher::default();
    hasher.write(question);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_for_its_own_question_alone() {
        let cursor = Cursor {
            key: -5,
            departs_at: Minute(29_000_000),
            flights: [FlightId(7), FlightId(0)],
        };
        let token = cursor.encode(b"SEL TYO");
        assert_eq!(Cursor::decode(&token, b"SEL TYO"), Some(cursor));
        assert_eq!(Cursor::decode(&token, b"SEL OSA"), None);
        assert_eq!(Cursor::decode(&token[1..], b"SEL TYO"), None);
        assert_eq!(Cursor::decode("", b"SEL TYO"), None);
    }
}
