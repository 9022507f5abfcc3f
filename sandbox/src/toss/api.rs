//! The calls of a merchant's server: confirm, look up, cancel.

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

use super::door::{self, TEST_CODE, answered, refusal};
use super::faults::{Call, Fault};
use super::payment::{CancelAsk, Payment};
use super::replies::{Command, Known, LONGEST_KEY, Reply};
use super::{Toss, view};

/// The longest reason for a cancel, in characters.
const LONGEST_REASON: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfirmAsk {
    payment_key: String,
    order_id: String,
    amount: i64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CancelBody {
    cancel_reason: String,
    cancel_amount: Option<i64>,
    refundable_amount: Option<i64>,
}

/// What a merchant commands.
enum Ask {
    Confirm(Bytes),
    Cancel(String, Bytes),
}

/// `POST /v1/payments/confirm`: takes the money.
pub(super) async fn confirm(State(toss): State<Toss>, headers: HeaderMap, body: Bytes) -> Response {
    command(
        toss,
        headers,
        "/v1/payments/confirm".into(),
        Ask::Confirm(body),
    )
    .await
}

/// `POST /v1/payments/{key}/cancel`: returns all of it or a part.
pub(super) async fn cancel(
    State(toss): State<Toss>,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = format!("/v1/payments/{key}/cancel");
    command(toss, headers, path, Ask::Cancel(key, body)).await
}

/// `GET /v1/payments/{key}`.
pub(super) async fn by_key(
    State(toss): State<Toss>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let now = toss.0.clock.now();
    lookup(&toss, &headers, || {
        toss.book()
            .find(&key, now)
            .map(|payment| view::payment(payment))
    })
    .await
}

/// `GET /v1/payments/orders/{id}`: the newest payment of an order.
pub(super) async fn by_order(
    State(toss): State<Toss>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let now = toss.0.clock.now();
    lookup(&toss, &headers, || {
        toss.book()
            .of_order(&id, now)
            .map(|payment| view::payment(payment))
    })
    .await
}

async fn lookup(
    toss: &Toss,
    headers: &HeaderMap,
    find: impl Fn() -> Option<serde_json::Value>,
) -> Response {
    if let Some(refused) = refused(toss, headers) {
        return answered(refused);
    }
    let fault = toss.faults().draw(Call::Lookup);
    let (before, after) = Fault::delays(fault.as_ref());
    tokio::time::sleep(before).await;
    let reply = find().map_or_else(|| refusal("NOT_FOUND_PAYMENT"), |payment| (200, payment));
    tokio::time::sleep(after).await;
    on_the_wire(reply, fault.as_ref())
}

/// Runs a command to its end, also when the merchant hangs up meanwhile.
async fn command(toss: Toss, headers: HeaderMap, path: String, ask: Ask) -> Response {
    let run = tokio::spawn(async move { run(&toss, &headers, path, ask).await });
    // A command that panicked has no answer to give.
    run.await.unwrap_or_else(|_| door::dropped())
}

async fn run(toss: &Toss, headers: &HeaderMap, path: String, ask: Ask) -> Response {
    if let Some(refused) = refused(toss, headers) {
        return answered(refused);
    }
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
    if key.is_some_and(|key| key.chars().count() > LONGEST_KEY) {
        return answered(refusal("INVALID_IDEMPOTENCY_KEY"));
    }
    let command = key.map(|key| Command {
        path,
        key: key.to_owned(),
    });
    let now = toss.0.clock.now();
    match command
        .as_ref()
        .map(|command| toss.replies().begin(command, now))
    {
        Some(Known::Answered(reply)) => return answered(reply),
        Some(Known::Running) => return answered(refusal("IDEMPOTENT_REQUEST_PROCESSING")),
        Some(Known::New) | None => {}
    }
    let call = match &ask {
        Ask::Confirm(_) => Call::Confirm,
        Ask::Cancel(..) => Call::Cancel,
    };
    let fault = toss.faults().draw(call);
    if let Some(Fault::DropBefore | Fault::GatewayBefore) = fault {
        // It never arrived: the same key may be tried again.
        if let Some(command) = &command {
            toss.replies().forget(command);
        }
        return on_the_wire(refusal("COMMON_ERROR"), fault.as_ref());
    }
    let reply = carry_out(toss, ask, fault.as_ref()).await;
    if let Some(command) = &command {
        toss.replies().finish(command, reply.clone());
    }
    tokio::time::sleep(Fault::delays(fault.as_ref()).1).await;
    on_the_wire(reply, fault.as_ref())
}

/// Why a call is not even looked at: a wrong key, or the failure that its test asks for.
fn refused(toss: &Toss, headers: &HeaderMap) -> Option<Reply> {
    let checked = door::check(&toss.0.merchant, headers);
    let asked = headers.get(TEST_CODE).and_then(|code| code.to_str().ok());
    checked.err().or_else(|| asked.map(refusal))
}

/// Does what is asked and tells of the change.
async fn carry_out(toss: &Toss, ask: Ask, fault: Option<&Fault>) -> Reply {
    if let Some(Fault::Error { code }) = fault {
        return refusal(code);
    }
    let done = match ask {
        Ask::Confirm(body) => take(toss, &body, fault).await,
        Ask::Cancel(key, body) => give_back(toss, &key, &body, fault).await,
    };
    let payment = match done {
        Ok(payment) => view::payment(&payment),
        Err(code) => return refusal(&code),
    };
    let now = toss.0.clock.now();
    match fault {
        Some(Fault::WebhookLost) => {}
        Some(Fault::WebhookFirst) => toss.0.courier.tell_now(&payment, now).await,
        Some(Fault::WebhookTwice) => {
            toss.0.courier.tell(&payment, now);
            toss.0.courier.tell(&payment, now);
        }
        _ => toss.0.courier.tell(&payment, now),
    }
    match fault {
        Some(Fault::ErrorAfter { code }) => refusal(code),
        _ => (200, payment),
    }
}

async fn take(toss: &Toss, body: &[u8], fault: Option<&Fault>) -> Result<Payment, String> {
    let ask: ConfirmAsk = serde_json::from_slice(body).map_err(|_| "INVALID_REQUEST")?;
    let now = toss.0.clock.now();
    {
        let mut book = toss.book();
        let payment = book
            .find(&ask.payment_key, now)
            .ok_or("NOT_FOUND_PAYMENT")?;
        payment.begin(&ask.order_id, ask.amount)?;
    }
    tokio::time::sleep(Fault::delays(fault).0).await;
    let now = toss.0.clock.now();
    toss.book().decide(&ask.payment_key, now)
}

async fn give_back(
    toss: &Toss,
    key: &str,
    body: &[u8],
    fault: Option<&Fault>,
) -> Result<Payment, String> {
    let body: CancelBody = serde_json::from_slice(body).map_err(|_| "INVALID_REQUEST")?;
    let length = body.cancel_reason.chars().count();
    if length == 0 || length > LONGEST_REASON {
        return Err("INVALID_REQUEST".into());
    }
    let ask = CancelAsk {
        amount: body.cancel_amount,
        reason: body.cancel_reason,
        refundable: body.refundable_amount,
    };
    tokio::time::sleep(Fault::delays(fault).0).await;
    let now = toss.0.clock.now();
    Ok(toss.book().cancel(key, &ask, now)?)
}

/// The answer, or what a fault makes of it.
fn on_the_wire(reply: Reply, fault: Option<&Fault>) -> Response {
    match fault {
        Some(Fault::DropBefore | Fault::DropAfter) => door::dropped(),
        Some(Fault::GatewayBefore | Fault::GatewayAfter) => door::gateway(),
        Some(Fault::Truncated) => door::truncated(reply),
        Some(Fault::Error { code }) => answered(refusal(code)),
        _ => answered(reply),
    }
}
