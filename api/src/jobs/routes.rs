//! The address of this subject.

use axum::Json;
use axum::extract::{RawQuery, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::TABLE;
use super::letters;
use super::view::{JobView, JobsView};
use crate::accounts::Admin;
use crate::app::App;
use crate::problem::{ApiError, Problem};
use crate::request::Params;

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(jobs))
        .merge(letters::router())
}

/// The jobs of the node that answers: when each ran last, and how that ended.
#[utoipa::path(
    get,
    path = "/admin/jobs",
    tag = "admin",
    security(("session" = [])),
    responses(
        (status = OK, body = JobsView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn jobs(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<JobsView>, ApiError> {
    Params::parse(query.as_deref()).finish(Some(()))?;
    let board = &app.metrics.jobs;
    let items = TABLE
        .iter()
        .map(|job| JobView::new(job, board.runs_of(job.name)));
    Ok(Json(JobsView {
        items: items.collect(),
        next_cursor: None,
    }))
}
