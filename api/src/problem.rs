//! What a caller is told when a request fails: `application/problem+json` (RFC 9457).
//!
//! Each operation has its own error enum; [`ApiError`] is where all of them become a status, a stable
//! code for machines, and a message for people in their language. A handler does not know that
//! language: it returns the [`ApiError`], which travels in the response's extensions until
//! [`ApiError::taken_from`] lets the outermost layer render and log it, once.

mod code;
mod kept;
mod language;
pub mod routes;
mod view;

use std::borrow::Cow;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};

pub use code::{Code, Retry};
pub use language::{Language, Text};
pub use view::{FieldProblem, Problem};

/// The longest piece of a caller's text that an answer repeats, in characters.
const MOST_REPEATED: usize = 60;

type Cause = Box<dyn Error + Send + Sync>;

/// Why a request failed, in words for its caller, with the cause for the log.
#[derive(Debug)]
pub struct ApiError {
    code: Code,
    detail: Option<Box<Text>>,
    errors: Vec<FieldError>,
    money: Money,
    retry: Retry,
    retry_after: Option<Duration>,
    page: Option<Box<Link>>,
    provider_code: Option<String>,
    cause: Option<Cause>,
}

/// Where somebody can go on from a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The address.
    pub href: &'static str,
    /// What is read.
    pub text: Text,
}

/// What is wrong with one part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Which part.
    pub place: Place,
    /// What is wrong with it.
    pub message: Text,
}

/// A part of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A parameter of the query or of the path, by name.
    Parameter(Cow<'static, str>),
    /// A member of the body, as a JSON pointer.
    Pointer(String),
}

/// Where the customer's money is after the failure.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    /// Nothing was taken.
    #[default]
    Untouched,
    /// Reserved, not taken.
    Held,
    /// Taken.
    Captured,
    /// On its way back.
    Refunding,
    /// The provider has not told yet.
    Unknown,
}

impl FieldError {
    /// Something wrong with the parameter `name`.
    pub fn parameter(name: impl Into<Cow<'static, str>>, message: Text) -> Self {
        let place = Place::Parameter(name.into());
        Self { place, message }
    }

    /// Something wrong with the member of the body at `pointer`, a JSON pointer.
    pub fn pointer(pointer: impl Into<String>, message: Text) -> Self {
        let place = Place::Pointer(pointer.into());
        Self { place, message }
    }
}

impl ApiError {
    /// A failure with that code and nothing more to say.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            detail: None,
            errors: Vec::new(),
            money: Money::default(),
            retry: code.retry(),
            retry_after: code.retry_after(),
            page: None,
            provider_code: None,
            cause: None,
        }
    }

    /// 400: parts of the request are wrong; each is named.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            ..Self::new(Code::InvalidRequest)
        }
    }

    /// 401: the caller has not said who they are, or not believably.
    pub fn unauthenticated(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Unauthenticated).because(cause)
    }

    /// 403: the caller is known, and may not do this.
    pub fn forbidden(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Forbidden).because(cause)
    }

    /// 404: there is no such thing, or it is not the caller's.
    pub fn not_found(cause: impl Into<Cause>) -> Self {
        Self::new(Code::NotFound).because(cause)
    }

    /// 500: our fault. The cause goes to the log alone.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Internal).because(cause)
    }

    /// 503: not now; the caller may try again.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        Self::new(Code::Unavailable).because(cause)
    }

    /// The same failure, explained to its caller.
    #[must_use]
    pub fn detail(self, detail: Text) -> Self {
        Self {
            detail: Some(Box::new(detail)),
            ..self
        }
    }

    /// The same failure, with the parts of the request that it is about.
    #[must_use]
    pub fn errors(self, errors: Vec<FieldError>) -> Self {
        Self { errors, ..self }
    }

    /// The same failure, with where the customer's money is.
    #[must_use]
    pub fn money(self, money: Money) -> Self {
        Self { money, ..self }
    }

    /// The same failure with its cause, which only the log sees.
    #[must_use]
    pub fn because(self, cause: impl Into<Cause>) -> Self {
        Self {
            cause: Some(cause.into()),
            ..self
        }
    }

    /// The same failure, to be tried again under the same idempotency key: it may have had its effect.
    #[must_use]
    pub fn same_key(self) -> Self {
        Self {
            retry: Retry::SameKey,
            ..self
        }
    }

    /// The same failure, to be tried again after that time.
    #[must_use]
    pub fn retry_after(self, after: Duration) -> Self {
        Self {
            retry_after: Some(after),
            ..self
        }
    }

    /// The same failure, with the code that the payment provider gave.
    #[must_use]
    pub fn provider_code(self, code: String) -> Self {
        Self {
            provider_code: Some(code),
            ..self
        }
    }

    /// The same failure for a person who reads it in a browser: a page with a way on from there.
    #[must_use]
    pub fn as_page(self, way_on: Link) -> Self {
        Self {
            page: Some(Box::new(way_on)),
            ..self
        }
    }

    /// What machines tell it apart by.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Why, for the log.
    pub fn cause(&self) -> Option<&(dyn Error + 'static)> {
        match &self.cause {
            Some(cause) => Some(&**cause),
            None => None,
        }
    }

    /// The failure that `response` carries, when a handler made it of one.
    pub fn taken_from(response: &mut Response) -> Option<Arc<Self>> {
        response.extensions_mut().remove::<Arc<Self>>()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The start of a caller's text, short enough to repeat in an answer.
pub fn repeated(text: &str) -> String {
    text.chars().take(MOST_REPEATED).collect()
}
