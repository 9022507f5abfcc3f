//! Why a payment was declined, in the customer's language.

use crate::problem::Text;

/// What a customer can do about a code of the provider.
pub(super) fn reason(code: &str) -> Text {
    match code {
        "REJECT_CARD_PAYMENT" | "REJECT_ACCOUNT_PAYMENT" => Text::fixed(
            "한도를 넘었거나 잔액이 부족합니다. 다른 결제 수단으로 다시 시도하세요.",
            "The limit is reached or the balance too low. Try again with another means of payment.",
        ),
        "INVALID_CARD_NUMBER" | "INVALID_CARD_EXPIRATION" | "INVALID_PASSWORD" => Text::fixed(
            "카드 정보가 맞지 않습니다. 확인하고 다시 시도하세요.",
            "The card's details are not right. Check them and try again.",
        ),
        "INVALID_STOPPED_CARD" | "INVALID_CARD_LOST_OR_STOLEN" | "INVALID_REJECT_CARD" => {
            Text::fixed(
                "사용할 수 없는 카드입니다. 다른 결제 수단으로 다시 시도하세요.",
                "The card cannot be used. Try again with another means of payment.",
            )
        }
        "NOT_FOUND_PAYMENT_SESSION" | "EXPIRED" | "EXPIRED_PAYMENT" | "NEVER_APPROVED" => {
            Text::fixed(
                "결제 시간이 지났습니다. 처음부터 다시 결제하세요.",
                "The time to pay is over. Start the payment again.",
            )
        }
        "PROVIDER_ERROR" | "NOT_AVAILABLE_BANK" | "NOT_AVAILABLE_PAYMENT" => Text::fixed(
            "카드사나 은행에 일시적인 문제가 있습니다. 잠시 뒤 다시 시도하세요.",
            "The card company or bank cannot be reached for the moment. Try again later.",
        ),
        "PAY_PROCESS_CANCELED" => Text::fixed(
            "결제를 취소했습니다. 좌석은 시간이 끝날 때까지 유지됩니다.",
            "You cancelled the payment. Your seats are kept until the time is over.",
        ),
        _ if code.starts_with("EXCEED_MAX") => Text::fixed(
            "결제 한도나 횟수를 넘었습니다. 다른 결제 수단으로 다시 시도하세요.",
            "A limit on amount or number of payments is reached. Try another means of payment.",
        ),
        _ if code.contains("INSTALLMENT") => Text::fixed(
            "이 카드로는 그 할부를 쓸 수 없습니다. 일시불로 다시 시도하세요.",
            "The card does not allow these instalments. Try again with a single payment.",
        ),
        _ => Text::fixed(
            "결제가 승인되지 않았습니다. 다른 결제 수단으로 다시 시도하세요.",
            "The payment was not approved. Try again with another means of payment.",
        ),
    }
}
