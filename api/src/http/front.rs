//! What happens to every request before and after its handler.
//!
//! One layer for all of it, since each layer costs on every search: a request id, a limit on
//! requests at once, on those of one address and on their time, panics caught, failures put into
//! words and logged, headers that keep browsers safe, and the time counted.

use std::any::Any;
use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::HttpBody;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::time::timeout;
use tower::{Layer, Service};

use super::request_id::{RequestIds, X_REQUEST_ID};
use super::shield::{self, Shield};
use super::{BODY_LIMIT, peer};
use crate::app::App;
use crate::idempotency;
use crate::problem::{ApiError, Code, Language};
use crate::telemetry;

/// Paths that answer however much there is to do.
const NEVER_SHED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

/// What the front works with.
#[derive(Clone)]
pub(super) struct Front {
    app: App,
    ids: Arc<RequestIds>,
    shield: Shield,
}

/// Why a request failed before its handler could say so.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("too many requests at once")]
    Shed,
    #[error("the request took too long")]
    TookTooLong,
    #[error("the handler panicked: {0}")]
    Panicked(String),
    #[error("the body is announced as larger than the limit")]
    TooLarge,
}

impl Front {
    /// The front of one app.
    pub(super) fn new(app: App) -> Self {
        Self {
            shield: Shield::of(&app.config.http),
            app,
            ids: Arc::new(RequestIds::new()),
        }
    }
}

impl<S> Layer<S> for Front {
    type Service = Fronted<S>;

    fn layer(&self, inner: S) -> Fronted<S> {
        let front = self.clone();
        Fronted { front, inner }
    }
}

/// A service behind the front. Written out by hand: 0.5 us a request, and 1.1 us with `from_fn`.
#[derive(Clone)]
pub(super) struct Fronted<S> {
    front: Front,
    inner: S,
}

impl<S> Service<Request> for Fronted<S>
where
    S: Service<Request, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let asked = Asked::new(&self.front, &request);
        if !request.body().is_end_stream() {
            DefaultBodyLimit::max(BODY_LIMIT).apply(&mut request);
        }
        let refusal = refused(&self.front.app, &request, asked.path());
        let handler = self.inner.call(request);
        let app = self.front.app.clone();
        Box::pin(async move {
            let response = match refusal {
                Some(refusal) => refusal.into_response(),
                None => handled(&app, asked.path(), handler).await,
            };
            Ok(asked.answered(&app, response))
        })
    }
}

/// What is kept of a request while its handler has it.
struct Asked {
    started: Instant,
    id: HeaderValue,
    language: Language,
    path: Option<MatchedPath>,
    shield: Shield,
    is_personal: bool,
}

impl Asked {
    fn new(front: &Front, request: &Request) -> Self {
        Self {
            started: Instant::now(),
            id: front.ids.of(request.headers()),
            language: Language::of(request.headers()),
            path: request.extensions().get::<MatchedPath>().cloned(),
            shield: front.shield,
            is_personal: shield::is_personal(request.headers()),
        }
    }

    fn path(&self) -> Option<&str> {
        self.path.as_ref().map(MatchedPath::as_str)
    }

    /// The response as it leaves, counted.
    fn answered(self, app: &App, mut response: Response) -> Response {
        if response.status().as_u16() >= 400 {
            response = explained(response, self.language, &self.id);
        }
        let took = self.started.elapsed();
        let status = response.status();
        app.metrics.of_route(self.path()).record(status, took);
        tracing::debug!(
            request.id = ?self.id,
            http.route = self.path().unwrap_or("unmatched"),
            http.status = status.as_u16(),
            took_us = took.as_micros() as u64,
            "answered"
        );
        let headers = response.headers_mut();
        headers.insert(X_REQUEST_ID, self.id);
        self.shield.cover(headers, self.is_personal);
        response
    }
}

/// Why a request is turned away before it is looked at.
fn refused(app: &App, request: &Request, path: Option<&str>) -> Option<ApiError> {
    if announced_length(request.headers()) > BODY_LIMIT as u64 {
        let error = ApiError::new(Code::TooLarge);
        return Some(error.because(Failure::TooLarge));
    }
    if !app.config.rates.limited || path.is_some_and(|path| NEVER_SHED.contains(&path)) {
        return None;
    }
    let caller = peer::caller(request, &app.config.rates)?;
    let taken = app.rates.take_of_address(caller, request.method());
    taken.err().map(ApiError::from)
}

async fn handled(
    app: &App,
    path: Option<&str>,
    handler: impl Future<Output = Result<Response, Infallible>>,
) -> Response {
    let limits = app.config.http.limits;
    let in_flight = app.metrics.enter(limits.in_flight);
    if in_flight.is_none() && !path.is_some_and(|path| NEVER_SHED.contains(&path)) {
        app.metrics.shed();
        return ApiError::unavailable(Failure::Shed).into_response();
    }
    match timeout(limits.request, AssertUnwindSafe(handler).catch_unwind()).await {
        Ok(Ok(Ok(response))) => response,
        Ok(Ok(Err(never))) => match never {},
        Ok(Err(panic)) => ApiError::internal(Failure::Panicked(words_of(&*panic))).into_response(),
        Err(_) => ApiError::unavailable(Failure::TookTooLong).into_response(),
    }
}

/// Puts a failure into words for its caller, and logs it.
fn explained(mut response: Response, language: Language, id: &HeaderValue) -> Response {
    let error = match ApiError::taken_from(&mut response) {
        Some(error) => error,
        None if is_plain(&response) => Arc::new(ApiError::new(Code::of_status(response.status()))),
        None => return response,
    };
    let id = id.to_str().unwrap_or_default();
    log(&error, id);
    let mut explained = error.render(language, id);
    for kept in [ALLOW, idempotency::REPLAYED] {
        if let Some(value) = response.headers_mut().remove(&kept) {
            explained.headers_mut().insert(kept, value);
        }
    }
    explained
}

/// Whether nobody gave the response a body worth keeping, as the framework's own refusals.
fn is_plain(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

fn log(error: &ApiError, id: &str) {
    let code = error.code().name();
    let cause = error.cause().map(telemetry::chain).unwrap_or_default();
    match error.code() {
        Code::Internal => tracing::error!(request.id = id, cause, "a request failed"),
        Code::Unavailable => tracing::warn!(request.id = id, cause, "a request was turned away"),
        _ => tracing::debug!(request.id = id, code, cause, "a request was refused"),
    }
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("without a message").to_owned()
}

fn announced_length(headers: &HeaderMap) -> u64 {
    let length = headers.get(CONTENT_LENGTH).and_then(|n| n.to_str().ok());
    length.and_then(|n| n.parse().ok()).unwrap_or(0)
}
