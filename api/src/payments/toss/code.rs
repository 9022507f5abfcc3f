//! What the codes of a refusal mean for us: one table for each command.
//!
//! The codes are those that Toss documents for confirm (48) and cancel (30), those of its idempotency,
//! and a few that were met in practice. Statuses mean nothing: a 400 may pass, a 403 may be a card
//! without money, and a 500 may have worked.
//!
//! Long because it is two tables, a line for each code.

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing was done, and the same command will never be.
    Refused,
    /// Nothing was done, since we are not who we should be: somebody has to look.
    Misconfigured,
    /// It failed for a moment: look, and when it is not done, command it anew.
    Temporary,
    /// The same command still runs: ask again under the same key.
    Running,
    /// It may have been done: look.
    Unclear,
}

/// For `POST /v1/payments/confirm`.
pub const CONFIRM: [(&str, Meaning); 54] = [
    ("ALREADY_PROCESSED_PAYMENT", Meaning::Unclear),
    ("ALREADY_PROCESSING_REQUEST", Meaning::Unclear),
    ("BELOW_MINIMUM_AMOUNT", Meaning::Refused),
    ("CARD_PROCESSING_ERROR", Meaning::Unclear),
    ("COMMON_ERROR", Meaning::Unclear),
    ("DUPLICATED_ORDER_ID", Meaning::Unclear),
    ("EXCEED_MAX_AMOUNT", Meaning::Refused),
    ("EXCEED_MAX_AUTH_COUNT", Meaning::Refused),
    ("EXCEED_MAX_CARD_INSTALLMENT_PLAN", Meaning::Refused),
    ("EXCEED_MAX_DAILY_PAYMENT_COUNT", Meaning::Refused),
    ("EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT", Meaning::Refused),
    ("EXCEED_MAX_ONE_DAY_AMOUNT", Meaning::Refused),
    ("EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT", Meaning::Refused),
    ("EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT", Meaning::Refused),
    ("EXCEED_MAX_PAYMENT_AMOUNT", Meaning::Refused),
    ("FAILED_INTERNAL_SYSTEM_PROCESSING", Meaning::Unclear),
    (
        "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
        Meaning::Unclear,
    ),
    ("FDS_ERROR", Meaning::Refused),
    ("FORBIDDEN_REQUEST", Meaning::Misconfigured),
    ("IDEMPOTENT_REQUEST_PROCESSING", Meaning::Running),
    ("INCORRECT_BASIC_AUTH_FORMAT", Meaning::Misconfigured),
    ("INVALID_ACCOUNT_INFO_RE_REGISTER", Meaning::Refused),
    ("INVALID_API_KEY", Meaning::Misconfigured),
    ("INVALID_AUTHORIZE_AUTH", Meaning::Refused),
    ("INVALID_CARD_EXPIRATION", Meaning::Refused),
    ("INVALID_CARD_INSTALLMENT_PLAN", Meaning::Refused),
    ("INVALID_CARD_LOST_OR_STOLEN", Meaning::Refused),
    ("INVALID_CARD_NUMBER", Meaning::Refused),
    ("INVALID_IDEMPOTENCY_KEY", Meaning::Refused),
    ("INVALID_PASSWORD", Meaning::Refused),
    ("INVALID_PAYMENT_KEY", Meaning::Refused),
    ("INVALID_REJECT_CARD", Meaning::Refused),
    ("INVALID_REQUEST", Meaning::Refused),
    ("INVALID_STOPPED_CARD", Meaning::Refused),
    ("INVALID_UNREGISTERED_SUBMALL", Meaning::Misconfigured),
    ("NOT_ALLOWED_POINT_USE", Meaning::Refused),
    ("NOT_AVAILABLE_BANK", Meaning::Temporary),
    ("NOT_AVAILABLE_PAYMENT", Meaning::Temporary),
    ("NOT_FOUND_PAYMENT", Meaning::Refused),
    ("NOT_FOUND_PAYMENT_SESSION", Meaning::Refused),
    ("NOT_FOUND_TERMINAL_ID", Meaning::Misconfigured),
    ("NOT_REGISTERED_BUSINESS", Meaning::Misconfigured),
    (
        "NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT",
        Meaning::Refused,
    ),
    ("NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN", Meaning::Refused),
    ("PAY_PROCESS_ABORTED", Meaning::Refused),
    ("PROVIDER_ERROR", Meaning::Temporary),
    ("REJECT_ACCOUNT_PAYMENT", Meaning::Refused),
    ("REJECT_CARD_COMPANY", Meaning::Refused),
    ("REJECT_CARD_PAYMENT", Meaning::Refused),
    ("REJECT_TOSSPAY_INVALID_ACCOUNT", Meaning::Refused),
    ("RESTRICTED_TRANSFER_ACCOUNT", Meaning::Refused),
    ("UNAPPROVED_ORDER_ID", Meaning::Unclear),
    ("UNAUTHORIZED_KEY", Meaning::Misconfigured),
    ("UNKNOWN_PAYMENT_ERROR", Meaning::Unclear),
];

