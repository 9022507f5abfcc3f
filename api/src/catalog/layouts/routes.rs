//! `/admin/seat-layouts`: the layouts that airplanes may have.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use search::model::LayoutId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::create;
use super::plan::LayoutDraft;
use super::store;
use super::view::{LayoutView, LayoutsView};
use crate::accounts::Admin;
use crate::app::App;
use crate::catalog::page::{self, PageParams};
use crate::idempotency::{self, Ask, Caller, Claim, KeyHeader};
use crate::problem::{ApiError, Problem};
use crate::request::{NoQuery, Params};

/// The routes of seat layouts.
pub(in crate::catalog) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create))
}

/// Lists the seat layouts.
#[utoipa::path(
    get,
    path = "/admin/seat-layouts",
    tag = "fleet",
    security(("session" = [])),
    params(PageParams),
    responses(
        (status = OK, body = LayoutsView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<LayoutsView>, ApiError> {
    let mut params = Params::parse(query.as_deref());
    let (limit, after) = (page::limit(&mut params), page::after(&mut params));
    params.finish(Some(()))?;
    let mut found = store::list(&app.db, LayoutId(after), limit + 1).await?;
    let next_cursor = page::cut(&mut found, limit, |layout| layout.id.0);
    Ok(Json(LayoutsView {
        items: found.iter().map(LayoutView::from).collect(),
        next_cursor,
    }))
}

/// Makes a seat layout, which never changes.
#[utoipa::path(
    post,
    path = "/admin/seat-layouts",
    tag = "fleet",
    security(("session" = [])),
    params(KeyHeader),
    request_body = LayoutDraft,
    responses(
        (status = CREATED, body = LayoutView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    ask: Ask,
) -> Result<Response, ApiError> {
    let run = async move |app: App, draft: LayoutDraft, claim: Claim| {
        let layout = create::create(&app, admin.id, &draft, &claim).await?;
        Ok(LayoutView::from(&layout))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::CREATED, run).await
}
