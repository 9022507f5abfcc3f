//! `GET /flight-plans/{id}/proof`.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use search::model::FlightId;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::view::ProofView;
use super::{ProofError, prove};
use crate::app::App;
use crate::problem::{ApiError, Problem};
use crate::request::Params;

/// The route of the proof.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(proof))
}

/// The proof that no seat of a flight was sold twice.
#[utoipa::path(
    get,
    path = "/flight-plans/{id}/proof",
    tag = "orders",
    params(("id" = u64, Path, description = "The flight", example = 1_234_567)),
    responses(
        (status = OK, body = ProofView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn proof(
    State(app): State<App>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Json<ProofView>, ApiError> {
    Params::parse(query.as_deref()).finish(Some(()))?;
    // What is not a number is the id of no flight.
    let flight = id.parse().map(FlightId);
    let flight = flight.map_err(|_| ProofError::NoSuchFlight)?;
    let sum = prove(&app, flight).await?;
    Ok(Json(ProofView::new(flight, app.clock.now(), &sum)))
}
