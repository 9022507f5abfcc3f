//! People and the audit log over HTTP, for administrators.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::change::{self, ChangeError, RankChange};
use super::docs::{AuditParams, UserParams};
use super::params;
use super::view::{AuditView, UserView, UsersView};
use crate::accounts::access::Admin;
use crate::accounts::profile::ProfileError;
use crate::accounts::store;
use crate::accounts::user::{Grade, Role, User, UserId};
use crate::app::App;
use crate::audit;
use crate::idempotency::{self, Ask, Caller, Claim, Done, KeyHeader};
use crate::problem::{ApiError, Language, Problem};
use crate::request::{JsonBody, NoQuery, Params};

/// The routes of this part.
pub(in crate::accounts) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(users))
        .routes(routes!(change_user))
        .routes(routes!(audit_log))
}

/// What an administrator decides about a user.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserChange {
    role: Option<Role>,
    /// Holds until `grade_until`, whatever is paid meanwhile.
    grade: Option<Grade>,
    /// In the future; has to be given with a grade.
    grade_until: Option<DateTime<Utc>>,
}

/// Users, the last who joined first.
#[utoipa::path(
    get,
    path = "/admin/users",
    tag = "admin",
    security(("session" = [])),
    params(UserParams),
    responses(
        (status = OK, body = UsersView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn users(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<UsersView>, ApiError> {
    let filter = params::users(Params::parse(query.as_deref()))?;
    let rows = store::lists::users(&app.db, &filter).await;
    let rows = rows.map_err(ProfileError::from)?;
    Ok(Json(UsersView::new(rows, filter.limit)))
}

/// Changes a user's role or grade. Nobody changes their own.
#[utoipa::path(
    patch,
    path = "/admin/users/{id}",
    tag = "admin",
    security(("session" = [])),
    params(("id" = u64, Path, description = "The user", example = 12), KeyHeader),
    request_body = UserChange,
    responses(
        (status = OK, body = UserView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn change_user(
    State(app): State<App>,
    admin: Admin,
    Path(id): Path<String>,
    _: NoQuery,
    ask: Ask,
) -> Result<Response, ApiError> {
    let language = Language::of(ask.headers());
    // What is not a number is the id of no user.
    let id = UserId(id.parse().map_err(|_| ChangeError::NotFound)?);
    let (run, again) = (app.clone(), app.clone());
    let run = move |ask: Arc<Ask>, claim: Claim| async move {
        let JsonBody(body) = ask.read::<JsonBody<UserChange>>(&run).await?;
        let now = run.clock.now();
        let change = RankChange::parse(body.role, body.grade, body.grade_until, now);
        let change = change.map_err(ApiError::invalid)?;
        let user = change::change(&run, admin, id, change, &claim).await?;
        shown(user, language)
    };
    let again = move |_: Uuid| async move {
        let user = store::users::find(&again.db, id).await;
        let user = user.map_err(ChangeError::from)?;
        shown(user.ok_or(ChangeError::NotFound)?, language)
    };
    idempotency::once(&app, Caller::user(admin.id.0), ask, run, again).await
}

/// A user as an answer that a repeated request is shown anew: nothing of them is kept with the key.
fn shown(user: User, language: Language) -> Result<Done, ApiError> {
    let resource = user.id.as_resource();
    Ok(Done::json(StatusCode::OK, &UserView::from(user), language)?.about(resource))
}

/// What administrators did, the newest first.
#[utoipa::path(
    get,
    path = "/admin/audit",
    tag = "admin",
    security(("session" = [])),
    params(AuditParams),
    responses(
        (status = OK, body = AuditView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn audit_log(
    State(app): State<App>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<Json<AuditView>, ApiError> {
    let filter = params::audit(Params::parse(query.as_deref()))?;
    let entries = audit::list(&app.db, &filter).await;
    let entries = entries.map_err(ProfileError::from)?;
    Ok(Json(AuditView::new(entries, filter.limit)))
}
