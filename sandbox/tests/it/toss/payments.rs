//! Confirm, look up, cancel.

use chrono::DateTime;
use serde_json::{Value, json};

use super::shop::{SECRET, Shop, told};

#[tokio::test]
async fn money_is_taken_once_and_returned_in_parts() {
    let shop = Shop::open().await;
    let key = shop.pay("order_1", 50_000).await;
    assert_eq!(shop.look_up(&key).await["status"], "IN_PROGRESS");
    assert_eq!(shop.ledger("order_1").await, (0, 0));

    let paid = shop
        .confirm(&key, "order_1", 50_000, "a")
        .send()
        .await
        .unwrap();
    let paid: Value = paid.json().await.unwrap();
    assert_eq!(
        (&paid["status"], &paid["method"]),
        (&json!("DONE"), &json!("카드"))
    );
    assert!(DateTime::parse_from_rfc3339(paid["approvedAt"].as_str().unwrap()).is_ok());
    let again = shop
        .confirm(&key, "order_1", 50_000, "b")
        .send()
        .await
        .unwrap();
    assert_eq!(told(again).await, (400, "ALREADY_PROCESSED_PAYMENT".into()));

    let part = shop.cancel(&key, 20_000, "c").send().await.unwrap();
    assert_eq!(told(part).await, (200, "PARTIAL_CANCELED".into()));
    let seen = shop.look_up(&key).await;
    assert_eq!(
        (&seen["balanceAmount"], &seen["totalAmount"]),
        (&json!(30_000), &json!(50_000))
    );
    assert_eq!(seen["cancels"][0]["refundableAmount"], 30_000);
    let too_much = shop.cancel(&key, 30_001, "d").send().await.unwrap();
    assert_eq!(told(too_much).await, (403, "NOT_CANCELABLE_AMOUNT".into()));
    assert_eq!(shop.ledger("order_1").await, (50_000, 20_000));
}

#[tokio::test]
async fn an_answer_is_replayed_under_its_key_whatever_the_body_says() {
    let shop = Shop::open().await;
    let (first, second) = (
        shop.pay("order_1", 50_000).await,
        shop.pay("order_2", 7_000).await,
    );
    let paid = shop
        .confirm(&first, "order_1", 50_000, "same")
        .send()
        .await
        .unwrap();
    let paid = paid.text().await.unwrap();
    let other = shop
        .confirm(&second, "order_2", 7_000, "same")
        .send()
        .await
        .unwrap();
    assert_eq!(other.text().await.unwrap(), paid);
    assert_eq!(shop.ledger("order_2").await, (0, 0));

    // An error, too, stays the answer of its key.
    let wrong = shop
        .confirm(&second, "order_2", 7_001, "wrong")
        .send()
        .await
        .unwrap();
    assert_eq!(told(wrong).await, (400, "INVALID_REQUEST".into()));
    let mended = shop
        .confirm(&second, "order_2", 7_000, "wrong")
        .send()
        .await
        .unwrap();
    assert_eq!(told(mended).await, (400, "INVALID_REQUEST".into()));
    let long = "k".repeat(301);
    let long = shop
        .confirm(&second, "order_2", 7_000, &long)
        .send()
        .await
        .unwrap();
    assert_eq!(told(long).await, (400, "INVALID_IDEMPOTENCY_KEY".into()));
}

#[tokio::test]
async fn a_stranger_is_refused() {
    let shop = Shop::open().await;
    let key = shop.pay("order_1", 50_000).await;
    let path = shop.at(&format!("/v1/payments/{key}"));
    let ask = |user: &str| shop.client.get(&path).basic_auth(user, Some("")).send();
    assert_eq!(
        told(ask("test_gsk_other").await.unwrap()).await,
        (401, "UNAUTHORIZED_KEY".into())
    );
    let nobody = shop.client.get(&path).send().await.unwrap();
    assert_eq!(told(nobody).await, (401, "UNAUTHORIZED_KEY".into()));
    // base64 of the key without the colon after it
    let bare = shop
        .client
        .get(&path)
        .header("authorization", "Basic dGVzdF9nc2tfc2hvcA==");
    let bare = bare.send().await.unwrap();
    assert_eq!(
        told(bare).await,
        (403, "INCORRECT_BASIC_AUTH_FORMAT".into())
    );
    assert_eq!(
        told(ask(SECRET).await.unwrap()).await,
        (200, "IN_PROGRESS".into())
    );
}

#[tokio::test]
async fn a_payment_expires_ten_minutes_after_the_buyer_was_there() {
    let shop = Shop::open().await;
    let key = shop.pay("order_1", 50_000).await;
    shop.clock.advance(601);
    let late = shop
        .confirm(&key, "order_1", 50_000, "a")
        .send()
        .await
        .unwrap();
    assert_eq!(told(late).await, (404, "NOT_FOUND_PAYMENT_SESSION".into()));
    let seen = shop.look_up(&key).await;
    assert_eq!(
        (&seen["status"], &seen["failure"]["code"]),
        (&json!("EXPIRED"), &json!("EXPIRED_PAYMENT"))
    );
}

#[tokio::test]
async fn the_card_company_refuses_as_the_buyer_chose() {
    let shop = Shop::open().await;
    for (outcome, code, status) in [
        ("decline", "REJECT_CARD_PAYMENT", 403),
        ("INVALID_STOPPED_CARD", "INVALID_STOPPED_CARD", 400),
    ] {
        let pay = json!({"orderId": "order_1", "amount": 50_000, "outcome": outcome});
        let key = shop.pay_as(pay).await;
        let refused = shop
            .confirm(&key, "order_1", 50_000, &key)
            .send()
            .await
            .unwrap();
        assert_eq!(told(refused).await, (status, code.into()));
        assert_eq!(shop.look_up(&key).await["status"], "ABORTED");
    }
    assert_eq!(shop.ledger("order_1").await, (0, 0));
}

#[tokio::test]
async fn a_test_code_comes_before_everything_else() {
    let shop = Shop::open().await;
    let asked = shop.confirm("made_up", "order_1", 1, "a");
    let asked = asked.header("TossPayments-Test-Code", "REJECT_CARD_COMPANY");
    let answer = told(asked.send().await.unwrap()).await;
    assert_eq!(answer, (403, "REJECT_CARD_COMPANY".into()));
}

#[tokio::test]
async fn the_newest_payment_of_an_order_is_found_by_the_order() {
    let shop = Shop::open().await;
    shop.pay("order_1", 50_000).await;
    let second = shop.pay("order_1", 50_000).await;
    let find = |id: &str| {
        let path = shop.at(&format!("/v1/payments/orders/{id}"));
        shop.client.get(path).basic_auth(SECRET, Some("")).send()
    };
    let found: Value = find("order_1").await.unwrap().json().await.unwrap();
    assert_eq!(found["paymentKey"], second);
    let nothing = told(find("order_2").await.unwrap()).await;
    assert_eq!(nothing, (404, "NOT_FOUND_PAYMENT".into()));
}
