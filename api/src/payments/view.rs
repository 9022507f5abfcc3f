//! What a browser sees that comes back from the payment widget: a page, or JSON for what is none.

use axum::Json;
use axum::http::HeaderMap;
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;

use super::back::Failed;
use super::reason::reason;
use crate::app::App;
use crate::booking::OrderId;
use crate::html::{self, Page};
use crate::problem::{ApiError, Language, Link, Text};

/// Seoul's distance from UTC, in seconds.
const SEOUL_S: i32 = 9 * 3600;

/// Who reads, and where they pay.
pub(super) struct Shop {
    language: Language,
    wants_page: bool,
    is_real: bool,
}

/// Where a payment stands, for what is no browser.
#[derive(Serialize)]
struct Said {
    status: &'static str,
    order: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_check_at: Option<DateTime<Utc>>,
}

impl Shop {
    pub(super) fn of(app: &App, headers: &HeaderMap, language: Language) -> Self {
        Self {
            language,
            wants_page: html::is_wanted(headers),
            is_real: app.toss.as_ref().is_some_and(|toss| toss.is_real),
        }
    }

    /// The order is paid.
    pub(super) fn paid(&self, order: OrderId) -> Response {
        let title = Text::fixed("결제가 끝났습니다", "Paid");
        let words = Text::fixed(
            "항공권이 발행되었습니다. 로그인하면 주문을 볼 수 있습니다.",
            "Your tickets are issued. Sign in to see your order.",
        );
        self.answer("paid", (title, words), Some(order), None)
    }

    /// Nobody knows yet.
    pub(super) fn pending(&self, order: OrderId, next: Option<DateTime<Utc>>) -> Response {
        let title = Text::fixed(
            "결제를 확인하고 있습니다",
            "Your payment is being confirmed",
        );
        let words = Text::fixed(
            "카드사에 확인하고 있습니다. 좌석은 유지되니 다시 결제하지 마세요. 이 페이지를 새로 고치면 결과가 보입니다.",
            "We are confirming with the card company. Your seats are kept: do not pay again. Reload this \
             page to see the outcome.",
        );
        self.answer("pending", (title, words), Some(order), next)
    }

    /// The buyer gave up or was refused.
    pub(super) fn failed(&self, failed: &Failed) -> Response {
        let title = Text::fixed("결제되지 않았습니다", "Nothing was paid");
        self.answer(
            "not_paid",
            (title, reason(&failed.code)),
            failed.order,
            None,
        )
    }

    /// A refusal, as a page when a person reads it.
    pub(super) fn refused(&self, error: ApiError) -> ApiError {
        if !self.wants_page {
            return error;
        }
        error.as_page(Link {
            href: "/orders",
            text: Text::fixed("내 주문 보기", "See your orders"),
        })
    }

    fn answer(
        &self,
        status: &'static str,
        (title, words): (Text, Text),
        order: Option<OrderId>,
        next: Option<DateTime<Utc>>,
    ) -> Response {
        let order = order.map(|order| format!("/orders/{order}"));
        let head = html::headers(self.language);
        if !self.wants_page {
            let said = Said {
                status,
                order,
                next_check_at: next,
            };
            return (head, Json(said)).into_response();
        }
        let mut page = Page::new(title.get(self.language), self.language);
        if !self.is_real {
            let test = Text::fixed(
                "시험 환경입니다. 실제 돈은 움직이지 않습니다.",
                "This is a test environment. No real money moves.",
            );
            page.paragraph(test.get(self.language));
        }
        page.paragraph(words.get(self.language));
        if let Some(next) = next {
            let label = Text::fixed("다음 확인", "We ask again at");
            page.term(label.get(self.language), &in_seoul(next));
        }
        let see = Text::fixed("주문 보기", "See the order");
        let href = order.as_deref().unwrap_or("/orders");
        page.link(href, see.get(self.language));
        (head, Html(page.finish())).into_response()
    }
}

fn in_seoul(at: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(SEOUL_S) {
        Some(zone) => at.with_timezone(&zone).format("%H:%M:%S (KST)").to_string(),
        None => at.format("%H:%M:%S (UTC)").to_string(),
    }
}
