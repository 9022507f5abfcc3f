//! The address of letters.

use axum::Json;
use axum::extract::{RawQuery, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::NotListed;
use super::params::LettersAsk;
use super::view::LettersView;
use crate::accounts::Admin;
use crate::app::App;
use crate::notify::mail;
use crate::problem::{ApiError, Problem};
use crate::request::Params;

/// The route of letters.
pub(in crate::jobs) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(letters))
}

/// Letters that wait to be sent or were given up, the newest first.
#[utoipa::path(
    get,
    path = "/admin/mail",
    tag = "admin",
    security(("session" = [])),
    params(
        ("dead" = Option<bool>, Query, description = "Only those that were given up, or only the others"),
        ("limit" = Option<u8>, Query, description = "1 to 100", example = 20),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = OK, body = LettersView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn letters(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<LettersView>, ApiError> {
    let ask = LettersAsk::read(Params::parse(query.as_deref()))?;
    let page = mail::unsent(&app.db, ask.dead, (ask.before, ask.limit + 1)).await;
    let page = page.map_err(NotListed::from)?;
    Ok(Json(LettersView::new(page, ask.limit)))
}
