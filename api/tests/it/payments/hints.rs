//! Webhooks are hints: kept, deduplicated, never believed.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::house::House;
use crate::refunds::bank::{Bank, total};

async fn kept(house: &House) -> i64 {
    let kept = sqlx::query_scalar("SELECT COUNT(*) FROM webhook_events");
    kept.fetch_one(&house.db).await.unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_forged_webhook_pays_nothing(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    bank.faults(&json!([{ "on": "confirm", "effect": "drop_before" }]))
        .await;
    let key = bank.pay(&order, None).await;
    kim.confirm(&order, &key, total(&order)).await;
    bank.faults(&json!([{ "on": "confirm", "effect": "error", "code": "COMMON_ERROR" }]))
        .await;
    for key in [key.as_str(), "unheard-of"] {
        house.hint(key).await;
    }
    house.run("webhooks").await;
    house.run("payments").await;
    let order = kim.look(&order).await;
    assert_eq!(
        order["status"], "paying",
        "the provider's books say that it is not paid"
    );
    assert_eq!(bank.ledger(&order).await, (0, 0));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_webhook_that_comes_twice_is_kept_once_and_rubbish_is_taken(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    for _ in 0..3 {
        house.hint("k").await;
    }
    assert_eq!(kept(&house).await, 1);
    for rubbish in ["", "{", "[1,2]", "\u{0}", r#"{"data":{"paymentKey":7}}"#] {
        let answer = house.webhook(rubbish.as_bytes().to_vec(), None).await;
        answer.expect_status(StatusCode::OK);
    }
    let flat = json!({ "createdAt": "2026-12-01T00:00:00.000", "secret": "s", "status": "DONE", "orderId": "o" });
    let answer = house
        .webhook(flat.to_string().into_bytes(), Some("whtrans_1"))
        .await;
    answer.expect_status(StatusCode::OK);
    assert_eq!(kept(&house).await, 7);
    house.run("webhooks").await;
    let waiting =
        sqlx::query_scalar("SELECT COUNT(*) FROM webhook_events WHERE processed_at IS NULL");
    let waiting: i64 = waiting.fetch_one(&house.db).await.unwrap();
    assert_eq!(waiting, 0);
    let large = vec![b'x'; 70 * 1024];
    let answer = house.webhook(large, None).await;
    answer.expect_problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_guessed_transmission_does_not_keep_the_true_one_out(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    for body in [
        r#"{"eventType":"X"}"#,
        r#"{"eventType":"PAYMENT_STATUS_CHANGED"}"#,
    ] {
        house
            .webhook(body.as_bytes().to_vec(), Some("whtrans_1"))
            .await;
    }
    assert_eq!(kept(&house).await, 2);
}
