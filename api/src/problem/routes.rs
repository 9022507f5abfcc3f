//! `GET /problems/{code}`: what an error code means and what to do about it.

use axum::Json;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ApiError, Code, Language, Retry, Text};
use crate::app::App;
use crate::html::{self, Page};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(problem))
}

/// An error code explained.
#[derive(Debug, Serialize, ToSchema)]
struct Explanation {
    #[schema(value_type = String, example = "invalid_request")]
    code: Code,
    /// The status that comes with it.
    status: u16,
    retry: Retry,
    title: String,
    /// What to do about it.
    advice: String,
}

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
#[error("there is no such error code")]
struct NoSuchCode;

/// Explains an error code: the address in a problem's `type`.
#[utoipa::path(
    get,
    path = "/problems/{code}",
    tag = "operations",
    params(("code" = String, Path, description = "The `code` of a problem", example = "invalid_request")),
    responses(
        (status = OK, body = Explanation),
        (status = NOT_FOUND, body = super::Problem, content_type = "application/problem+json"),
    )
)]
async fn problem(
    Path(code): Path<String>,
    language: Language,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let code = Code::parse(&code).ok_or_else(|| ApiError::not_found(NoSuchCode))?;
    let head = html::headers(language);
    if html::is_wanted(&headers) {
        return Ok((head, Html(page(code, language))).into_response());
    }
    let explanation = Explanation {
        code,
        status: code.status().as_u16(),
        retry: code.retry(),
        title: code.title().get(language).to_owned(),
        advice: code.advice().get(language).to_owned(),
    };
    Ok((head, Json(explanation)).into_response())
}

fn page(code: Code, language: Language) -> String {
    let title = code.title();
    let mut page = Page::new(title.get(language), language);
    page.paragraph(code.advice().get(language));
    page.term(Text::fixed("코드", "Code").get(language), code.name());
    page.term(
        Text::fixed("상태", "Status").get(language),
        code.status().as_str(),
    );
    page.term(
        Text::fixed("다시 시도", "Retry").get(language),
        retry(code.retry()).get(language),
    );
    page.finish()
}

fn retry(retry: Retry) -> Text {
    match retry {
        Retry::Never => Text::fixed(
            "같은 요청은 다시 보내도 실패합니다.",
            "The same request fails again.",
        ),
        Retry::SameKey => Text::fixed(
            "같은 Idempotency-Key로 다시 보낼 수 있습니다.",
            "Send it again with the same Idempotency-Key.",
        ),
        Retry::After => Text::fixed(
            "Retry-After에 적힌 시간 뒤에 다시 보낼 수 있습니다.",
            "Send it again after the time in Retry-After.",
        ),
    }
}
