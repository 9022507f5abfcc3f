//! Seeing everything and leaving, over HTTP.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::export::Export;
use crate::accounts::{SessionCookie, SignedIn};
use crate::app::App;
use crate::problem::{ApiError, Problem};
use crate::request::NoQuery;

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(export))
        .routes(routes!(leave))
        .routes(routes!(leave_by_old_path))
}

/// Everything that is held about oneself.
#[utoipa::path(
    get,
    path = "/users/me/export",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = OK, body = Export),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn export(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<Json<Export>, ApiError> {
    Ok(Json(super::export::export(&app, who).await?))
}

/// Leaves: one's profile is erased, orders forget whose they were, sessions end. Not while a payment
/// or a refund is under way or a paid flight is ahead; holds are given up.
#[utoipa::path(
    delete,
    path = "/users/me",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = NO_CONTENT),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn leave(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<impl IntoResponse, ApiError> {
    super::leave::leave(&app, who.id).await?;
    let forget = SessionCookie::of(&app.config.http).clear();
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, forget)]))
}

/// Leaves, by the path of the service before.
#[utoipa::path(
    delete,
    path = "/user/me",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = NO_CONTENT),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn leave_by_old_path(
    state: State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<impl IntoResponse, ApiError> {
    leave(state, who, NoQuery).await
}
