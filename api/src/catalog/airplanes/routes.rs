//! `/admin/airplanes`: the fleet.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::airplane::AirplaneDraft;
use super::params::{AirplaneParams, AirplanesAsk};
use super::view::{AirplaneView, AirplanesView};
use super::{register, store};
use crate::accounts::Admin;
use crate::app::App;
use crate::catalog::page::{self, PageParams};
use crate::idempotency::{self, Ask, Caller, Claim, KeyHeader};
use crate::problem::{ApiError, Problem};
use crate::request::{NoQuery, Params};

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
    params(KeyHeader),
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
    ask: Ask,
) -> Result<Response, ApiError> {
    let run = async move |app: App, draft: AirplaneDraft, claim: Claim| {
        let airplane = register::register(&app, admin.id, &draft, &claim).await?;
        Ok(AirplaneView::from(&airplane))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::CREATED, run).await
}
