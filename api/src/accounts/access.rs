//! Who asks, as extractors: a handler that compiles with one of them is authorised.
//!
//! An app sends its token as `Authorization: Bearer`, a browser as a cookie. A browser also sends its
//! cookie when another site makes it write, so whoever writes by cookie has to come from our own
//! pages.

use axum::extract::FromRequestParts;
use axum::http::header::{AUTHORIZATION, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use chrono::{DateTime, Utc};

use super::cookie::SessionCookie;
use super::sessions::{FindSessionError, Session};
use super::token::Token;
use super::user::{Grade, Role, SessionId, UserId};
use crate::app::App;
use crate::audit::Act;
use crate::problem::{ApiError, Text};

/// What a browser says about who made it ask.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Somebody who is signed in: a customer or an administrator. Others get 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub id: UserId,
    /// What they may do.
    pub role: Role,
    /// What they have earned.
    pub grade: Grade,
    /// By which of their sessions.
    pub session: SessionId,
}

/// An administrator. Others get 401 or 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Admin {
    /// Who.
    pub id: UserId,
}

/// Anybody, and who it is when they are signed in. A browser whose session has ended is nobody; an
/// app whose token does not hold any more gets 401. While MySQL is away everybody is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visitor(pub Option<SignedIn>);

/// How somebody says who they are.
enum Shown {
    Nothing,
    /// In a header, by an app; `None` when it cannot be a token.
    Bearer(Option<Token>),
    /// By a browser.
    Cookie(Token),
}

/// Why somebody is not let in.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("no token was sent")]
    Nobody,
    #[error("the token opens no session")]
    NoSession,
    #[error("a write by cookie came from another site")]
    OtherSite,
    #[error("an administrator is needed")]
    NotAdmin,
    #[error(transparent)]
    CannotTell(#[from] FindSessionError),
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::Nobody | Refusal::NoSession => Self::unauthenticated(refusal),
            Refusal::NotAdmin => Self::forbidden(refusal),
            Refusal::OtherSite => Self::forbidden(refusal).detail(Text::fixed(
                "다른 사이트에서 보낸 요청은 받지 않습니다.",
                "Requests that another site makes a browser send are not taken.",
            )),
            Refusal::CannotTell(cause) if cause.is_away() => Self::unavailable(refusal),
            Refusal::CannotTell(_) => Self::internal(refusal),
        }
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let cookie = SessionCookie::of(&app.config.http);
        let token = match Shown::of(&parts.headers, cookie) {
            Shown::Nothing => return Err(Refusal::Nobody.into()),
            Shown::Bearer(token) => token.ok_or(Refusal::NoSession)?,
            Shown::Cookie(token) => {
                refuse_other_sites(parts, &app.config.http.base_url)?;
                token
            }
        };
        let session = app.sessions.find(&token).await.map_err(Refusal::from)?;
        let session = session.ok_or(Refusal::NoSession)?;
        app.rates.take_of_session(session.id.0, &parts.method)?;
        Ok(session.into())
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let somebody = SignedIn::from_request_parts(parts, app).await?;
        match somebody.role {
            Role::Admin => Ok(Self { id: somebody.id }),
            Role::Customer => Err(Refusal::NotAdmin.into()),
        }
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let cookie = SessionCookie::of(&app.config.http);
        let (token, may_be_over) = match Shown::of(&parts.headers, cookie) {
            Shown::Nothing => return Ok(Self(None)),
            Shown::Bearer(token) => (token.ok_or(Refusal::NoSession)?, false),
            Shown::Cookie(token) => {
                refuse_other_sites(parts, &app.config.http.base_url)?;
                (token, true)
            }
        };
        match app.sessions.find(&token).await {
            Ok(Some(session)) => {
                app.rates.take_of_session(session.id.0, &parts.method)?;
                Ok(Self(Some(session.into())))
            }
            Ok(None) if may_be_over => Ok(Self(None)),
            Ok(None) => Err(Refusal::NoSession.into()),
            Err(error) if error.is_away() => Ok(Self(None)),
            Err(error) => Err(Refusal::from(error).into()),
        }
    }
}

impl Admin {
    /// An act of this administrator, for the audit log.
    pub fn act<'a>(self, action: &'static str, subject: &'a str, at: DateTime<Utc>) -> Act<'a> {
        Act {
            admin: Some(self.id.0),
            action,
            subject,
            at,
        }
    }
}

impl From<Session> for SignedIn {
    fn from(session: Session) -> Self {
        Self {
            id: session.user,
            role: session.role,
            grade: session.grade,
            session: session.id,
        }
    }
}

impl Shown {
    /// A header wins over a cookie: it was put there on purpose.
    fn of(headers: &HeaderMap, cookie: SessionCookie) -> Self {
        if let Some(header) = headers.get(AUTHORIZATION) {
            return Self::Bearer(header.to_str().ok().and_then(bearer));
        }
        cookie.read(headers).map_or(Self::Nothing, Self::Cookie)
    }
}

fn bearer(header: &str) -> Option<Token> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(())?;
    Token::parse(token.trim())
}

/// Lets a write by cookie through only from our own pages.
fn refuse_other_sites(parts: &Parts, base_url: &str) -> Result<(), Refusal> {
    let changes_nothing = [Method::GET, Method::HEAD, Method::OPTIONS].contains(&parts.method);
    let header = |name| parts.headers.get(name).map(|value| value.as_bytes());
    let is_ours = match (header(ORIGIN.as_str()), header(SEC_FETCH_SITE)) {
        (Some(origin), None | Some(b"same-origin")) => origin == origin_of(base_url).as_bytes(),
        (None, Some(site)) => site == b"same-origin",
        _ => false,
    };
    if changes_nothing || is_ours {
        Ok(())
    } else {
        Err(Refusal::OtherSite)
    }
}

/// `https://gajo.example` of `https://gajo.example/some/where`, without a port that goes without saying.
fn origin_of(base_url: &str) -> String {
    let url = url::Url::parse(base_url);
    url.map_or_else(
        |_| base_url.to_owned(),
        |url| url.origin().ascii_serialization(),
    )
}
