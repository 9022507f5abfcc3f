//! Payments without a clear answer: they are found out, charged once, and never given up too early.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::house::House;
use crate::refunds::bank::{Bank, total};

/// Pays an order of somebody new while that goes wrong with the confirm; the order, and its key.
async fn unclear(house: &House, bank: &Bank, fault: Value) -> (Value, String) {
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    bank.faults(&json!([fault])).await;
    let key = bank.pay(&order, None).await;
    let answer = kim.confirm(&order, &key, total(&order)).await;
    let order = answer.expect_status(StatusCode::ACCEPTED).json();
    assert_eq!(order["status"], "paying");
    assert_eq!(order["payment"]["status"], "unknown");
    assert!(order["payment"]["next_check_at"].is_string());
    (order, key)
}

/// Where the order is after the job has run at that second.
async fn at(house: &House, second: i64, order: &Value) -> Value {
    house.after(second);
    house.run("payments").await;
    let kim = house.customer("kim@x.kr").await;
    kim.look(order).await
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_done_and_not_answered_is_found(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    for effect in ["drop_after", "gateway_after", "truncated"] {
        let (order, key) =
            unclear(&house, &bank, json!({ "on": "confirm", "effect": effect })).await;
        bank.faults(&json!([])).await;
        // The same again, meanwhile, says the same and asks nobody.
        let kim = house.customer("kim@x.kr").await;
        let calls = house.payment_calls("confirm").await;
        let again = kim.confirm(&order, &key, total(&order)).await;
        again.expect_status(StatusCode::ACCEPTED);
        assert_eq!(house.payment_calls("confirm").await, calls);
        let order = at(&house, 6, &order).await;
        assert_eq!(order["status"], "paid", "{effect}");
        assert_eq!(bank.ledger(&order).await, (total(&order), 0), "{effect}");
        let paid = kim.confirm(&order, &key, total(&order)).await;
        paid.expect_status(StatusCode::OK);
        house.after(0);
    }
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_not_done_is_sent_again_under_the_same_key(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    for effect in ["drop_before", "gateway_before"] {
        let (order, _) = unclear(&house, &bank, json!({ "on": "confirm", "effect": effect })).await;
        bank.faults(&json!([])).await;
        let order = at(&house, 6, &order).await;
        assert_eq!(order["status"], "paid", "{effect}");
        assert_eq!(bank.ledger(&order).await, (total(&order), 0), "{effect}");
        let id = order["id"].as_str().unwrap().parse::<uuid::Uuid>().unwrap();
        let keys = sqlx::query_scalar(
            "SELECT COUNT(DISTINCT c.idempotency_key) FROM payment_calls c
             JOIN payments p ON p.id = c.payment_id WHERE c.kind = 'confirm' AND p.order_id = ?",
        );
        let keys: i64 = keys.bind(id).fetch_one(&house.db).await.unwrap();
        assert_eq!(keys, 1, "{effect}");
        house.after(0);
    }
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_answered_unclearly_and_not_done_is_sent_again_under_another_key(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let code = "FAILED_INTERNAL_SYSTEM_PROCESSING";
    let fault = json!({ "on": "confirm", "effect": "error", "code": code, "times": 1 });
    let (order, _) = unclear(&house, &bank, fault).await;
    let order = at(&house, 6, &order).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_seats_are_kept_while_nobody_knows(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let (order, _) = unclear(
        &house,
        &bank,
        json!({ "on": "confirm", "effect": "drop_after" }),
    )
    .await;
    bank.faults(
        &json!([{ "on": "lookup", "effect": "error", "code": "FORBIDDEN_CONSECUTIVE_REQUEST" }]),
    )
    .await;
    for second in [700, 3_700, 90_000] {
        let order = at(&house, second, &order).await;
        assert_eq!(order["status"], "paying");
        assert_eq!(house.expire().await, 0);
    }
    assert!(house.app.metrics.payments.alarms() > 0, "nobody is told");
    bank.faults(&json!([])).await;
    assert_eq!(at(&house, 100_000, &order).await["status"], "paid");
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_payment_that_never_was_is_declined_after_fifteen_minutes(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let never = json!({ "on": "confirm", "effect": "drop_before" });
    let (order, _) = unclear(&house, &bank, never).await;
    assert_eq!(at(&house, 300, &order).await["status"], "paying");
    let sent = house.payment_calls("confirm").await;
    assert_eq!(sent, 2, "within ten minutes it is sent again");
    assert_eq!(at(&house, 890, &order).await["status"], "paying");
    assert_eq!(
        house.payment_calls("confirm").await,
        sent,
        "after them it is only looked up"
    );
    let order = at(&house, 1_400, &order).await;
    assert_eq!(order["payment"]["status"], "declined");
    assert_ne!(order["status"], "paying");
    assert_eq!(bank.ledger(&order).await, (0, 0));
    house.expire().await;
    assert_eq!(house.claims(1).await, 0);
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn money_that_comes_after_all_goes_back(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let (order, _) = unclear(
        &house,
        &bank,
        json!({ "on": "confirm", "effect": "drop_after" }),
    )
    .await;
    // The provider's own books are late.
    bank.faults(&json!([{ "on": "lookup", "effect": "error", "code": "NOT_FOUND_PAYMENT" }]))
        .await;
    at(&house, 890, &order).await;
    let declined = at(&house, 1_400, &order).await;
    assert_eq!(declined["payment"]["status"], "declined");
    bank.faults(&json!([])).await;
    let order = at(&house, 1_400 + 3_700, &order).await;
    assert_eq!(order["payment"]["status"], "captured");
    assert_eq!(order["refunds"][0]["amount"], total(&order));
    house.run("refunds").await;
    assert_eq!(bank.ledger(&order).await, (total(&order), total(&order)));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_customer_is_not_kept_waiting_and_the_late_answer_counts(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.impatient_house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    bank.faults(&json!([{ "on": "confirm", "effect": "delay_after", "ms": 1500 }]))
        .await;
    let key = bank.pay(&order, None).await;
    let answer = kim.confirm(&order, &key, total(&order)).await;
    let early = answer.expect_status(StatusCode::ACCEPTED).json();
    assert_eq!(early["payment"]["status"], "confirming");
    // A webhook before the answer makes somebody look, and nobody sends it again.
    house.hint(&key).await;
    house.run("webhooks").await;
    house.run("payments").await;
    let order = kim.look(&order).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(house.payment_calls("lookup").await, 1);
    while house.payment_calls("confirm").await == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(kim.look(&order).await, order);
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_answer_about_something_else_moves_nothing_and_is_told(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    // The buyer agreed to less than the order costs; the widget says otherwise.
    let key = bank.pay_amount(&order, 100).await;
    bank.faults(&json!([{ "on": "confirm", "effect": "error", "code": "COMMON_ERROR" }]))
        .await;
    let answer = kim.confirm(&order, &key, total(&order)).await;
    answer.expect_status(StatusCode::ACCEPTED);
    assert_eq!(bank.ledger(&order).await, (0, 0));
    assert_eq!(kim.look(&order).await["status"], "paying");
}
