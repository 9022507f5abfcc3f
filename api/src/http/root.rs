//! `GET /`: where to begin.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use chrono::{Days, NaiveDate};
use search::model::Iata;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::html::{self, Page};
use crate::problem::{Language, Text};

/// The routes of this subject.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(root))
}

/// Where to begin.
#[derive(Debug, Serialize, ToSchema)]
struct Welcome {
    #[schema(example = "gajo")]
    name: &'static str,
    version: &'static str,
    links: Links,
    /// Searches to try.
    examples: Vec<Example>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Links {
    docs: &'static str,
    openapi: &'static str,
    health: &'static str,
}

/// A search to try.
#[derive(Debug, Serialize, ToSchema)]
struct Example {
    /// What it finds.
    title: String,
    href: String,
}

/// Where to begin: links, and searches to try.
#[utoipa::path(get, path = "/", tag = "operations", responses((status = OK, body = Welcome)))]
async fn root(State(app): State<App>, language: Language, headers: HeaderMap) -> Response {
    let welcome = Welcome {
        name: "gajo",
        version: env!("CARGO_PKG_VERSION"),
        links: Links {
            docs: "/docs",
            openapi: "/openapi.json",
            health: "/readyz",
        },
        examples: examples(today_in_seoul(&app), language),
    };
    let head = html::headers(language);
    if html::is_wanted(&headers) {
        return (head, Html(page(&welcome, language))).into_response();
    }
    (head, Json(welcome)).into_response()
}

fn examples(today: NaiveDate, language: Language) -> Vec<Example> {
    let date = today + Days::new(30);
    let back = date + Days::new(5);
    let month = date.format("%Y-%m");
    let examples = [
        (
            Text::fixed("서울에서 도쿄로, 직항", "Seoul to Tokyo, direct"),
            format!("/flight-plans?from=SEL&to=TYO&date={date}"),
        ),
        (
            Text::fixed(
                "서울과 파리 왕복, 한 번 경유",
                "Seoul to Paris and back, one stop",
            ),
            format!("/flight-plans?from=SEL&to=PAR&date={date}&return_date={back}&max_stops=1"),
        ),
        (
            Text::fixed(
                "김포에서 제주로, 날마다 최저가",
                "Gimpo to Jeju, lowest fare of each day",
            ),
            format!("/flight-plans/calendar?from=GMP&to=CJU&month={month}"),
        ),
    ];
    let view = |(title, href): (Text, String)| Example {
        title: title.get(language).to_owned(),
        href,
    };
    examples.into_iter().map(view).collect()
}

fn page(welcome: &Welcome, language: Language) -> String {
    let mut page = Page::new("Gajo", language);
    let text = |ko, en| Text::fixed(ko, en).get(language).to_owned();
    page.paragraph(&text(
        "가조: 항공편 검색. 아래 주소를 열어 보세요.",
        "Gajo finds flights. Try one of these addresses.",
    ));
    for example in &welcome.examples {
        page.link(&example.href, &example.title);
    }
    page.link(welcome.links.docs, &text("API 설명서", "API reference"));
    page.finish()
}

fn today_in_seoul(app: &App) -> NaiveDate {
    let now = app.clock.now();
    match Iata::parse("ICN") {
        Ok(incheon) => app.catalog.airports.today(incheon, now).date(),
        Err(_) => now.date_naive(),
    }
}
