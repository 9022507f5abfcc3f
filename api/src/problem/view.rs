//! A failure as its caller reads it.

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, RETRY_AFTER, VARY, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ApiError, Code, FieldError, Language, Link, Money, Place, Retry, Text};
use crate::html::Page;

const MEDIA_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const VARY_OF_PROBLEMS: HeaderValue = HeaderValue::from_static("accept-language");
const VARY_OF_PAGES: HeaderValue = HeaderValue::from_static("accept, accept-language");

/// A failure: `application/problem+json` (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// The page that explains this code.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid_request")]
    page: String,
    /// What happened, in a few words of the caller's language.
    title: String,
    /// The status of the response.
    status: u16,
    /// What machines tell failures apart by.
    #[schema(value_type = String, example = "invalid_request")]
    code: Code,
    /// What happened this time, or what to do about it.
    detail: String,
    /// Also in the header `X-Request-Id`.
    request_id: String,
    /// Whether the same request may succeed later.
    retry: Retry,
    /// Where the customer's money is.
    money: Money,
    /// Why the payment provider refused, in its own code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "REJECT_CARD_PAYMENT")]
    provider_code: Option<String>,
    /// Each part of the request that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// A part of the request that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct FieldProblem {
    /// The name of a query or path parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    /// A JSON pointer into the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    /// What is wrong with it.
    detail: String,
}

impl ApiError {
    /// The response in one language.
    pub fn render(&self, language: Language, request_id: &str) -> Response<Body> {
        let problem = Problem::new(self, language, request_id);
        let (kind, vary, body) = match &self.page {
            Some(way_on) => (
                HTML,
                VARY_OF_PAGES,
                problem.page(way_on, language).into_bytes(),
            ),
            None => {
                let body = serde_json::to_vec(&problem).unwrap_or_default();
                (MEDIA_TYPE, VARY_OF_PROBLEMS, body)
            }
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, kind);
        headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
        headers.insert(VARY, vary);
        if let Some(after) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(after.as_secs().max(1)));
        }
        if self.code.status() == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl Problem {
    fn new(error: &ApiError, language: Language, request_id: &str) -> Self {
        let code = error.code;
        let detail = error.detail.as_deref().cloned();
        let detail = detail.unwrap_or_else(|| code.advice());
        let errors = error.errors.iter();
        Self {
            page: format!("/problems/{}", code.name()),
            title: code.title().get(language).to_owned(),
            status: code.status().as_u16(),
            code,
            detail: detail.get(language).to_owned(),
            request_id: request_id.to_owned(),
            retry: error.retry,
            money: error.money,
            provider_code: error.provider_code.clone(),
            errors: errors.map(|e| FieldProblem::new(e, language)).collect(),
        }
    }

    /// The failure as a person reads it.
    fn page(&self, way_on: &Link, language: Language) -> String {
        let mut page = Page::new(&self.title, language);
        page.paragraph(&self.detail);
        for error in &self.errors {
            let place = error.parameter.as_ref().or(error.pointer.as_ref());
            page.term(place.map_or("", String::as_str), &error.detail);
        }
        page.link(way_on.href, way_on.text.get(language));
        let number = Text::fixed("요청 번호", "Request");
        page.term(number.get(language), &self.request_id);
        page.finish()
    }
}

impl FieldProblem {
    fn new(error: &FieldError, language: Language) -> Self {
        let (parameter, pointer) = match &error.place {
            Place::Parameter(name) => (Some(name.to_string()), None),
            Place::Pointer(pointer) => (None, Some(pointer.clone())),
        };
        Self {
            parameter,
            pointer,
            detail: error.message.get(language).to_owned(),
        }
    }
}
