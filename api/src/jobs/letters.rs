//! Letters that were not sent, for administrators.

mod params;
mod routes;
mod view;

pub(super) use routes::router;

use crate::app::is_away;
use crate::problem::ApiError;

/// Why letters are not listed.
#[derive(Debug, thiserror::Error)]
#[error("could not read the outbox")]
struct NotListed(#[from] sqlx::Error);

impl From<NotListed> for ApiError {
    fn from(error: NotListed) -> Self {
        match is_away(&error.0) {
            true => Self::unavailable(error),
            false => Self::internal(error),
        }
    }
}
