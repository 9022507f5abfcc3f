//! The addresses of signing in.
//!
//! Two of them are for browsers, which are sent away and come back; what goes wrong there is a page.
//! The third is for apps and speaks JSON.

use axum::Json;
use axum::extract::{RawQuery, State};
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::begin::{self, Wish};
use super::cookie::AttemptCookie;
use super::finish::{self, Browser, Return};
use super::problems::{NotSetUp, start_again};
use super::provider::Provider;
use super::redeem;
use super::return_to::ReturnTo;
use super::view::{CodeFromApp, SignedInView};
use crate::accounts::access::Visitor;
use crate::accounts::cookie::SessionCookie;
use crate::accounts::grades::standing;
use crate::accounts::sessions::Sessions;
use crate::accounts::view::AccountView;
use crate::app::App;
use crate::html;
use crate::problem::{ApiError, Problem, Text};
use crate::request::{JsonBody, Params};

/// The longest hint that is passed on.
const LONGEST_HINT: usize = 254;

/// Tokens and addresses with codes in them are nobody's to keep.
const NOT_KEPT: (axum::http::HeaderName, HeaderValue) =
    (CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// The routes of this subject.
pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(begin_in_browser, redeem_for_app))
        .routes(routes!(come_back))
}

/// Sends a browser to Google to sign in; it comes back signed in.
#[utoipa::path(
    get,
    path = "/oauth2/authorization/google",
    tag = "accounts",
    params(
        ("return_to" = Option<String>, Query, description = "A path of this service to go to afterwards", example = "/"),
        ("login_hint" = Option<String>, Query, description = "The e-mail address to sign in with", example = "minjun.kim@example.com"),
    ),
    responses(
        (status = FOUND, description = "To the provider"),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, description = "Signing in is not set up", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn begin_in_browser(
    State(app): State<App>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let answer = begin_for(&app, query.as_deref(), &headers).await;
    answer.map_err(|error| for_reader(error, &headers))
}

async fn begin_for(
    app: &App,
    query: Option<&str>,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let provider = provider(app)?;
    let cookie = AttemptCookie::of(&app.config.http);
    let wish = wish(Params::parse(query), cookie, headers)?;
    let begun = begin::begin(app, provider, wish).await?;
    let to = header_value(&begun.url)?;
    let head = [
        NOT_KEPT,
        (LOCATION, to),
        (SET_COOKIE, cookie.set(&begun.browser)),
    ];
    Ok((StatusCode::FOUND, head).into_response())
}

/// Where Google sends a browser back to. Not for apps.
#[utoipa::path(
    get,
    path = "/login/oauth2/code/google",
    tag = "accounts",
    params(
        ("code" = Option<String>, Query, description = "From the provider"),
        ("state" = Option<String>, Query, description = "From the provider"),
        ("iss" = Option<String>, Query, description = "From the provider"),
        ("error" = Option<String>, Query, description = "From the provider"),
    ),
    responses(
        (status = SEE_OTHER, description = "Signed in, on to `return_to`, with the session in a cookie"),
        (status = BAD_REQUEST, description = "The attempt is unknown, used, too old, or of another browser", body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, description = "The provider's answer does not hold", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "Cancelled there, or the e-mail address is not verified", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn come_back(
    State(app): State<App>,
    before: Visitor,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let back = what_came_back(query.as_deref().unwrap_or_default());
    let browser = Browser {
        known_by: AttemptCookie::of(&app.config.http).read(&headers),
        before: before.0,
        device: device(&headers),
    };
    let answer = come_back_with(&app, back, browser).await;
    answer.map_err(|error| for_reader(error, &headers))
}

async fn come_back_with(app: &App, back: Return, browser: Browser) -> Result<Response, ApiError> {
    let (arrival, return_to) = finish::finish(app, provider(app)?, back, browser).await?;
    let session = SessionCookie::of(&app.config.http).set(&arrival.token);
    let to = header_value(return_to.as_str())?;
    let head = [NOT_KEPT, (LOCATION, to), (SET_COOKIE, session)];
    Ok((StatusCode::SEE_OTHER, head).into_response())
}

/// Signs an app in with the code that it came back from Google with.
#[utoipa::path(
    post,
    path = "/oauth2/authorization/google",
    tag = "accounts",
    request_body = CodeFromApp,
    responses(
        (status = OK, body = SignedInView),
        (status = BAD_REQUEST, description = "Something is missing, or the code is used or too old", body = Problem, content_type = "application/problem+json"),
        (status = UNAUTHORIZED, description = "The provider's answer does not hold", body = Problem, content_type = "application/problem+json"),
        (status = FORBIDDEN, description = "The e-mail address is not verified", body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn redeem_for_app(
    State(app): State<App>,
    headers: HeaderMap,
    JsonBody(body): JsonBody<CodeFromApp>,
) -> Result<Response, ApiError> {
    let provider = provider(&app)?;
    let redemption = body.checked(provider).map_err(ApiError::invalid)?;
    let arrival = redeem::redeem(&app, provider, redemption, device(&headers)).await?;
    let standing = standing(&app.db, arrival.user.id, app.clock.now()).await?;
    let view = SignedInView {
        access_token: arrival.token.to_text(),
        token_type: "Bearer",
        expires_in: Sessions::IDLE.num_seconds(),
        user: AccountView::new(arrival.user, &standing),
    };
    Ok(([NOT_KEPT], Json(view)).into_response())
}

fn provider(app: &App) -> Result<&Provider, NotSetUp> {
    app.provider.as_ref().ok_or(NotSetUp)
}

/// What a link to sign in asks for.
fn wish(
    mut params: Params<'_>,
    cookie: AttemptCookie,
    headers: &HeaderMap,
) -> Result<Wish, ApiError> {
    let return_to = params.read("return_to", |text| {
        ReturnTo::parse(text).ok_or_else(not_ours)
    });
    let login_hint = params.read("login_hint", |text| {
        let strange = text.len() > LONGEST_HINT || text.contains(char::is_control);
        (!strange).then(|| text.to_owned()).ok_or_else(not_a_hint)
    });
    params.finish(Some(Wish {
        return_to: return_to.unwrap_or_else(ReturnTo::front),
        login_hint,
        browser: cookie.read(headers),
    }))
}

/// What the provider sends. It may add parameters of its own, and has.
fn what_came_back(query: &str) -> Return {
    let mut back = Return::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match &*name {
            "state" => &mut back.state,
            "code" => &mut back.code,
            "iss" => &mut back.issuer,
            "error" => &mut back.error,
            _ => continue,
        };
        *place = Some(value.into_owned());
    }
    back
}

/// A failure as a page when a person reads it.
fn for_reader(error: ApiError, headers: &HeaderMap) -> ApiError {
    match html::is_wanted(headers) {
        true => error.as_page(start_again()),
        false => error,
    }
}

/// What a browser or an app calls itself, for the list of sessions.
fn device(headers: &HeaderMap) -> String {
    let name = headers
        .get(USER_AGENT)
        .and_then(|value| value.to_str().ok());
    name.unwrap_or_default().to_owned()
}

fn header_value(address: &str) -> Result<HeaderValue, ApiError> {
    HeaderValue::from_str(address).map_err(ApiError::internal)
}

fn not_ours() -> Text {
    Text::fixed(
        "이 서비스의 경로가 아닙니다. /orders처럼 /로 시작해야 합니다",
        "is not a path of this service, such as /orders",
    )
}

fn not_a_hint() -> Text {
    Text::fixed("이메일 주소가 아닙니다", "is not an e-mail address")
}
