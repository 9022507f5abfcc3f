//! What administrators do with orders.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Shown, once, order_id};
use crate::accounts::Admin;
use crate::app::App;
use crate::booking::change::change;
use crate::booking::change_body::ChangeBody;
use crate::booking::params::AdminOrdersAsk;
use crate::booking::show::{self, ShowError};
use crate::booking::store::lists;
use crate::booking::view::{AdminOrdersView, OrderView};
use crate::idempotency::{Ask, Claim, KeyHeader};
use crate::problem::{ApiError, Language, Problem};
use crate::request::{JsonBody, Params};

/// The routes of administrators.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(change_order))
        .routes(routes!(all_orders))
}

/// Changes the contact, names or seats of an order.
#[utoipa::path(
    put,
    path = "/orders/{id}",
    tag = "admin",
    security(("session" = [])),
    params(("id" = String, Path, description = "The order"), KeyHeader),
    request_body = ChangeBody,
    responses(
        (status = OK, body = OrderView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_order(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let id = order_id(&id)?;
    let shown = Shown {
        owner: None,
        ..Shown::to(&app, admin.id, language)
    };
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, claim: Claim| async move {
            let JsonBody(body) = ask.read::<JsonBody<ChangeBody>>(&shown.app).await?;
            let wanted = body.read().map_err(ApiError::invalid)?;
            change(&shown.app, admin.id, id, &wanted, &claim).await?;
            shown.done(StatusCode::OK, id).await
        }
    };
    once(&app, admin.id, ask, run, shown).await
}

/// All orders, the newest first.
#[utoipa::path(
    get,
    path = "/admin/orders",
    tag = "admin",
    security(("session" = [])),
    params(
        ("status" = Option<String>, Query, description = "held, paying, paid, expired or cancelled"),
        ("user" = Option<u64>, Query, description = "Of this user"),
        ("reference" = Option<String>, Query, description = "With this reference"),
        ("limit" = Option<u8>, Query, description = "1 to 100", example = 20),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = OK, body = AdminOrdersView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn all_orders(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<AdminOrdersView>, ApiError> {
    let ask = AdminOrdersAsk::read(Params::parse(query.as_deref()))?;
    let (before, limit) = ask.page;
    let page = lists::all(&app.db, &ask.by, (before, limit + 1)).await;
    let (page, next_cursor) = show::cut(page.map_err(ShowError::from)?, limit, |order| order.id);
    Ok(Json(AdminOrdersView::new(page, next_cursor)))
}
