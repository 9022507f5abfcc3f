//! What a caller shows to prove who they are.

use std::fmt;

use sha2::{Digest, Sha256};

/// 256 random bits, known to one caller alone: the service keeps only their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// What is kept of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct TokenHash(pub(super) [u8; 32]);

impl Token {
    /// A token that nobody had before.
    pub fn random() -> Self {
        Self(rand::random())
    }

    /// Reads what [`Token::to_text`] wrote; `None` when it cannot be any token.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        hex::decode_to_slice(text, &mut bytes).ok()?;
        is_lower.then_some(Self(bytes))
    }

    /// The token as its caller sends it: 64 hexadecimal digits. The only way to see it.
    pub fn to_text(&self) -> String {
        hex::encode(self.0)
    }

    pub(super) fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

/// Says nothing: whoever reads a token in a log could use it.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_as_it_was_written() {
        let token = Token::random();
        assert!(Token::parse(&token.to_text()) == Some(token));
    }

    #[test]
    fn what_cannot_be_a_token_is_none() {
        let text = "ab".repeat(32);
        assert!(Token::parse(&text).is_some());
        for bad in [&text[1..], &text.to_uppercase(), &format!("{text}0"), ""] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_token_is_not_printed() {
        let token = Token::random();
        assert!(!format!("{token:?}").contains(&token.to_text()));
    }
}
