//! Whether the process lives, and whether it should get requests.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use search::{Follower, IndexDir};
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
    /// Everything works, slower or as of a while ago.
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
    /// How long ago that is.
    lag_seconds: i64,
    /// Whether a process keeps it up to date.
    followed: bool,
    /// Why it is not up to date; null while it is.
    stale: Option<Stale>,
}

/// Why the index is not up to date.
#[derive(Debug, Serialize, ToSchema)]
struct Stale {
    /// One of `behind`, `log_gone`, `other_database`, `table_changed`, `too_much_changed`,
    /// `no_checkpoint`, `not_reachable`.
    #[schema(example = "behind")]
    reason: &'static str,
    /// The same in a sentence.
    detail: String,
}

/// Answers 200 as long as the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = OK, body = Alive)))]
async fn healthz() -> Json<Alive> {
    Json(Alive { status: "alive" })
}

/// Whether this node should get requests: MySQL answers and the index is open. Redis may be down, and
/// the index may be stale: then it is degraded.
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
    let index = index(&app);
    let whole = redis == Server::Up && seats == SeatsFrom::Redis && index.stale.is_none();
    let (code, status) = match mysql {
        Server::Up if whole => (StatusCode::OK, Status::Ready),
        Server::Up => (StatusCode::OK, Status::Degraded),
        Server::Down => (StatusCode::SERVICE_UNAVAILABLE, Status::NotReady),
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

/// What is served, what its follower says of it, and whether it is too old whatever that says.
fn index(app: &App) -> IndexState {
    let snapshot = app.index.snapshot();
    let (as_of, now) = (snapshot.checkpoint().as_of, app.clock.now());
    let lag_seconds = (now - as_of).num_seconds().max(0);
    let too_old = lag_seconds.unsigned_abs() > app.config.index.stale_after.as_secs();
    let said = follower(app);
    let stale = match said.as_ref().and_then(|said| said.stale.as_ref()) {
        Some(stale) => Some(Stale {
            reason: stale.reason.as_str(),
            detail: stale.detail.clone(),
        }),
        None => too_old.then(|| Stale {
            reason: "behind",
            detail: format!("nothing is known of changes of the last {lag_seconds} s"),
        }),
    };
    IndexState {
        generation: snapshot.generation(),
        documents: snapshot.documents(),
        as_of,
        lag_seconds,
        followed: said.is_some_and(|said| said.is_alive(now)),
        stale,
    }
}

/// What the index's follower says; nothing also when it cannot be read, for the age tells enough.
fn follower(app: &App) -> Option<Follower> {
    let said = Follower::read(&IndexDir::new(&app.config.index.dir));
    said.unwrap_or_else(|error| {
        tracing::warn!(%error, "could not read what the follower says");
        None
    })
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
