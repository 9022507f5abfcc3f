//! What the buyer does: on a page in place of Toss's widget, or by one call from a script.

use axum::extract::{Json, RawForm, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Toss, codes};
use crate::language::Language;
use crate::page::{escaped, shown, whole};

const PROVIDER: &str = "Toss Payments";

/// What the card company says to somebody who chooses to be declined.
const DECLINED: &str = "REJECT_CARD_PAYMENT";

/// What the widget is asked to have paid.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    client_key: String,
    order_id: String,
    order_name: String,
    amount: i64,
    success_url: Url,
    fail_url: Url,
}

/// What the buyer chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Choice {
    Pay,
    Decline,
    Cancel,
    Close,
}

#[derive(Debug, Deserialize)]
struct Chosen {
    choice: Choice,
}

/// Shows what is to be paid.
pub(super) async fn ask(
    State(toss): State<Toss>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let query = query.unwrap_or_default();
    let language = Language::of(&query, &headers);
    match read(&toss, &query) {
        Ok(request) => shown(StatusCode::OK, question(&request, &query, language)),
        Err(why) => refused(&why, language),
    }
}

/// Hears what the buyer chose, and sends them back to the shop.
pub(super) async fn answer(
    State(toss): State<Toss>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    RawForm(form): RawForm,
) -> Response {
    let query = query.unwrap_or_default();
    let language = Language::of(&query, &headers);
    let request = match read(&toss, &query) {
        Ok(request) => request,
        Err(why) => return refused(&why, language),
    };
    let Ok(chosen) = serde_urlencoded::from_bytes::<Chosen>(&form) else {
        return refused("choice", language);
    };
    let order = (request.order_id.as_str(), request.order_name.as_str());
    let refusal = (chosen.choice == Choice::Decline).then(|| DECLINED.to_owned());
    match chosen.choice {
        Choice::Pay | Choice::Decline => {
            let now = toss.0.clock.now();
            let key = toss
                .book()
                .authenticate(order, request.amount, refusal, now);
            let mut back = request.success_url;
            back.query_pairs_mut()
                .append_pair("paymentType", "NORMAL")
                .append_pair("amount", &request.amount.to_string())
                .append_pair("orderId", &request.order_id)
                .append_pair("paymentKey", &key);
            Redirect::to(back.as_str()).into_response()
        }
        Choice::Cancel => {
            let code = "PAY_PROCESS_CANCELED";
            let mut back = request.fail_url;
            back.query_pairs_mut()
                .append_pair("code", code)
                .append_pair("message", codes::message(code));
            Redirect::to(back.as_str()).into_response()
        }
        Choice::Close => {
            let head = language.pick("창을 닫았습니다", "The window was closed");
            let words = language.pick(
                "쇼핑몰에는 아무 소식도 가지 않습니다.",
                "The shop hears nothing of it.",
            );
            let body = format!("<p>{words}</p>\n");
            shown(StatusCode::OK, whole(PROVIDER, head, &body, language))
        }
    }
}

/// A payment by a script.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Pay {
    order_id: String,
    amount: i64,
    #[serde(default)]
    order_name: Option<String>,
    /// `pay`, `decline`, or the code with which the card company will refuse.
    #[serde(default)]
    outcome: Option<String>,
}

/// What the browser would bring back to the shop.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Paid {
    payment_key: String,
    order_id: String,
    amount: i64,
}

/// Does what the buyer does in the widget, without a browser.
pub(super) async fn pay(State(toss): State<Toss>, Json(pay): Json<Pay>) -> Json<Paid> {
    let refusal = match pay.outcome.as_deref() {
        None | Some("pay") => None,
        Some("decline") => Some(DECLINED.to_owned()),
        Some(code) => Some(code.to_owned()),
    };
    let order_name = pay.order_name.unwrap_or_else(|| pay.order_id.clone());
    let now = toss.0.clock.now();
    let order = (pay.order_id.as_str(), order_name.as_str());
    let payment_key = toss.book().authenticate(order, pay.amount, refusal, now);
    Json(Paid {
        payment_key,
        order_id: pay.order_id,
        amount: pay.amount,
    })
}

/// The request of a shop that is known.
fn read(toss: &Toss, query: &str) -> Result<Request, String> {
    let request: Request = serde_urlencoded::from_str(query).map_err(|error| error.to_string())?;
    match request.client_key == toss.0.merchant.client_key {
        true => Ok(request),
        false => Err("INVALID_CLIENT_KEY".into()),
    }
}

fn refused(why: &str, language: Language) -> Response {
    let head = language.pick("결제할 수 없습니다", "Payment is not possible");
    let body = format!("<p class=\"alarm\" role=\"alert\">{}</p>\n", escaped(why));
    let page = whole(PROVIDER, head, &body, language);
    shown(StatusCode::BAD_REQUEST, page)
}

fn question(request: &Request, query: &str, language: Language) -> String {
    let action = format!("/toss/pay?{}", escaped(query));
    let head = language.pick("무엇으로 끝낼까요?", "How does it end?");
    let about = language.pick(
        "연습용 결제창입니다. 돈은 움직이지 않습니다.",
        "This is a practice payment window. No money moves.",
    );
    let amount = grouped(request.amount);
    let choices = [
        ("pay", language.pick("결제하기", "Pay"), ""),
        (
            "decline",
            language.pick("한도 초과로 거절되기", "Be declined by the card"),
            "",
        ),
        (
            "cancel",
            language.pick("취소하고 돌아가기", "Cancel and go back"),
            "cancel",
        ),
        (
            "close",
            language.pick("창만 닫기", "Just close the window"),
            "cancel",
        ),
    ];
    let buttons: String = choices
        .iter()
        .map(|(value, words, class)| {
            let class = if class.is_empty() { "person" } else { class };
            format!("<li><button class=\"{class}\" name=\"choice\" value=\"{value}\">{words}</button></li>\n")
        })
        .collect();
    let body = format!(
        "<p>{about}</p>\n<p><b>{}</b><br>{amount} KRW</p>\n\
         <form method=\"post\" action=\"{action}\">\n<ul>\n{buttons}</ul>\n</form>\n",
        escaped(&request.order_name)
    );
    whole(PROVIDER, head, &body, language)
}

/// Digits in groups of three.
fn grouped(amount: i64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
