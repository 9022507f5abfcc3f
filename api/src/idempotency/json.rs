//! Writes of JSON whose answer is kept whole.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::ask::{Ask, Caller};
use super::claim::Claim;
use super::done::Done;
use super::once::{as_kept, once};
use crate::app::App;
use crate::problem::{ApiError, Language};
use crate::request::JsonBody;

/// Runs a write of `caller` once whose body is a `T`, and answers a repeated request with what was
/// answered then. `run` takes its claim first of all in its transaction ([`Claim::take`]), keeps its
/// answer last ([`Claim::answer`]), and returns the same view.
pub async fn json<T, V, R, F>(
    app: &App,
    caller: Caller,
    ask: Ask,
    status: StatusCode,
    run: R,
) -> Result<Response, ApiError>
where
    T: DeserializeOwned + Send,
    V: Serialize + Send,
    R: FnOnce(App, T, Claim) -> F + Send + 'static,
    F: Future<Output = Result<V, ApiError>> + Send,
{
    let language = Language::of(ask.headers());
    let app_of_task = app.clone();
    let write = move |ask: Arc<Ask>, claim: Claim| async move {
        let JsonBody(body) = ask.read::<JsonBody<T>>(&app_of_task).await?;
        let view = run(app_of_task, body, claim).await?;
        Done::json(status, &view, language)
    };
    once(app, caller, ask, write, as_kept).await
}
