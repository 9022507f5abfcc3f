//! `/admin/flight-plans`: the schedule.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use search::model::FlightId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::cancel::{self, CancelError};
use super::change::{self, ChangeError};
use super::create::{self, CreateError};
use super::list::ListAsk;
use super::params::ScheduleParams;
use super::plan::{FlightChange, FlightDraft};
use super::store;
use super::view::{FlightPlanView, ScheduleView};
use crate::accounts::Admin;
use crate::app::App;
use crate::catalog::airplanes::AirplaneId;
use crate::catalog::page::PageParams;
use crate::idempotency::{self, Ask, Caller, Claim, KeyHeader};
use crate::problem::{ApiError, Problem};
use crate::request::{NoQuery, Params};

/// The routes of the schedule.
pub(in crate::catalog) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(create))
        .routes(routes!(change, cancel))
}

/// Lists the flights of some days, the cancelled ones too.
#[utoipa::path(
    get,
    path = "/admin/flight-plans",
    tag = "fleet",
    security(("session" = [])),
    params(ScheduleParams, PageParams),
    responses(
        (status = OK, body = ScheduleView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn list(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<ScheduleView>, ApiError> {
    let params = Params::parse(query.as_deref());
    let ask = ListAsk::read(params, &app.catalog, app.clock.now())?;
    let found = store::list(&app.db, &ask, ask.limit + 1).await?;
    Ok(Json(ScheduleView::new(
        found,
        ask.limit,
        &app.catalog.airports,
    )))
}

/// Creates a flight of an airplane. It can be searched within a second.
#[utoipa::path(
    post,
    path = "/admin/airplanes/{airplane_id}/flight-plans",
    tag = "fleet",
    security(("session" = [])),
    params(("airplane_id" = u32, Path, description = "The airplane", example = 7), KeyHeader),
    request_body = FlightDraft,
    responses(
        (status = CREATED, body = FlightPlanView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn create(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    Path(airplane): Path<String>,
    ask: Ask,
) -> Result<Response, ApiError> {
    // What is not a number is the id of nothing.
    let airplane = airplane.parse().map_err(|_| CreateError::NoSuchAirplane)?;
    let run = async move |app: App, draft: FlightDraft, claim: Claim| {
        let airplane = AirplaneId(airplane);
        let flight = create::create(&app, admin.id, airplane, &draft, &claim).await?;
        Ok(FlightPlanView::new(&flight, &app.catalog.airports))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::CREATED, run).await
}

/// Changes the times or the price of a flight.
#[utoipa::path(
    patch,
    path = "/admin/flight-plans/{id}",
    tag = "fleet",
    security(("session" = [])),
    params(("id" = u64, Path, description = "The flight", example = 1_234_567), KeyHeader),
    request_body = FlightChange,
    responses(
        (status = OK, body = FlightPlanView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = CONFLICT, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    Path(id): Path<String>,
    ask: Ask,
) -> Result<Response, ApiError> {
    let id = id.parse().map_err(|_| ChangeError::NoSuchFlight)?;
    let run = async move |app: App, change: FlightChange, claim: Claim| {
        let flight = change::change(&app, admin.id, FlightId(id), &change, &claim).await?;
        Ok(FlightPlanView::new(&flight, &app.catalog.airports))
    };
    let caller = Caller::user(admin.id.0);
    idempotency::json(&app, caller, ask, StatusCode::OK, run).await
}

/// Cancels a flight. Its customers are paid back.
#[utoipa::path(
    delete,
    path = "/admin/flight-plans/{id}",
    tag = "fleet",
    security(("session" = [])),
    params(("id" = u64, Path, description = "The flight", example = 1_234_567)),
    responses(
        (status = NO_CONTENT, description = "It is cancelled"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = GONE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn cancel(
    State(app): State<App>,
    admin: Admin,
    _: NoQuery,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    let id = id.parse().map_err(|_| CancelError::NoSuchFlight)?;
    cancel::cancel(&app, admin.id, FlightId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