/// For `POST /v1/payments/{paymentKey}/cancel`.
pub const CANCEL: [(&str, Meaning); 32] = [
    ("ALREADY_CANCELED_PAYMENT", Meaning::Unclear),
    ("ALREADY_REFUND_PAYMENT", Meaning::Unclear),
    ("COMMON_ERROR", Meaning::Unclear),
    ("EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT", Meaning::Refused),
    ("EXCEED_CANCEL_LIMIT", Meaning::Misconfigured),
    ("EXCEED_MAX_REFUND_DUE", Meaning::Refused),
    ("FAILED_INTERNAL_SYSTEM_PROCESSING", Meaning::Unclear),
    ("FAILED_METHOD_HANDLING_CANCEL", Meaning::Unclear),
    ("FAILED_PARTIAL_REFUND", Meaning::Unclear),
    (
        "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
        Meaning::Unclear,
    ),
    ("FAILED_REFUND_PROCESS", Meaning::Unclear),
    ("FORBIDDEN_BANK_REFUND_REQUEST", Meaning::Refused),
    ("FORBIDDEN_CONSECUTIVE_REQUEST", Meaning::Temporary),
    ("FORBIDDEN_REQUEST", Meaning::Misconfigured),
    ("IDEMPOTENT_REQUEST_PROCESSING", Meaning::Running),
    ("INCORRECT_BASIC_AUTH_FORMAT", Meaning::Misconfigured),
    ("INVALID_BANK", Meaning::Refused),
    ("INVALID_IDEMPOTENCY_KEY", Meaning::Refused),
    ("INVALID_REFUND_ACCOUNT_INFO", Meaning::Refused),
    ("INVALID_REFUND_ACCOUNT_NUMBER", Meaning::Refused),
    ("INVALID_REQUEST", Meaning::Refused),
    ("NOT_ALLOWED_PARTIAL_REFUND", Meaning::Refused),
    (
        "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT",
        Meaning::Refused,
    ),
    ("NOT_AVAILABLE_BANK", Meaning::Temporary),
    ("NOT_CANCELABLE_AMOUNT", Meaning::Refused),
    ("NOT_CANCELABLE_PAYMENT", Meaning::Refused),
    ("NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER", Meaning::Refused),
    ("NOT_FOUND_PAYMENT", Meaning::Refused),
    ("NOT_MATCHES_REFUNDABLE_AMOUNT", Meaning::Unclear),
    ("PROVIDER_ERROR", Meaning::Temporary),
    ("REFUND_REJECTED", Meaning::Refused),
    ("UNAUTHORIZED_KEY", Meaning::Misconfigured),
];

/// What a refusal of a confirm means.
pub fn of_confirm(code: &str) -> Meaning {
    meaning(&CONFIRM, code)
}

/// What a refusal of a cancel means.
pub fn of_cancel(code: &str) -> Meaning {
    meaning(&CANCEL, code)
}

/// A code that nobody has told us about says nothing about what was done.
fn meaning(table: &[(&str, Meaning)], code: &str) -> Meaning {
    match table.binary_search_by_key(&code, |(code, _)| code) {
        Ok(found) => table[found].1,
        Err(_) => {
            tracing::warn!(code, "the payment provider refuses with an unknown code");
            Meaning::Unclear
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_no_code_stands_twice() {
        assert!(CONFIRM.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CANCEL.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn what_may_have_worked_is_never_taken_for_a_refusal() {
        for code in [
            "ALREADY_PROCESSED_PAYMENT",
            "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
            "FAILED_INTERNAL_SYSTEM_PROCESSING",
            "CARD_PROCESSING_ERROR",
            "COMMON_ERROR",
            "NEVER_SEEN_BEFORE",
        ] {
            assert_eq!(of_confirm(code), Meaning::Unclear, "{code}");
        }
        for code in [
            "ALREADY_CANCELED_PAYMENT",
            "ALREADY_REFUND_PAYMENT",
            "NOT_MATCHES_REFUNDABLE_AMOUNT",
            "FAILED_REFUND_PROCESS",
            "NEVER_SEEN_BEFORE",
        ] {
            assert_eq!(of_cancel(code), Meaning::Unclear, "{code}");
        }
    }
}
