//! The addresses of this subject.

mod admin;
mod shown;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::OrderBody;
use super::extend::extend;
use super::give_up::give_up;
use super::hold::hold;
use super::offer::Buyer;
use super::order::OrderId;
use super::params::OrdersAsk;
use super::show::{self, ShowError};
use super::view::{OrderView, OrdersView};
use crate::accounts::SignedIn;
use crate::app::App;
use crate::idempotency::{Ask, Claim, KeyHeader};
use crate::problem::{ApiError, Language, Problem};
use crate::request::{JsonBody, Params};

pub(crate) use shown::{Shown, once};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(orders, create))
        .routes(routes!(order))
        .routes(routes!(extend_hold))
        .routes(routes!(cancel))
        .merge(admin::router())
}

/// Takes seats for ten minutes: the order is paid before they are over, or they are free again.
#[utoipa::path(
    post,
    path = "/orders",
    tag = "orders",
    security(("session" = [])),
    params(("Idempotency-Key" = String, Header, description = "Repeats with the same key have one effect")),
    request_body = OrderBody,
    responses(
        (status = CREATED, body = OrderView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(
    State(app): State<App>,
    customer: SignedIn,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let ask = ask.with_key()?;
    let buyer = Buyer {
        id: customer.id,
        grade: customer.grade,
    };
    let shown = Shown::to(&app, customer.id, language);
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, claim: Claim| async move {
            let JsonBody(body) = ask.read::<JsonBody<OrderBody>>(&shown.app).await?;
            let wanted = body.read(language).map_err(ApiError::invalid)?;
            let order = hold(&shown.app, buyer, &wanted, &claim).await?;
            shown.whole(StatusCode::CREATED, &order)
        }
    };
    once(&app, customer.id, ask, run, shown).await
}

/// One's own orders, the newest first.
#[utoipa::path(
    get,
    path = "/orders",
    tag = "orders",
    security(("session" = [])),
    params(
        ("when" = Option<String>, Query, description = "`upcoming` or `past`; all when left out"),
        ("limit" = Option<u8>, Query, description = "1 to 100", example = 20),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = OK, body = OrdersView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn orders(
    State(app): State<App>,
    customer: SignedIn,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Json<OrdersView>, ApiError> {
    let ask = OrdersAsk::read(Params::parse(query.as_deref()))?;
    let now = app.clock.now();
    let (orders, next_cursor) = show::page(&app, customer.id, ask.page, (ask.ahead, now)).await?;
    let items = orders
        .iter()
        .map(|order| OrderView::new(&app, order, language));
    Ok(Json(OrdersView {
        items: items.collect(),
        next_cursor,
    }))
}

/// One of one's own orders.
#[utoipa::path(
    get,
    path = "/orders/{id}",
    tag = "orders",
    security(("session" = [])),
    params(("id" = String, Path, description = "The order")),
    responses(
        (status = OK, body = OrderView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn order(
    State(app): State<App>,
    customer: SignedIn,
    Path(id): Path<String>,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref()).finish(Some(()))?;
    let shown = Shown::to(&app, customer.id, language);
    let done = shown.done(StatusCode::OK, order_id(&id)?).await?;
    Ok(done.into_response())
}

/// Holds the seats five minutes longer, once.
#[utoipa::path(
    post,
    path = "/orders/{id}/extend",
    tag = "orders",
    security(("session" = [])),
    params(("id" = String, Path, description = "The order"), KeyHeader),
    responses(
        (status = OK, body = OrderView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn extend_hold(
    State(app): State<App>,
    customer: SignedIn,
    Path(id): Path<String>,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let id = order_id(&id)?;
    let shown = Shown::to(&app, customer.id, language);
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, claim: Claim| async move {
            nothing(&ask, &shown.app).await?;
            extend(&shown.app, customer.id, id, &claim).await?;
            shown.done(StatusCode::OK, id).await
        }
    };
    once(&app, customer.id, ask, run, shown).await
}

/// Gives up a hold; its seats are free at once.
#[utoipa::path(
    post,
    path = "/orders/{id}/cancel",
    tag = "orders",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "The order"),
        ("Idempotency-Key" = String, Header, description = "Repeats with the same key have one effect"),
    ),
    responses(
        (status = OK, body = OrderView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn cancel(
    State(app): State<App>,
    customer: SignedIn,
    Path(id): Path<String>,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let ask = ask.with_key()?;
    let id = order_id(&id)?;
    let shown = Shown::to(&app, customer.id, language);
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, claim: Claim| async move {
            nothing(&ask, &shown.app).await?;
            give_up(&shown.app, customer.id, id, &claim).await?;
            shown.done(StatusCode::OK, id).await
        }
    };
    once(&app, customer.id, ask, run, shown).await
}

/// A body that says nothing: none, or an empty object.
async fn nothing(ask: &Ask, app: &App) -> Result<(), ApiError> {
    #[derive(serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Nothing {}

    if ask.is_empty() {
        return Ok(());
    }
    let JsonBody(Nothing {}) = ask.read::<JsonBody<Nothing>>(app).await?;
    Ok(())
}

/// What is no id is the id of no order.
fn order_id(text: &str) -> Result<OrderId, ShowError> {
    text.parse().map_err(|_| ShowError::NotFound)
}
