//! `/admin/airplanes`: the fleet.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::airplane::AirplaneDraft;
use super::params::{AirplaneParams, AirplanesAsk};
use super::view::{AirplaneView, AirplanesView};
use super::{register, store};
use crate::accounts::Admin;
use crate::app::App;
use crate::catalog::page::{self, PageParams};
use crate::problem::{ApiError, Problem};
use crate::request::{JsonBody, NoQuery, Params};

/// The routes of airplanes.
pub(in crate::catalog) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, register))
}

/// Lists the airplanes.
#[utoipa::path(
    get,
    path = "/admin/airplanes",
    tag = "fleet",
    security(("session" = [])),
    params(AirplaneParams, PageParams),
    responses(
        (status = OK, body = AirplanesView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<AirplanesView>, ApiError> {
    let ask = AirplanesAsk::read(Params::parse(query.as_deref()), &app.catalog)?;
    let mut found = store::list(&app.db, ask.airline, ask.after, ask.limit + 1).await?;
    let next_cursor = page::cut(&mut found, ask.limit, |airplane| airplane.id.0);
    Ok(Json(AirplanesView {
        items: found.iter().map(AirplaneView::from).collect(),
        next_cursor,
    }))
}

/// Registers an airplane.
#[utoipa::path(
    post,
    path = "/admin/airplanes",
    tag = "fleet",
    security(("session" = [])),
    request_body = AirplaneDraft,
    responses(
        (status = CREATED, body = AirplaneView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn register(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    JsonBody(draft): JsonBody<AirplaneDraft>,
) -> Result<(StatusCode, Json<AirplaneView>), ApiError> {
    let airplane = register::register(&app, admin.id, &draft).await?;
    Ok((StatusCode::CREATED, Json(AirplaneView::from(&airplane))))
}
