//! The addresses of discounts.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::EventId;
use super::create;
use super::draft::NewEvent;
use super::params::{ListAsk, ListParams};
use super::reschedule::{self, NewPeriod, RescheduleError};
use super::view::{EventList, EventView, GradeView};
use crate::accounts::{self, Admin, SignedIn};
use crate::app::App;
use crate::idempotency::{self, Ask, Caller, Claim, KeyHeader};
use crate::problem::{ApiError, Problem};
use crate::request::{NoQuery, Params};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(create))
        .routes(routes!(reschedule))
        .routes(routes!(list))
        .routes(routes!(grade))
}

/// Makes a discount event.
#[utoipa::path(
    post,
    path = "/discounts/admin",
    tag = "discounts",
    security(("session" = [])),
    params(KeyHeader),
    request_body = NewEvent,
    responses(
        (status = CREATED, body = EventView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    ask: Ask,
) -> Result<Response, ApiError> {
    let run = async move |app: App, new: NewEvent, claim: Claim| {
        let event = create::create(&app, admin, new, &claim).await?;
        Ok(EventView::from(&event))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::CREATED, run).await
}

/// Changes the period of a discount event.
#[utoipa::path(
    patch,
    path = "/discounts/admin/{discount_id}",
    tag = "discounts",
    security(("session" = [])),
    params(("discount_id" = u64, Path, description = "The event", example = 7), KeyHeader),
    request_body = NewPeriod,
    responses(
        (status = OK, body = EventView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn reschedule(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Response, ApiError> {
    // What is not a number is the id of no event.
    let id = id.parse().map(EventId);
    let id = id.map_err(|_| RescheduleError::NoSuchEvent)?;
    let run = async move |app: App, new: NewPeriod, claim: Claim| {
        let event = reschedule::reschedule(&app, admin, id, new, &claim).await?;
        Ok(EventView::from(&event))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::OK, run).await
}

/// The discount events that are valid or coming, the oldest first.
#[utoipa::path(
    get,
    path = "/discounts",
    tag = "discounts",
    security(("session" = [])),
    params(ListParams),
    responses(
        (status = OK, body = EventList),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    _: SignedIn,
    RawQuery(query): RawQuery,
) -> Result<Json<EventList>, ApiError> {
    let ask = ListAsk::read(Params::parse(query.as_deref()))?;
    let now = app.clock.now();
    let discounts = app.discounts.known();
    let events = discounts.events.iter();
    let events = events.filter(|event| event.id > ask.after && event.period.ends_at > now);
    Ok(Json(EventList::new(events, ask.limit)))
}

/// What the customer's grade takes off, and how far the next one is.
#[utoipa::path(
    get,
    path = "/discounts/grade",
    tag = "discounts",
    security(("session" = [])),
    responses(
        (status = OK, body = GradeView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn grade(
    State(app): State<App>,
    customer: SignedIn,
    _: NoQuery,
) -> Result<Json<GradeView>, ApiError> {
    let standing = accounts::standing(&app.db, customer.id, app.clock.now()).await?;
    let discounts = app.discounts.known();
    Ok(Json(GradeView::new(&standing, &discounts.grades)))
}
