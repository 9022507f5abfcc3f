//! One's own account over HTTP.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::access::SignedIn;
use super::cookie::SessionCookie;
use super::end::{self, SessionsError};
use super::profile::{self, ProfileChange};
use super::user::{SessionId, UserId};
use super::view::{AccountView, SessionsView};
use super::{admin, sign_in, users};
use crate::app::App;
use crate::idempotency::{self, Ask, Caller, Claim, Done, KeyHeader};
use crate::problem::{ApiError, Code, Language, Problem};
use crate::request::{JsonBody, NoQuery};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(me, change_me))
        .routes(routes!(me_by_old_path, change_me_by_old_path))
        .routes(routes!(sessions, end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(log_out))
        .merge(sign_in::routes::router())
        .merge(admin::routes::router())
}

/// What one may change about oneself.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MeChange {
    /// One line of at most 100 characters.
    #[schema(example = "김가조")]
    name: Option<String>,
    /// `null` erases it.
    #[serde(default, deserialize_with = "given")]
    #[schema(example = "010-1234-5678", value_type = Option<String>)]
    phone: Option<Option<String>>,
}

/// Tells `null` from a member that is not there.
fn given<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(value).map(Some)
}

/// One's own account.
#[utoipa::path(
    get,
    path = "/users/me",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = OK, body = AccountView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn me(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<Json<AccountView>, ApiError> {
    let account = users::account(&app.db, who.id, app.clock.now()).await?;
    Ok(Json(account))
}

/// One's own account, by the path of the service before.
#[utoipa::path(
    get,
    path = "/user/me",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = OK, body = AccountView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn me_by_old_path(
    state: State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<Json<AccountView>, ApiError> {
    me(state, who, NoQuery).await
}

/// Changes one's name or phone.
#[utoipa::path(
    patch,
    path = "/users/me",
    tag = "accounts",
    security(("session" = [])),
    params(KeyHeader),
    request_body = MeChange,
    responses(
        (status = OK, body = AccountView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_me(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    let (run, again) = (app.clone(), app.clone());
    let run = move |ask: Arc<Ask>, claim: Claim| async move {
        let JsonBody(body) = ask.read::<JsonBody<MeChange>>(&run).await?;
        let phone = body.phone.as_ref().map(Option::as_deref);
        let change = ProfileChange::parse(body.name.as_deref(), phone);
        let change = change.map_err(ApiError::invalid)?;
        profile::change(&run, who.id, &change, &claim).await?;
        shown(&run, who.id, language).await
    };
    let again = move |_: Uuid| async move { shown(&again, who.id, language).await };
    idempotency::once(&app, Caller::user(who.id.0), ask, run, again).await
}

/// An account as it is now: what is kept of a change holds nothing of whose it is.
async fn shown(app: &App, id: UserId, language: Language) -> Result<Done, ApiError> {
    let account = users::account(&app.db, id, app.clock.now()).await?;
    Ok(Done::json(StatusCode::OK, &account, language)?.about(id.as_resource()))
}

/// Changes one's name or phone, by the path of the service before.
#[utoipa::path(
    patch,
    path = "/user/me",
    tag = "accounts",
    security(("session" = [])),
    params(KeyHeader),
    request_body = MeChange,
    responses(
        (status = OK, body = AccountView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_me_by_old_path(
    state: State<App>,
    who: SignedIn,
    _: NoQuery,
    language: Language,
    ask: Ask,
) -> Result<Response, ApiError> {
    change_me(state, who, NoQuery, language, ask).await
}

/// One's open sessions.
#[utoipa::path(
    get,
    path = "/users/me/sessions",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = OK, body = SessionsView),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn sessions(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<Json<SessionsView>, ApiError> {
    let sessions = end::list(&app, who.id).await?;
    Ok(Json(SessionsView::new(sessions, who.session)))
}

/// Ends all of one's sessions but this one.
#[utoipa::path(
    delete,
    path = "/users/me/sessions",
    tag = "accounts",
    security(("session" = [])),
    responses(
        (status = NO_CONTENT),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_other_sessions(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
) -> Result<StatusCode, ApiError> {
    end::end_others(&app, who.id, who.session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends one of one's sessions, also this one.
#[utoipa::path(
    delete,
    path = "/users/me/sessions/{id}",
    tag = "accounts",
    security(("session" = [])),
    params(("id" = u64, Path, description = "The session", example = 1)),
    responses(
        (status = NO_CONTENT),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn end_session(
    State(app): State<App>,
    who: SignedIn,
    _: NoQuery,
    Path(id): Path<String>,
) -> Result<StatusCode, ApiError> {
    // What is not a number is the id of no session.
    let id = id.parse().map_err(|_| SessionsError::NotFound)?;
    end::end(&app, who.id, SessionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends this session, and makes the browser forget it. Who is not signed in stays so.
#[utoipa::path(
    post,
    path = "/logout",
    tag = "accounts",
    security((), ("session" = [])),
    responses((status = NO_CONTENT))
)]
async fn log_out(
    State(app): State<App>,
    who: Result<SignedIn, ApiError>,
    _: NoQuery,
) -> Result<impl IntoResponse, ApiError> {
    match who {
        Ok(who) => match end::end(&app, who.id, who.session).await {
            // Another request has ended it meanwhile.
            Ok(()) | Err(SessionsError::NotFound) => {}
            Err(error) => return Err(error.into()),
        },
        Err(error) if error.code() == Code::Unauthenticated => {}
        Err(error) => return Err(error),
    }
    let forget = SessionCookie::of(&app.config.http).clear();
    Ok((StatusCode::NO_CONTENT, [(SET_COOKIE, forget)]))
}
