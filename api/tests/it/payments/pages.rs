//! Where the payment widget sends a browser.

use axum::http::StatusCode;
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::refunds::bank::{Bank, total};

/// What the widget adds to the address of the success page.
fn success(order: &serde_json::Value, key: &str, amount: i64) -> String {
    let id = order["id"].as_str().unwrap();
    format!(
        "/payments/toss/success?paymentType=NORMAL&orderId={id}&paymentKey={key}&amount={amount}"
    )
}

const BROWSER: [(&str, &str); 1] = [("accept", "text/html,*/*;q=0.8")];

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_success_page_that_is_loaded_twenty_times_at_once_pays_once(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let key = bank.pay(&order, None).await;
    let path = success(&order, &key, total(&order));
    let loads = (0..20).map(|_| house.get_with(&path, &BROWSER));
    for answer in futures_util::future::join_all(loads).await {
        let known = [StatusCode::OK, StatusCode::ACCEPTED].contains(&answer.status);
        assert!(known, "{}", answer.text());
    }
    // And again: it stays paid.
    let answer = house.get_with(&path, &BROWSER).await;
    let page = answer.expect_status(StatusCode::OK);
    assert!(page.text().contains("결제가 끝났습니다"), "{}", page.text());
    assert!(
        page.text().contains("시험 환경"),
        "no word that it is a test"
    );
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert_eq!(house.payment_calls("confirm").await, 1);
    assert_eq!(bank.ledger(&order).await, (total(&order), 0));
    assert_eq!(kim.look(&order).await["status"], "paid");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_amount_that_was_changed_in_the_address_pays_nothing(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let key = bank.pay(&order, None).await;
    let path = success(&order, &key, 100);
    let answer = house.get(&path).await;
    answer.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "amount_mismatch");
    let page = house.get_with(&path, &BROWSER).await;
    let page = page.expect_status(StatusCode::UNPROCESSABLE_ENTITY).text();
    assert!(page.contains("<h1>"), "{page}");
    let answer = house.get("/payments/toss/success?amount=1&x=y").await;
    answer.expect_invalid(&["paymentKey", "orderId"]);
    assert_eq!(house.payment_calls("confirm").await, 0);
    assert_eq!(kim.look(&order).await["status"], "held");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_page_of_a_declined_payment_says_what_to_do(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let key = bank.pay(&order, Some("decline")).await;
    let path = success(&order, &key, total(&order));
    let page = house.get_with(&path, &BROWSER).await;
    let page = page.expect_status(StatusCode::UNPROCESSABLE_ENTITY).text();
    assert!(page.contains("한도"), "{page}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_fail_page_repeats_nothing_that_it_was_sent(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let path =
        "/payments/toss/fail?code=PAY_PROCESS_CANCELED&message=%3Cscript%3Ecall+010&orderId=x";
    let page = house
        .get_with(path, &BROWSER)
        .await
        .expect_status(StatusCode::OK);
    let text = page.text();
    assert!(text.contains("결제를 취소했습니다"), "{text}");
    assert!(!text.contains("010") && !text.contains("script"), "{text}");
    let english = [BROWSER[0], ("accept-language", "en")];
    let english = house.get_with(path, &english).await.text();
    assert!(english.contains("Nothing was paid"), "{english}");
    let json = house.get(path).await.json();
    assert_eq!(json["status"], "not_paid");
}
