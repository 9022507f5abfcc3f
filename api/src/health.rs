//! Whether the process lives, and whether it should get requests.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::Connection;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;

/// How long a server may take to answer before it counts as down.
const PATIENCE: Duration = Duration::from_secs(1);

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(healthz))
        .routes(routes!(readyz))
}

/// The process lives and answers.
#[derive(Debug, Serialize, ToSchema)]
struct Alive {
    #[schema(example = "alive")]
    status: &'static str,
}

/// What the service stands on.
#[derive(Debug, Serialize, ToSchema)]
struct Readiness {
    status: Status,
    /// The truth: without it nothing can be booked.
    mysql: Server,
    /// A filter in front of MySQL: without it bookings stay correct and get slower.
    redis: Server,
    /// Who is asked first for seats.
    seats: SeatsFrom,
    index: IndexState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Ready,
    /// Everything works, slower.
    Degraded,
    NotReady,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Server {
    Up,
    Down,
}

/// Who is asked first for seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SeatsFrom {
    Redis,
    /// Redis has not answered of late and is left alone.
    Mysql,
}

/// The search index that is served.
#[derive(Debug, Serialize, ToSchema)]
struct IndexState {
    generation: u64,
    documents: u64,
    /// Every change that was committed before this instant is in it.
    as_of: DateTime<Utc>,
}

/// Answers 200 as long as the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = OK, body = Alive)))]
async fn healthz() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

/// Whether this node should get requests: MySQL answers and the index is open. Redis may be down.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operations",
    responses(
        (status = OK, description = "Ready, or degraded", body = Readiness),
        (status = SERVICE_UNAVAILABLE, description = "Not ready", body = Readiness),
    )
)]
async fn readyz(State(app): State<App>) -> (StatusCode, Json<Readiness>) {
    let (mysql, redis) = tokio::join!(mysql(&app), redis(&app));
    let seats = if app.seats.circuit_is_open() {
        SeatsFrom::Mysql
    } else {
        SeatsFrom::Redis
    };
    let (code, status) = match (mysql, redis, seats) {
        (Server::Up, Server::Up, SeatsFrom::Redis) => (StatusCode::OK, Status::Ready),
        (Server::Up, _, _) => (StatusCode::OK, Status::Degraded),
        (Server::Down, _, _) => (StatusCode::SERVICE_UNAVAILABLE, Status::NotReady),
    };
    let index = app.index.snapshot();
    let index = IndexState {
        generation: index.generation(),
        documents: index.documents(),
        as_of: index.checkpoint().as_of,
    };
    let readiness = Readiness {
        status,
        mysql,
        redis,
        seats,
        index,
    };
    (code, Json(readiness))
}

async fn mysql(app: &App) -> Server {
    let ping = async { app.db.acquire().await?.ping().await };
    match timeout(PATIENCE, ping).await {
        Ok(Ok(())) => Server::Up,
        _ => Server::Down,
    }
}

async fn redis(app: &App) -> Server {
    // The pool pings a connection before it lends it; a new one has just been made.
    match timeout(PATIENCE, app.redis.get()).await {
        Ok(Ok(_)) => Server::Up,
        _ => Server::Down,
    }
}
