//! The addresses of paying.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::back::{Back, Failed};
use super::body::ConfirmBody;
use super::confirm::{Standing, confirm, declined};
use super::refunds;
use super::view::Shop;
use super::webhooks;
use crate::accounts::SignedIn;
use crate::app::{App, is_away};
use crate::booking::{Confirm, OrderView, Shown, once};
use crate::idempotency::{Ask, Claim};
use crate::problem::{ApiError, Language, Problem};
use crate::request::{JsonBody, NoQuery};

/// How long a repeated confirm waits for the first: longer than its provider may take.
const LEASE: Duration = Duration::from_secs(240);

/// What says which transmission of a webhook this is.
const TRANSMISSION: &str = "tosspayments-webhook-transmission-id";

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pay))
        .routes(routes!(success))
        .routes(routes!(fail))
        .routes(routes!(webhook))
        .merge(refunds::router())
}

/// Pays an order with what the payment widget gave. While the provider has not answered it is 202,
/// and the order says when it is asked next: look at the order, do not pay again.
#[utoipa::path(
    post,
    path = "/payments/confirm",
    tag = "payments",
    security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "Repeats with the same key have one effect")),
    request_body = ConfirmBody,
    responses(
        (status = OK, description = "Paid", body = OrderView),
        (status = ACCEPTED, description = "Not known yet; do not pay again", body = OrderView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn pay(
    State(app): State<App>,
    customer: SignedIn,
    language: Language,
    _: NoQuery,
    ask: Ask,
) -> Result<Response, ApiError> {
    let shown = Shown::to(&app, customer.id, language);
    let run = {
        let shown = shown.clone();
        move |ask: Arc<Ask>, _: Claim| async move {
            let JsonBody(body) = ask.read::<JsonBody<ConfirmBody>>(&shown.app).await?;
            let (order, amount) = body.read()?;
            let ask = Confirm {
                order,
                payer: Some(customer.id),
                payment_key: &body.payment_key,
                amount,
            };
            match confirm(&shown.app, &ask).await? {
                Standing::Paid => shown.done(StatusCode::OK, order).await,
                Standing::Pending(_) => shown.done(StatusCode::ACCEPTED, order).await,
                Standing::Declined(code) => Err(declined(code)),
            }
        }
    };
    once(&app, customer.id, ask.lasting(LEASE), run, shown).await
}

/// Where the payment widget sends a buyer who has agreed. Order, key and amount together prove enough
/// to pay it: card apps often return into a browser that is not signed in. Shows nothing of the order.
#[utoipa::path(
    get,
    path = "/payments/toss/success",
    tag = "payments",
    params(
        ("paymentKey" = String, Query, description = "From the widget"),
        ("orderId" = String, Query, description = "From the widget"),
        ("amount" = i64, Query, description = "From the widget"),
    ),
    responses(
        (status = OK, description = "Paid", content_type = "text/html"),
        (status = ACCEPTED, description = "Not known yet", content_type = "text/html"),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
        (status = UNPROCESSABLE_ENTITY, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn success(
    State(app): State<App>,
    language: Language,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let shop = Shop::of(&app, &headers, language);
    let came = come_back(&app, query.as_deref().unwrap_or_default()).await;
    let (status, answer) = match came {
        Ok((back, Standing::Paid)) => (StatusCode::OK, shop.paid(back.order)),
        Ok((back, Standing::Pending(next))) => {
            (StatusCode::ACCEPTED, shop.pending(back.order, next))
        }
        Ok((_, Standing::Declined(code))) => return Err(shop.refused(declined(code))),
        Err(error) => return Err(shop.refused(error)),
    };
    Ok((status, [NOT_KEPT], answer).into_response())
}

/// A page about money is nobody's to keep.
const NOT_KEPT: (axum::http::HeaderName, &str) = (CACHE_CONTROL, "no-store");

async fn come_back(app: &App, query: &str) -> Result<(Back, Standing), ApiError> {
    let back = Back::read(query)?;
    let ask = Confirm {
        order: back.order,
        payer: None,
        payment_key: &back.payment_key,
        amount: back.amount,
    };
    let standing = confirm(app, &ask).await?;
    Ok((back, standing))
}

/// Where the payment widget sends a buyer who gave up or was refused. Nothing was paid.
#[utoipa::path(
    get,
    path = "/payments/toss/fail",
    tag = "payments",
    params(
        ("code" = Option<String>, Query, description = "From the widget"),
        ("message" = Option<String>, Query, description = "From the widget; not repeated"),
        ("orderId" = Option<String>, Query, description = "From the widget"),
    ),
    responses((status = OK, description = "What happened, and the way back", content_type = "text/html"))
)]
async fn fail(
    State(app): State<App>,
    language: Language,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let failed = Failed::read(query.as_deref().unwrap_or_default());
    let answer = Shop::of(&app, &headers, language).failed(&failed);
    ([NOT_KEPT], answer).into_response()
}

/// Where the provider tells of changes. What it says is a hint: the provider is asked.
#[utoipa::path(
    post,
    path = "/webhooks/toss",
    tag = "payments",
    request_body(content = String, content_type = "application/json"),
    responses(
        (status = OK, description = "Kept"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn webhook(
    State(app): State<App>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, ApiError> {
    let transmission = headers.get(TRANSMISSION).and_then(|id| id.to_str().ok());
    match webhooks::keep(&app, transmission, &body).await {
        Ok(()) => Ok(StatusCode::OK),
        Err(error) if is_away(&error) => Err(ApiError::unavailable(error)),
        Err(error) => Err(ApiError::internal(error)),
    }
}
