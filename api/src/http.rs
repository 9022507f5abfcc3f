//! The whole service as one router: every subject's routes behind one front.

mod docs;
mod document;
mod front;
mod peer;
mod request_id;
mod root;
pub mod serve;
mod shield;

use axum::Router;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use document::document;
pub use peer::Peer;

use crate::app::App;
use crate::problem::ApiError;
use crate::{
    accounts, booking, catalog, flights, health, jobs, payments, pricing, privacy, problem,
    telemetry,
};

use document::Head;
use front::Front;

/// The largest body that is read.
pub const BODY_LIMIT: usize = 64 * 1024;

/// The service.
pub fn router(app: App) -> Router {
    let (router, document) = routes().split_for_parts();
    app.metrics.know_routes(document.paths.paths.into_keys());
    behind_front(app, router)
}

/// Routes with the front that all of the service has: ids, limits, failures put into words.
pub fn behind_front(app: App, routes: Router<App>) -> Router {
    routes
        .fallback(no_such_path)
        .layer(Front::new(app.clone()))
        .with_state(app)
}

fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Head::openapi())
        .merge(root::router())
        .merge(flights::router())
        .merge(pricing::router())
        .merge(accounts::router())
        .merge(privacy::router())
        .merge(booking::proof::router())
        .merge(catalog::router())
        .merge(booking::router())
        .merge(payments::router())
        .merge(jobs::router())
        .merge(docs::router())
        .merge(problem::routes::router())
        .merge(health::router())
        .merge(telemetry::routes::router())
}

/// Why an unknown path is refused.
#[derive(Debug, thiserror::Error)]
#[error("no such path")]
struct NoSuchPath;

async fn no_such_path() -> ApiError {
    ApiError::not_found(NoSuchPath)
}
