//! What is kept of a call: what decides about money, and nothing about people or cards.

use serde::Serialize;
use serde_json::{Map, Value};

/// The members whose values are kept.
const KEPT: [&str; 22] = [
    "approvedAt",
    "balanceAmount",
    "cancelAmount",
    "cancelStatus",
    "canceledAt",
    "cancels",
    "code",
    "currency",
    "failure",
    "isPartialCancelable",
    "lastTransactionKey",
    "message",
    "method",
    "orderId",
    "paymentKey",
    "amount",
    "refundableAmount",
    "requestedAt",
    "status",
    "totalAmount",
    "transactionKey",
    "version",
];

/// What stands for a value that is not kept.
const MASK: &str = "***";

/// A request as it is kept.
pub(super) fn request(ask: &impl Serialize) -> String {
    serde_json::to_value(ask).map_or_else(|_| MASK.to_owned(), |value| masked(value).to_string())
}

/// An answer as it is kept.
pub(super) fn response(body: &[u8]) -> String {
    match serde_json::from_slice(body) {
        Ok(value) => masked(value).to_string(),
        Err(_) => format!("(no JSON, {} bytes)", body.len()),
    }
}

fn masked(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            Value::Object(members.into_iter().map(kept).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.into_iter().map(masked).collect(),
        other => other,
    }
}

fn kept((name, value): (String, Value)) -> (String, Value) {
    match value {
        Value::Null => (name, Value::Null),
        value if KEPT.contains(&name.as_str()) => (name, masked(value)),
        _ => (name, MASK.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_names_secrets_and_reasons_are_masked_at_every_depth() {
        let body = r#"{"status":"DONE","totalAmount":5,"secret":"ps_x","card":{"number":"4000"},
            "cancels":[{"cancelAmount":5,"cancelReason":"my name is Kim"}],"customerName":null}"#;
        assert_eq!(
            response(body.as_bytes()),
            r#"{"cancels":[{"cancelAmount":5,"cancelReason":"***"}],"card":"***","customerName":null,"secret":"***","status":"DONE","totalAmount":5}"#
        );
        assert_eq!(response(b"<html>"), "(no JSON, 6 bytes)");
    }
}
