//! Tickets that are given back, against a provider that keeps a ledger.

pub(crate) mod bank;

use api::booking::RefundStatus;
use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::booking::kit::{adult, body};
use crate::house::House;
use bank::Bank;

/// Two adults from Seoul to Tokyo, 23 days ahead.
fn two() -> Value {
    let mut wanted = body(&[(1, None)]);
    wanted["passengers"] = json!([adult(), adult()]);
    wanted
}

/// Past the day on which a payment is undone without a fee.
const NEXT_DAY: i64 = 86_401;

/// What is kept of an international ticket 60 to 16 days ahead.
const FEE: i64 = 50_000;

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap()
}

async fn calls(house: &House) -> i64 {
    let calls = sqlx::query_scalar("SELECT COUNT(*) FROM payment_calls WHERE kind = 'cancel'");
    calls.fetch_one(&house.db).await.unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_ticket_goes_back_with_its_fee_and_its_seat_is_free(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let (total, tickets) = (number(&order["price"]["total"]), &order["tickets"]);
    let first = kim.quote(&order, &[&tickets[0]]).await.json();
    assert_eq!(
        (&first["fee"], &first["rule"]),
        (&json!(0), &json!("just_paid"))
    );

    house.after(NEXT_DAY);
    let quote = kim.quote(&order, &[&tickets[0]]).await.json();
    let refund = total / 2 - FEE;
    assert_eq!(
        (
            &quote["paid"],
            &quote["fee"],
            &quote["refund"],
            &quote["rule"]
        ),
        (
            &json!(total / 2),
            &json!(FEE),
            &json!(refund),
            &json!("time_left")
        )
    );
    assert_eq!(quote["tickets"][0]["id"], tickets[0]["id"]);
    let problem = kim.refund(&order, &[&tickets[0]], total / 2).await;
    let problem = problem.expect_problem(StatusCode::CONFLICT, "price_changed");
    assert_eq!(problem["errors"][0]["pointer"], "/expected_amount");
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains(&refund.to_string())
    );

    let key = "the-key-of-this-refund";
    let after = kim.refund_with(key, &order, &[&tickets[0]], refund).await;
    let after = after.expect_status(StatusCode::OK).json();
    assert_eq!(after["status"], "paid");
    let status: Vec<_> = after["tickets"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&status[0]["status"], &status[1]["status"]),
        (&json!("cancelled"), &json!("issued"))
    );
    assert_eq!(
        (
            &after["refunds"][0]["status"],
            &after["refunds"][0]["amount"]
        ),
        (&json!("done"), &json!(refund))
    );
    assert_eq!(bank.ledger(&order).await, (total, refund));
    assert_eq!(house.claims(1).await, 1);
    house.expect_books().await;

    // The same request has its effect once; the same ticket cannot go back twice.
    let again = kim.refund_with(key, &order, &[&tickets[0]], refund).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    kim.refund(&order, &[&tickets[0]], refund)
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
    assert_eq!(bank.ledger(&order).await, (total, refund));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn parts_that_add_up_to_the_total_cancel_the_order(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let total = number(&order["price"]["total"]);
    let first = kim.refund(&order, &[&order["tickets"][0]], total / 2).await;
    assert_eq!(first.expect_status(StatusCode::OK).json()["status"], "paid");
    let rest = kim.refund(&order, &[], total / 2).await;
    let rest = rest.expect_status(StatusCode::OK).json();
    assert_eq!(rest["status"], "cancelled");
    assert_eq!(bank.ledger(&order).await, (total, total));
    assert_eq!(house.claims(1).await, 0);
    house.expect_books().await;
    kim.quote(&order, &[])
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_two_refunds_of_one_ticket_at_once_one_wins(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    for _ in 0..5 {
        let order = bank.paid(&kim, &two()).await;
        let half = number(&order["price"]["total"]) / 2;
        let ticket = [&order["tickets"][0]];
        let (one, two) = tokio::join!(
            kim.refund(&order, &ticket, half),
            kim.refund(&order, &ticket, half)
        );
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", one.text(), two.text());
        assert_eq!(bank.ledger(&order).await, (2 * half, half));
    }
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_refund_without_an_answer_is_found_out_and_happens_once(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut now = 0;
    for effect in [
        "drop_after",
        "drop_before",
        "gateway_after",
        "gateway_before",
        "truncated",
    ] {
        let order = bank.paid(&kim, &two()).await;
        let (total, tickets) = (number(&order["price"]["total"]), &order["tickets"]);
        bank.next_cancel(json!({ "effect": effect })).await;
        let pending = kim.refund(&order, &[&tickets[0]], total / 2).await;
        let pending = pending.expect_status(StatusCode::ACCEPTED).json();
        assert_eq!(pending["refunds"][0]["status"], "unknown", "{effect}");
        assert_eq!(pending["tickets"][0]["status"], "refunding");
        // Another ticket has to wait, and the seat stays taken.
        kim.refund(&order, &[&tickets[1]], total / 2)
            .await
            .expect_problem(StatusCode::CONFLICT, "refund_running");
        house.run("refunds").await;
        assert_eq!(kim.look(&order).await["refunds"][0]["status"], "unknown");

        now += 60;
        house.after(now);
        house.run("refunds").await;
        let done = kim.look(&order).await;
        assert_eq!(done["refunds"][0]["status"], "done", "{effect}");
        assert_eq!(done["tickets"][0]["status"], "cancelled");
        assert_eq!(bank.ledger(&order).await, (total, total / 2), "{effect}");
        house.expect_books().await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nothing_goes_back_after_departure(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let left = crate::fixture::instant("2026-12-24T00:05:00Z");
    house.clock.set(left);
    let kim = house.customer("kim@x.kr").await;
    for answer in [
        kim.quote(&order, &[]).await,
        kim.quote(&order, &[&order["tickets"][0]]).await,
        kim.refund(&order, &[], 0).await,
    ] {
        answer.expect_problem(StatusCode::GONE, "flight_departed");
    }
    house.clock.set(left - chrono::TimeDelta::seconds(1));
    let quote = kim.quote(&order, &[&order["tickets"][0]]).await.json();
    assert_eq!(quote["fee"], 150_000);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn no_child_is_left_without_an_adult_and_nothing_calls_nobody(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut wanted = body(&[(11, None)]);
    let infant = json!({ "type": "infant", "given_name": "AGI", "surname": "HONG",
                         "birth_date": "2026-03-01" });
    wanted["passengers"] = json!([adult(), infant]);
    let order = bank.paid(&kim, &wanted).await;
    let tickets = &order["tickets"];
    kim.quote(&order, &[&tickets[0]])
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
    // A domestic infant pays nothing, so nothing goes back and the provider is not told.
    let done = kim.refund(&order, &[&tickets[1]], 0).await;
    let done = done.expect_status(StatusCode::OK).json();
    assert_eq!(
        (&done["status"], &done["tickets"][1]["status"]),
        (&json!("paid"), &json!("cancelled"))
    );
    assert_eq!(calls(&house).await, 0);
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_asked_wrongly_is_named(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let other = json!({ "id": uuid::Uuid::now_v7() });
    kim.refund(&order, &[&other], 0)
        .await
        .expect_wrong(&["/tickets"]);
    kim.quote(&order, &[&other])
        .await
        .expect_invalid(&["tickets"]);
    let with = kim.with("idempotency-key", "wrong");
    let path = format!("/orders/{}/refunds", order["id"].as_str().unwrap());
    let wrong = json!({ "tickets": [], "reason": " ", "expected_amount": -1 });
    with.post(&path, wrong)
        .await
        .expect_wrong(&["/tickets", "/reason", "/expected_amount"]);
    kim.post(&path, json!({}))
        .await
        .expect_problem(StatusCode::BAD_REQUEST, "idempotency_key_missing");
    for answer in [
        lee.quote(&order, &[]).await,
        lee.refund(&order, &[], 0).await,
    ] {
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
    let held = kim.ordered(&body(&[(2, None)])).await;
    kim.refund(&held, &[], 0)
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
}

/// What becomes of a refund whose cancel is answered once with a code: at once, and in the end.
const CODES: &[(&str, RefundStatus)] = &[
    ("ALREADY_CANCELED_PAYMENT", RefundStatus::Unknown),
    ("ALREADY_REFUND_PAYMENT", RefundStatus::Unknown),
    ("COMMON_ERROR", RefundStatus::Unknown),
    (
        "EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT",
        RefundStatus::Refused,
    ),
    ("EXCEED_CANCEL_LIMIT", RefundStatus::Unknown),
    ("EXCEED_MAX_REFUND_DUE", RefundStatus::Refused),
    ("FAILED_INTERNAL_SYSTEM_PROCESSING", RefundStatus::Unknown),
    ("FAILED_METHOD_HANDLING_CANCEL", RefundStatus::Unknown),
    ("FAILED_PARTIAL_REFUND", RefundStatus::Unknown),
    (
        "FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING",
        RefundStatus::Unknown,
    ),
    ("FAILED_REFUND_PROCESS", RefundStatus::Unknown),
    ("FORBIDDEN_BANK_REFUND_REQUEST", RefundStatus::Refused),
    ("FORBIDDEN_CONSECUTIVE_REQUEST", RefundStatus::Done),
    ("FORBIDDEN_REQUEST", RefundStatus::Unknown),
    ("INCORRECT_BASIC_AUTH_FORMAT", RefundStatus::Unknown),
    ("INVALID_BANK", RefundStatus::Refused),
    ("INVALID_IDEMPOTENCY_KEY", RefundStatus::Refused),
    ("INVALID_REFUND_ACCOUNT_INFO", RefundStatus::Refused),
    ("INVALID_REFUND_ACCOUNT_NUMBER", RefundStatus::Refused),
    ("INVALID_REQUEST", RefundStatus::Refused),
    ("NOT_ALLOWED_PARTIAL_REFUND", RefundStatus::Refused),
    (
        "NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT",
        RefundStatus::Refused,
    ),
    ("NOT_AVAILABLE_BANK", RefundStatus::Done),
    ("NOT_CANCELABLE_AMOUNT", RefundStatus::Refused),
    ("NOT_CANCELABLE_PAYMENT", RefundStatus::Refused),
    (
        "NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER",
        RefundStatus::Refused,
    ),
    ("NOT_FOUND_PAYMENT", RefundStatus::Refused),
    ("NOT_MATCHES_REFUNDABLE_AMOUNT", RefundStatus::Unknown),
    ("PROVIDER_ERROR", RefundStatus::Done),
    ("REFUND_REJECTED", RefundStatus::Refused),
    ("UNAUTHORIZED_KEY", RefundStatus::Unknown),
    ("NEVER_SEEN_BEFORE", RefundStatus::Unknown),
];

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_code_of_a_cancel_does_what_it_means(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut now = 0;
    for (code, at_once) in CODES {
        let order = bank.paid(&kim, &body(&[(1, None)])).await;
        let total = number(&order["price"]["total"]);
        bank.next_cancel(json!({ "effect": "error", "code": code }))
            .await;
        let answer = kim.refund(&order, &[], total).await;
        let expected = match at_once {
            RefundStatus::Unknown => StatusCode::ACCEPTED,
            _ => StatusCode::OK,
        };
        let asked = answer.expect_status(expected).json();
        assert_eq!(asked["refunds"][0]["status"], json!(at_once), "{code}");
        now += 60;
        house.after(now);
        house.run("refunds").await;
        let (status, refunded) = match at_once {
            RefundStatus::Refused => ("paid", 0),
            _ => ("cancelled", total),
        };
        assert_eq!(kim.look(&order).await["status"], status, "{code}");
        assert_eq!(bank.ledger(&order).await, (total, refunded), "{code}");
        house.expect_books().await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_goes_back_whole_even_when_the_provider_refuses_at_first(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let total = number(&order["price"]["total"]);
    house.after(NEXT_DAY);
    let gone = house.admin().await.delete("/admin/flight-plans/1").await;
    assert!(gone.status.is_success());
    bank.next_cancel(json!({ "effect": "error", "code": "REFUND_REJECTED" }))
        .await;
    house.run("refunds").await;
    let owed = kim.look(&order).await;
    assert_eq!(
        (&owed["status"], &owed["refunds"][0]["status"]),
        (&json!("paid"), &json!("unknown"))
    );
    assert_eq!(house.app.metrics.payments.alarms(), 1);

    house.after(NEXT_DAY + 600);
    house.run("refunds").await;
    let order = kim.look(&order).await;
    assert_eq!(order["status"], "cancelled");
    assert_eq!(
        (&order["refunds"][0]["amount"], &order["refunds"][0]["fee"]),
        (&json!(total), &json!(0))
    );
    assert_eq!(bank.ledger(&order).await, (total, total));
    assert_eq!(house.claims(1).await, 0);
    house.run("refunds").await;
    assert_eq!(bank.ledger(&order).await, (total, total));
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_fee_of_a_running_refund_goes_back_when_its_flight_is_cancelled(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = bank.paid(&kim, &two()).await;
    let (total, tickets) = (number(&order["price"]["total"]), &order["tickets"]);
    house.after(NEXT_DAY);
    bank.next_cancel(json!({ "effect": "drop_after" })).await;
    kim.refund(&order, &[&tickets[0]], total / 2 - FEE)
        .await
        .expect_status(StatusCode::ACCEPTED);
    let gone = house.admin().await.delete("/admin/flight-plans/1").await;
    assert!(gone.status.is_success());
    for minutes in 1..=4 {
        house.after(NEXT_DAY + 60 * minutes);
        house.run("refunds").await;
        house.expect_books().await;
    }
    assert_eq!(bank.ledger(&order).await, (total, total));
    let order = kim.look(&order).await;
    assert_eq!(order["status"], "cancelled");
    let amounts = order["refunds"].as_array().unwrap().iter();
    let amounts: Vec<_> = amounts.map(|refund| number(&refund["amount"])).collect();
    assert_eq!(amounts, [total / 2 - FEE, FEE, total / 2]);
}
