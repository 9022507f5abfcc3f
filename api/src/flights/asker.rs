//! Whoever asks for prices, out of the request.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::offer::Asker;
use crate::accounts::Visitor;
use crate::app::App;
use crate::problem::ApiError;

impl FromRequestParts<App> for Asker {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Visitor(member) = Visitor::from_request_parts(parts, app).await?;
        Ok(Self {
            now: app.clock.now(),
            grade: member.map(|member| member.grade),
        })
    }
}
