//! `GET /metrics`.

use std::fmt;

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use search::{Follower, IndexDir, StaleReason};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::metrics::{counter, gauge};
use crate::app::App;
use crate::problem::ApiError;

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(metrics))
}

/// Counters and gauges for Prometheus.
#[utoipa::path(
    get,
    path = "/metrics",
    tag = "operations",
    responses((status = OK, description = "The text format of Prometheus", content_type = "text/plain", body = String))
)]
async fn metrics(State(app): State<App>) -> Result<impl IntoResponse, ApiError> {
    let text = text(&app).map_err(ApiError::internal)?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}

fn text(app: &App) -> Result<String, fmt::Error> {
    let mut text = String::with_capacity(16 * 1024);
    let out = &mut text;
    app.metrics.write(out)?;
    write_index(app, out)?;
    write_pools(app, out)?;
    app.seats.write_metrics(out)?;
    app.metrics.jobs.write(out)?;
    let walks = app.walks.busy();
    gauge(out, "gajo_walks", "Long searches that run or wait.", walks)?;
    Ok(text)
}

fn write_index(app: &App, out: &mut String) -> fmt::Result {
    let index = app.index.snapshot();
    let behind = app.clock.now() - index.checkpoint().as_of;
    let behind = behind.num_milliseconds().max(0) as f64 / 1e3;
    let generation = index.generation();
    gauge(
        out,
        "gajo_index_generation",
        "Generation served.",
        generation,
    )?;
    let documents = index.documents();
    gauge(out, "gajo_index_documents", "Flights in it.", documents)?;
    gauge(
        out,
        "gajo_index_segments",
        "Segments of it.",
        index.segments(),
    )?;
    gauge(out, "gajo_index_bytes", "Size of its files.", index.bytes())?;
    gauge(
        out,
        "gajo_index_behind_seconds",
        "Age of its state.",
        behind,
    )?;
    write_stale(app, out)?;
    let reloads = app.index.reloads();
    counter(out, "gajo_index_reloads_total", "Changes opened.", reloads)?;
    let failures = app.index.failures();
    counter(
        out,
        "gajo_index_reload_failures_total",
        "Changes not opened.",
        failures,
    )
}

/// Why the index does not follow MySQL, by its follower's word; what cannot be read says nothing.
fn write_stale(app: &App, out: &mut String) -> fmt::Result {
    use fmt::Write;

    let said = Follower::read(&IndexDir::new(&app.config.index.dir));
    let said = said.ok().flatten();
    let alive = said
        .as_ref()
        .is_some_and(|said| said.is_alive(app.clock.now()));
    let what = "Whether a process keeps it up to date.";
    gauge(out, "gajo_index_followed", what, u8::from(alive))?;
    let name = "gajo_index_stale";
    writeln!(
        out,
        "# HELP {name} Whether it does not follow MySQL, and why."
    )?;
    writeln!(out, "# TYPE {name} gauge")?;
    for reason in StaleReason::ALL {
        let stale = said.as_ref().and_then(|said| said.stale.as_ref());
        let is = u8::from(stale.is_some_and(|stale| stale.reason == reason));
        writeln!(out, "{name}{{reason=\"{}\"}} {is}", reason.as_str())?;
    }
    Ok(())
}

fn write_pools(app: &App, out: &mut String) -> fmt::Result {
    let open = app.db.size();
    gauge(out, "gajo_mysql_connections", "Connections open.", open)?;
    let idle = app.db.num_idle();
    gauge(
        out,
        "gajo_mysql_connections_idle",
        "Those not in use.",
        idle,
    )?;
    let redis = app.redis.status();
    gauge(
        out,
        "gajo_redis_connections",
        "Connections open.",
        redis.size,
    )?;
    gauge(
        out,
        "gajo_redis_connections_idle",
        "Those not in use.",
        redis.available,
    )?;
    gauge(out, "gajo_redis_waiting", "Waiting for one.", redis.waiting)
}
