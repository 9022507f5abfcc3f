//! What somebody is told who is not signed in.

use super::begin::BeginError;
use super::finish::FinishError;
use super::provider::ProviderError;
use super::redeem::RedeemError;
use crate::app::is_away;
use crate::problem::{ApiError, Code, Link, Text};

/// Nobody can sign in: the operator named no provider.
#[derive(Debug, thiserror::Error)]
#[error("GAJO_OIDC_CLIENT_ID is not set")]
pub(super) struct NotSetUp;

impl From<NotSetUp> for ApiError {
    fn from(error: NotSetUp) -> Self {
        Self::not_found(error).detail(Text::fixed(
            "이 서비스에는 로그인이 설정되어 있지 않습니다.",
            "Signing in is not set up on this service.",
        ))
    }
}

impl From<BeginError> for ApiError {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::Provider(error) => error.into(),
            BeginError::Db(error) => of_database(error),
        }
    }
}

impl From<RedeemError> for ApiError {
    fn from(error: RedeemError) -> Self {
        match error {
            RedeemError::Provider(error) => error.into(),
            RedeemError::Db(error) => of_database(error),
        }
    }
}

impl From<FinishError> for ApiError {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::NoAttempt | FinishError::OtherBrowser | FinishError::NoCode => {
                Self::new(Code::SignInExpired).because(error)
            }
            FinishError::Away => Self::unavailable(error).detail(google_is_away()),
            FinishError::Cancelled => Self::new(Code::SignInCancelled).because(error),
            FinishError::Declined(_) | FinishError::OtherIssuer => {
                tracing::warn!("a sign-in was refused: {error}");
                Self::new(Code::SignInRefused).because(error)
            }
            FinishError::Provider(error) => error.into(),
            FinishError::Db(error) => of_database(error),
        }
    }
}

impl From<ProviderError> for ApiError {
    fn from(error: ProviderError) -> Self {
        match error {
            ProviderError::Away(_) => Self::unavailable(error).detail(google_is_away()),
            ProviderError::CodeRefused => Self::new(Code::SignInExpired).because(error),
            ProviderError::Refused(_) => Self::internal(error),
            ProviderError::NotBelieved(_) => {
                // Somebody may be trying something. The token itself is never logged.
                tracing::warn!("a sign-in was refused: {error}");
                Self::new(Code::SignInRefused).because(error)
            }
            ProviderError::EmailNotVerified => Self::new(Code::EmailNotVerified).because(error),
        }
    }
}

fn google_is_away() -> Text {
    Text::fixed(
        "Google이 응답하지 않아 지금은 로그인할 수 없습니다. 잠시 뒤에 다시 시작해 주세요.",
        "Google does not answer, so nobody can sign in now. Please start again in a moment.",
    )
}

fn of_database(error: sqlx::Error) -> ApiError {
    if is_away(&error) {
        ApiError::unavailable(error)
    } else {
        ApiError::internal(error)
    }
}

/// The way on from a page that says why somebody is not signed in.
pub(super) fn start_again() -> Link {
    Link {
        href: "/oauth2/authorization/google",
        text: Text::fixed("다시 로그인하기", "Sign in again"),
    }
}
