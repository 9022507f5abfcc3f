//! The client against answers as Toss gives them, so that it and the sandbox cannot drift together.
//!
//! The members and their order are those of Toss's documentation and of answers that others have
//! published; the values are made up.

use api::config::{Pace, TossConfig};
use api::payments::{Answer, CancelAsk, ConfirmAsk, Silence, Toss, TossPayment, TossStatus};
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use search::model::Won;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

const DONE: &str = include_str!("shapes/done.json");
const EXPIRED: &str = include_str!("shapes/expired.json");
const PARTIAL: &str = include_str!("shapes/partial_canceled.json");
const ABORTED: &str = include_str!("shapes/aborted.json");

type Heard = Arc<Mutex<Vec<(Method, String, HeaderMap, String)>>>;

/// A provider that says one thing, and the client that calls it.
async fn says(status: u16, body: &'static str) -> (Toss, Heard) {
    let heard = Heard::default();
    let answer = move |State(heard): State<Heard>, method, uri: Uri, headers, asked: String| {
        let heard = Arc::clone(&heard);
        async move {
            let path = uri.path().to_owned();
            heard.lock().unwrap().push((method, path, headers, asked));
            (StatusCode::from_u16(status).unwrap(), body)
        }
    };
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&heard));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let config = TossConfig {
        url: format!("http://{}", listener.local_addr().unwrap())
            .parse()
            .unwrap(),
        secret_key: "test_gsk_local_dev_1".into(),
        pace: Pace::default(),
    };
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Toss::new(&config).unwrap(), heard)
}

fn payment(answer: Answer) -> TossPayment {
    match answer {
        Answer::Payment(payment) => *payment,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_confirm_is_sent_as_toss_wants_it_and_its_answer_is_read() {
    let (toss, heard) = says(200, DONE).await;
    let order = "01939b6e-0000-7000-8000-000000000001".parse().unwrap();
    let ask = ConfirmAsk {
        payment_key: "tgen_20261122101500AbCd1",
        order_id: order,
        amount: Won(163_020),
    };
    let exchange = toss.confirm(&ask, "key.1").await;
    let done = payment(exchange.answer);
    assert_eq!(done.status, TossStatus::Done);
    assert_eq!(
        (done.total_amount, done.balance_amount),
        (Won(163_020), Some(Won(163_020)))
    );
    assert_eq!(done.method.as_deref(), Some("카드"));
    assert!(done.receipt_url().unwrap().starts_with("https://"));
    let kept = exchange.response.unwrap();
    for secret in ["ps_0000", "4000000", "00000000\"", "receipt/redirection"] {
        assert!(!kept.contains(secret), "{secret} in {kept}");
    }

    let (method, path, headers, body) = heard.lock().unwrap().remove(0);
    assert_eq!(
        (method, path.as_str()),
        (Method::POST, "/v1/payments/confirm")
    );
    // base64 of the key and a colon, padded.
    assert_eq!(
        headers["authorization"],
        "Basic dGVzdF9nc2tfbG9jYWxfZGV2XzE6"
    );
    assert_eq!(headers["idempotency-key"], "key.1");
    assert_eq!(headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body,
        json!({ "paymentKey": "tgen_20261122101500AbCd1", "orderId": order, "amount": 163_020 })
    );
}

#[tokio::test]
async fn a_cancel_always_says_how_much_and_of_how_much() {
    let (toss, heard) = says(200, PARTIAL).await;
    let ask = CancelAsk {
        cancel_reason: "no more",
        cancel_amount: Won(50_000),
        refundable_amount: Won(163_020),
    };
    let partial = payment(toss.cancel("tgen_1", &ask, "key.1").await.answer);
    assert_eq!(partial.status, TossStatus::PartialCanceled);
    assert_eq!(partial.balance_amount, Some(Won(113_020)));
    let cancelled = &partial.cancels()[0];
    assert_eq!(cancelled.cancel_amount, Won(50_000));
    assert_eq!(cancelled.cancel_reason.as_deref(), Some("no more"));
    assert!(cancelled.transaction_key.is_some());

    let (method, path, _, body) = heard.lock().unwrap().remove(0);
    assert_eq!(
        (method, path.as_str()),
        (Method::POST, "/v1/payments/tgen_1/cancel")
    );
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(
        body,
        json!({ "cancelReason": "no more", "cancelAmount": 50_000, "refundableAmount": 163_020 })
    );
}

#[tokio::test]
async fn payments_that_failed_say_why() {
    for (shape, status, code) in [
        (EXPIRED, TossStatus::Expired, "EXPIRED_PAYMENT"),
        (ABORTED, TossStatus::Aborted, "REJECT_CARD_COMPANY"),
    ] {
        let (toss, heard) = says(200, shape).await;
        let failed = payment(toss.look_up("tgen_1").await.answer);
        assert_eq!(failed.status, status);
        assert_eq!(failed.failure_code(), Some(code));
        let (method, path, headers, _) = heard.lock().unwrap().remove(0);
        assert_eq!(
            (method, path.as_str()),
            (Method::GET, "/v1/payments/tgen_1")
        );
        assert!(!headers.contains_key("idempotency-key"));
    }
}

#[tokio::test]
async fn refusals_and_gateways_are_told_apart_whatever_the_status() {
    let refusal =
        r#"{"code":"ALREADY_PROCESSED_PAYMENT","message":"이미 처리된 결제 입니다.","data":null}"#;
    for (status, body, code) in [
        (400, refusal, Some("ALREADY_PROCESSED_PAYMENT")),
        (500, refusal, Some("ALREADY_PROCESSED_PAYMENT")),
        (502, "<html><body>Bad Gateway</body></html>", None),
        (200, "<html></html>", None),
        (200, r#"{"paymentKey":"k","stat"#, None),
        (302, "", None),
    ] {
        let (toss, _) = says(status, body).await;
        let answer = toss.look_up("k").await.answer;
        assert_eq!(answer.code(), code, "{status} {body}");
        if code.is_none() {
            assert_eq!(
                answer,
                Answer::Silence(Silence::Unreadable),
                "{status} {body}"
            );
        }
    }
}
