//! Paying: once, by its owner, the right amount, in time.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::house::House;
use crate::refunds::bank::{Bank, total};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_paid_order_has_its_tickets_and_a_receipt(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &body(&[(1, Some("31A"))])).await;
    assert_eq!(order["status"], "paid");
    assert_eq!(order["checkout"], Value::Null);
    for ticket in order["tickets"].as_array().unwrap() {
        assert_eq!(ticket["status"], "issued");
    }
    assert_eq!(order["payment"]["status"], "captured");
    assert_eq!(order["payment"]["method"], "카드");
    assert!(order["payment"]["receipt_url"].is_string());
    let events: Vec<_> = order["timeline"].as_array().unwrap().iter().collect();
    let what: Vec<_> = events.iter().map(|event| &event["what"]).collect();
    assert_eq!(what, ["held", "paying", "paid"]);
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    let mail = sqlx::query_scalar("SELECT COUNT(*) FROM outbox WHERE kind = 'mail_paid'");
    let mail: i64 = mail.fetch_one(&house.db).await.unwrap();
    assert_eq!(mail, 1);
    house.after(36_000);
    assert_eq!(house.expire().await, 0);
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_declined_payment_leaves_the_order_to_be_paid_otherwise(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let key = bank.pay(&order, Some("decline")).await;
    let refused = kim.confirm(&order, &key, total(&order)).await;
    let refused = refused.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "payment_declined");
    assert_eq!(refused["provider_code"], "REJECT_CARD_PAYMENT");
    assert_eq!(refused["money"], "untouched");
    // The same again says the same, and asks nobody.
    let calls = house.payment_calls("confirm").await;
    let again = kim.confirm(&order, &key, total(&order)).await;
    again.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "payment_declined");
    assert_eq!(house.payment_calls("confirm").await, calls);
    assert_eq!(kim.look(&order).await["status"], "held");

    let key = bank.pay(&order, None).await;
    let paid = kim.confirm(&order, &key, total(&order)).await;
    assert_eq!(paid.expect_status(StatusCode::OK).json()["status"], "paid");
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_payment_that_is_declined_frees_the_seats_when_the_time_is_over(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let key = bank.pay(&order, Some("decline")).await;
    kim.confirm(&order, &key, total(&order)).await;
    house.after(1_200);
    house.expire().await;
    assert_eq!(house.claims(1).await, 0);
    let lee = house.customer("lee@x.kr").await;
    lee.ordered(&body(&[(1, Some("31A"))])).await;
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_pays_another_amount_or_somebody_elses_order(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let (kim, lee) = (
        house.customer("kim@x.kr").await,
        house.customer("lee@x.kr").await,
    );
    let order = kim.ordered(&body(&[(1, None)])).await;
    let key = bank.pay(&order, None).await;
    let other = lee.confirm(&order, &key, total(&order)).await;
    other.expect_problem(StatusCode::NOT_FOUND, "not_found");
    let less = kim.confirm(&order, &key, 100).await;
    less.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "amount_mismatch");
    let nobody = house.nobody().confirm(&order, &key, total(&order)).await;
    nobody.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    let wrong = json!({ "paymentKey": "", "orderId": "x", "amount": 0 });
    let wrong = kim.post("/payments/confirm", wrong).await;
    wrong.expect_wrong(&["/paymentKey", "/orderId", "/amount"]);
    assert_eq!(house.payment_calls("confirm").await, 0);
    assert_eq!(kim.look(&order).await["status"], "held");
    // A payment of another order pays nothing here.
    let mine = lee.ordered(&body(&[(1, None)])).await;
    assert_eq!(total(&mine), total(&order));
    let crossed = lee.confirm(&mine, &key, total(&mine)).await;
    crossed.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "payment_declined");
    assert_eq!(bank.ledger(&order).await, (0, 0));
    assert_eq!(bank.ledger(&mine).await, (0, 0));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_two_browsers_one_pays(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let (one, other) = (bank.pay(&order, None).await, bank.pay(&order, None).await);
    let slow = json!([{ "on": "confirm", "effect": "delay", "ms": 300 }]);
    bank.faults(&slow).await;
    let (one, other) = tokio::join!(
        kim.confirm(&order, &one, total(&order)),
        kim.confirm(&order, &other, total(&order))
    );
    let (won, lost) = match one.status {
        StatusCode::OK => (one, other),
        _ => (other, one),
    };
    won.expect_status(StatusCode::OK);
    lost.expect_problem(StatusCode::CONFLICT, "payment_running");
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    let key = bank.pay(&order, None).await;
    let late = kim.confirm(&order, &key, total(&order)).await;
    late.expect_problem(StatusCode::CONFLICT, "order_state");
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn after_the_hold_a_seat_is_paid_when_it_is_free_and_not_when_it_is_gone(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let free = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let gone = kim.ordered(&body(&[(1, Some("33A"))])).await;
    house.after(600);
    assert_eq!(house.expire().await, 2);
    let lee = house.customer("lee@x.kr").await;
    lee.ordered(&body(&[(1, Some("33A"))])).await;

    let key = bank.pay(&gone, None).await;
    let refused = kim.confirm(&gone, &key, total(&gone)).await;
    let refused = refused.expect_problem(StatusCode::GONE, "hold_expired");
    assert_eq!(refused["money"], "untouched");
    assert_eq!(bank.ledger(&gone).await, (0, 0));
    let key = bank.pay(&free, None).await;
    let paid = kim.confirm(&free, &key, total(&free)).await;
    assert_eq!(paid.expect_status(StatusCode::OK).json()["status"], "paid");
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nothing_is_paid_where_no_provider_is_set(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let refused = kim.confirm(&order, "key", total(&order)).await;
    refused.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    assert_eq!(kim.look(&order).await["status"], "held");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_paid_counts_for_the_grade_at_once(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut paid = 0;
    while paid < 1_000_000 {
        paid += total(&bank.paid(&kim, &body(&[(1, None)])).await);
    }
    let me = kim.get("/users/me").await.json();
    assert_ne!(me["grade"], "BASIC", "{me}");
}
