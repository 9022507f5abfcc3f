//! The addresses of refunds.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body::{self, RefundBody};
use super::give_back::{Given, give_back};
use super::view::QuoteView;
use crate::accounts::SignedIn;
use crate::app::App;
use crate::booking::{OrderView, QuoteError, Shown, once, refund_quote as quote};
use crate::idempotency::{Ask, Claim};
use crate::problem::{ApiError, Language, Problem};
use crate::request::{JsonBody, Params};

/// How long a repeated request waits for the first: longer than its provider may take.
const LEASE: Duration = Duration::from_secs(240);

/// The routes of refunds.
pub(in crate::payments) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(refund_quote))
        .routes(routes!(refund))
}

/// What goes back for tickets now, and what is kept.
#[utoipa::path(
    get,
    path = "/orders/{id}/refund-quote",
    tag = "payments",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "The order"),
        ("tickets" = Option<String>, Query, description = "Ids with commas; all that can be given back when left out"),
    ),
    responses(
        (status = OK, body = QuoteView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn refund_quote(
    State(app): State<App>,
    customer: SignedIn,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<QuoteView>, ApiError> {
    let tickets = body::tickets(Params::parse(query.as_deref()))?;
    let id = id.parse().map_err(|_| QuoteError::NotFound)?;
    let quote = quote(&app, customer.id, id, tickets.as_deref()).await?;
    Ok(Json(QuoteView::from(&quote)))
}

/// Gives tickets back. While the provider has not answered it is 202, and the refund goes on by
/// itself: look at the order. A refund that the provider refuses shows in the order as `refused`.
#[utoipa::path(
    post,
    path = "/orders/{id}/refunds",
    tag = "payments",
    security(("session" = [])),
    params(
        ("id" = String, Path, description = "The order"),
        ("Idempotency-Key" = String, Header, description = "Repeats with the same key have one effect"),
    ),
    request_body = RefundBody,
    responses(
        (status = OK, description = "Over", body = OrderView),
        (status = ACCEPTED, description = "Not known yet", body = OrderView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn refund(
    State(app): State<App>,
    customer: SignedIn,
    Path(id): Path<String>,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let ask = ask.with_key()?;
    let id = id.parse().map_err(|_| QuoteError::NotFound)?;
    let shown = Shown::to(&app, customer.id, language);
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, claim: Claim| async move {
            // Somebody else's order is not there, whatever is asked.
            shown.done(StatusCode::OK, id).await?;
            let JsonBody(body) = ask.read::<JsonBody<RefundBody>>(&shown.app).await?;
            let wanted = body.read(id, customer.id)?;
            match give_back(&shown.app, &wanted, &claim).await? {
                Given::Over => shown.done(StatusCode::OK, id).await,
                Given::Pending => shown.done(StatusCode::ACCEPTED, id).await,
            }
        }
    };
    once(&app, customer.id, ask.lasting(LEASE), run, shown).await
}
