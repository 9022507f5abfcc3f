//! A payment and an error as Toss writes them, with fields that a client has never heard of: they are
//! added without notice.

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::{Value, json};

use super::codes;
use super::payment::{Cancel, Payment};

/// Seoul's distance from UTC, in seconds.
const SEOUL_S: i32 = 9 * 3600;

/// The payment object.
pub(super) fn payment(payment: &Payment) -> Value {
    let balance = payment.balance();
    let vat = (balance as f64 / 11.0).round() as i64;
    let approved = payment.approved_at.is_some();
    let failure = payment.failure.as_deref();
    json!({
        "version": "2022-11-16",
        "paymentKey": payment.key,
        "type": "NORMAL",
        "orderId": payment.order_id,
        "orderName": payment.order_name,
        "mId": "gajosandbox",
        "currency": "KRW",
        "method": approved.then_some("카드"),
        "totalAmount": payment.amount,
        "balanceAmount": balance,
        "status": payment.status.name(),
        "requestedAt": seoul(payment.authenticated_at),
        "approvedAt": payment.approved_at.map(seoul),
        "useEscrow": approved.then_some(false),
        "lastTransactionKey": payment.transaction,
        "suppliedAmount": balance - vat,
        "vat": vat,
        "cultureExpense": false,
        "taxFreeAmount": 0,
        "taxExemptionAmount": 0,
        "cancels": (!payment.cancels.is_empty())
            .then(|| payment.cancels.iter().map(cancel).collect::<Vec<_>>()),
        "isPartialCancelable": true,
        "card": approved.then(|| card(payment.amount)),
        "virtualAccount": null, "transfer": null, "mobilePhone": null, "giftCertificate": null,
        "cashReceipt": null, "cashReceipts": null, "discount": null, "easyPay": null,
        "secret": format!("ps_{}", payment.key),
        "country": "KR",
        "failure": failure.map(|code| json!({"code": code, "message": codes::message(code)})),
        "metadata": null,
        "receipt": approved.then(|| json!({"url": format!("https://receipt.invalid/{}", payment.key)})),
        "checkout": {"url": format!("https://checkout.invalid/{}", payment.key)},
        "addedLastWeek": {"kind": "NEVER_SEEN_BEFORE"},
    })
}

/// The error object.
pub(super) fn error(code: &str) -> Value {
    json!({"code": code, "message": codes::message(code)})
}

/// The time in Seoul, to the second.
fn seoul(at: DateTime<Utc>) -> String {
    match FixedOffset::east_opt(SEOUL_S) {
        Some(zone) => at.with_timezone(&zone).format("%FT%T%:z").to_string(),
        None => at.to_rfc3339(),
    }
}

fn cancel(cancel: &Cancel) -> Value {
    json!({
        "cancelAmount": cancel.amount,
        "cancelReason": cancel.reason,
        "taxFreeAmount": 0,
        "taxExemptionAmount": 0,
        "refundableAmount": cancel.left,
        "cardDiscountAmount": 0,
        "transferDiscountAmount": 0,
        "easyPayDiscountAmount": 0,
        "canceledAt": seoul(cancel.at),
        "transactionKey": cancel.transaction,
        "receiptKey": null,
        "cancelStatus": "DONE",
        "cancelRequestId": null,
    })
}

fn card(amount: i64) -> Value {
    json!({
        "amount": amount, "issuerCode": "4V", "acquirerCode": "21", "number": "40000000****109*",
        "installmentPlanMonths": 0, "approveNo": "00000000", "useCardPoint": false,
        "cardType": "신용", "ownerType": "개인", "acquireStatus": "READY",
        "isInterestFree": false, "interestPayer": null,
    })
}
