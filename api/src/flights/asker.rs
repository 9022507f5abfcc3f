//! Whoever asks for prices, out of the request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::offer::Asker;
use crate::app::App;
use crate::problem::ApiError;

impl FromRequestParts<App> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Ok(Self {
            now: app.clock.now(),
            grade: None,
        })
    }
}
