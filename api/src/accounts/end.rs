//! Ending sessions: one's own, one by one or all others at once.

use super::sessions::OpenSession;
use super::user::{SessionId, UserId};
use crate::app::{App, is_away};
use crate::problem::ApiError;

/// Why a session is not listed or ended.
#[derive(Debug, thiserror::Error)]
pub enum SessionsError {
    /// It is not there, or somebody else's.
    #[error("no such session")]
    NotFound,
    /// MySQL refused or is away.
    #[error("could not read or end sessions")]
    Db(#[from] sqlx::Error),
}

impl From<SessionsError> for ApiError {
    fn from(error: SessionsError) -> Self {
        match &error {
            SessionsError::NotFound => Self::not_found(error),
            SessionsError::Db(cause) if is_away(cause) => Self::unavailable(error),
            SessionsError::Db(_) => Self::internal(error),
        }
    }
}

/// A user's open sessions.
pub(super) async fn list(app: &App, user: UserId) -> Result<Vec<OpenSession>, SessionsError> {
    let mut connection = app.db.acquire().await?;
    Ok(app.sessions.list(&mut connection, user).await?)
}

/// Ends one of a user's sessions.
pub(super) async fn end(app: &App, user: UserId, id: SessionId) -> Result<(), SessionsError> {
    let mut connection = app.db.acquire().await?;
    let found = app.sessions.end(&mut connection, user, id).await?;
    app.sessions.forget(user);
    if found {
        Ok(())
    } else {
        Err(SessionsError::NotFound)
    }
}

/// Ends all of a user's sessions but the one that asks.
pub(super) async fn end_others(
    app: &App,
    user: UserId,
    current: SessionId,
) -> Result<(), SessionsError> {
    let mut connection = app.db.acquire().await?;
    app.sessions
        .end_others(&mut connection, user, Some(current))
        .await?;
    app.sessions.forget(user);
    Ok(())
}
