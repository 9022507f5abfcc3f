//! `GET /openapi.json` for machines, and `GET /docs`: the same as a page, made here, that loads
//! nothing from elsewhere.

use std::sync::LazyLock;

use axum::extract::State;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::response::{Html, IntoResponse};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::document::document;
use crate::app::App;
use crate::html::Page;
use crate::problem::{ApiError, Language};

/// The routes of this subject.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(openapi))
        .routes(routes!(docs))
}

/// The document in both of the forms that are asked for.
struct Forms {
    text: String,
    value: Value,
}

/// Made once: it never changes.
static FORMS: LazyLock<serde_json::Result<Forms>> = LazyLock::new(|| {
    let document = document();
    Ok(Forms {
        text: document.to_json()?,
        value: serde_json::to_value(document)?,
    })
});

/// This document.
#[utoipa::path(
    get,
    path = "/openapi.json",
    tag = "operations",
    responses((status = OK, description = "OpenAPI 3.1", content_type = "application/json", body = Object))
)]
async fn openapi() -> Result<impl IntoResponse, ApiError> {
    let forms = FORMS.as_ref().map_err(ApiError::internal)?;
    Ok(([(CONTENT_TYPE, "application/json")], &*forms.text))
}

/// This document as a page to read.
#[utoipa::path(
    get,
    path = "/docs",
    tag = "operations",
    responses((status = OK, content_type = "text/html", body = String))
)]
async fn docs(State(app): State<App>, language: Language) -> Result<impl IntoResponse, ApiError> {
    let forms = FORMS.as_ref().map_err(ApiError::internal)?;
    let head = [
        (CONTENT_LANGUAGE, language.tag()),
        (VARY, "accept-language"),
    ];
    let page = page(&forms.value, &app.config.http.base_url, language);
    Ok((head, Html(page)))
}

fn page(document: &Value, base_url: &str, language: Language) -> String {
    let mut page = Page::new("Gajo API", language);
    page.paragraph(text(&document["info"], "description"));
    page.link("/openapi.json", "openapi.json");
    for (path, item) in members(&document["paths"]) {
        for (method, operation) in members(item) {
            describe(&mut page, base_url, (method, path), operation);
        }
    }
    page.finish()
}

fn describe(page: &mut Page, base_url: &str, (method, path): (&str, &str), operation: &Value) {
    page.heading(&format!("{} {path}", method.to_uppercase()));
    page.paragraph(text(operation, "summary"));
    if !text(operation, "description").is_empty() {
        page.paragraph(text(operation, "description"));
    }
    let parameters = operation["parameters"].as_array();
    let parameters = parameters.map_or(&[][..], Vec::as_slice);
    if !parameters.is_empty() {
        let head = ["parameter", "in", "meaning", "example"].map(str::to_owned);
        let rows = parameters.iter().map(row);
        page.table(&[vec![head.to_vec()], rows.collect()].concat());
    }
    let answers = members(&operation["responses"]);
    let answers: Vec<_> = answers.map(|(status, _)| status).collect();
    page.term("answers", &answers.join(", "));
    if method == "get" {
        page.example(&format!("curl '{base_url}{}'", address(path, parameters)));
    }
}

/// A parameter as a row of the table.
fn row(parameter: &Value) -> Vec<String> {
    let required = if parameter["required"] == true {
        " (required)"
    } else {
        ""
    };
    vec![
        format!("{}{required}", text(parameter, "name")),
        text(parameter, "in").to_owned(),
        text(parameter, "description").to_owned(),
        example(parameter).unwrap_or_default(),
    ]
}

/// The path with the examples of its parameters put in.
fn address(path: &str, parameters: &[Value]) -> String {
    let mut address = path.to_owned();
    let mut separator = '?';
    for parameter in parameters {
        let Some(example) = example(parameter) else {
            continue;
        };
        let name = text(parameter, "name");
        if text(parameter, "in") == "path" {
            let place = ["{", name, "}"].concat();
            address = address.replace(&place, &example);
        } else if parameter["required"] == true {
            address.extend([separator]);
            address.extend([name, "=", &example]);
            separator = '&';
        }
    }
    address
}

fn example(parameter: &Value) -> Option<String> {
    match [&parameter["example"], &parameter["schema"]["example"]] {
        [Value::Null, Value::Null] => None,
        [Value::Null, found] | [found, _] => Some(match found {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        }),
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = value.as_object().into_iter().flat_map(Map::iter);
    members.map(|(name, value)| (name.as_str(), value))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
