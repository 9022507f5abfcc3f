//! What an app sends and gets.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::provider::{Provider, Redemption};
use crate::accounts::view::AccountView;
use crate::problem::{FieldError, Text};

/// Lengths of a verifier (RFC 7636).
const VERIFIER_LENGTHS: std::ops::RangeInclusive<usize> = 43..=128;

/// The longest code and nonce that are passed on.
const LONGEST: usize = 2_048;

/// A code that an app came back from the provider with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeFromApp {
    /// As the provider gave it.
    code: String,
    /// What the `code_challenge` of the app's question is the SHA-256 of.
    #[schema(min_length = 43, max_length = 128)]
    code_verifier: String,
    /// The `nonce` of the app's question.
    nonce: String,
    /// The `redirect_uri` of the app's question, one of `GAJO_OIDC_REDIRECTS`.
    redirect_uri: String,
}

/// A new session of an app.
#[derive(Serialize, ToSchema)]
pub(super) struct SignedInView {
    /// To be sent as `Authorization: Bearer`. It is not shown again.
    pub(super) access_token: String,
    #[schema(example = "Bearer")]
    pub(super) token_type: &'static str,
    /// Seconds until the session ends when it is not used.
    pub(super) expires_in: i64,
    pub(super) user: AccountView,
}

impl CodeFromApp {
    /// What to send to the provider, or everything that is wrong with it.
    pub(super) fn checked(self, provider: &Provider) -> Result<Redemption, Vec<FieldError>> {
        let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let verifier = &self.code_verifier;
        let is_verifier =
            VERIFIER_LENGTHS.contains(&verifier.len()) && verifier.bytes().all(unreserved);
        let fits = |text: &str| !text.is_empty() && text.len() <= LONGEST;
        let mut faults = Vec::new();
        for (fine, pointer, reason) in [
            (fits(&self.code), "/code", empty_or_too_long()),
            (is_verifier, "/code_verifier", not_a_verifier()),
            (fits(&self.nonce), "/nonce", empty_or_too_long()),
            (
                provider.allows(&self.redirect_uri),
                "/redirect_uri",
                not_registered(),
            ),
        ] {
            if !fine {
                faults.push(FieldError::pointer(pointer, reason));
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Redemption {
            code: self.code,
            verifier: self.code_verifier,
            nonce: self.nonce,
            redirect_uri: self.redirect_uri,
        })
    }
}

fn empty_or_too_long() -> Text {
    Text::fixed("비어 있거나 너무 깁니다", "is empty or too long")
}

fn not_a_verifier() -> Text {
    Text::fixed(
        "43~128자의 영문자, 숫자, -._~ 여야 합니다",
        "is not 43 to 128 letters, digits and -._~",
    )
}

fn not_registered() -> Text {
    Text::fixed(
        "등록된 redirect_uri가 아닙니다",
        "is not a registered redirect_uri",
    )
}
