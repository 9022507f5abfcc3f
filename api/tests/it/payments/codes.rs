//! Every code of the provider leads where it should.

use api::payments::{CONFIRM, Meaning};
use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::refunds::bank::{Bank, total};

/// 189 seats.
const FLIGHT: u64 = 3;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_code_of_a_confirm_leads_where_it_should(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    for (number, (code, meaning)) in CONFIRM.iter().enumerate() {
        let kim = house.customer(&format!("kim{number}@x.kr")).await;
        let order = kim.ordered(&body(&[(FLIGHT, None)])).await;
        let amount = total(&order);
        let fault = json!([{ "on": "confirm", "effect": "error", "code": code, "times": 1 }]);
        bank.faults(&fault).await;
        let key = bank.pay(&order, None).await;
        let answer = kim.confirm(&order, &key, amount).await;
        let charged = match meaning {
            Meaning::Refused | Meaning::Misconfigured => {
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
                let problem = answer.json();
                assert_eq!(problem["provider_code"], *code);
                assert_eq!(kim.look(&order).await["status"], "held", "{code}");
                0
            }
            // Commanded anew once the books show that nothing was done.
            Meaning::Temporary => {
                assert_eq!(answer.status, StatusCode::OK, "{code}: {}", answer.text());
                amount
            }
            // Asked for again under the same key, under which this provider says the same.
            Meaning::Unclear | Meaning::Running => {
                assert_eq!(answer.status, StatusCode::ACCEPTED, "{code}");
                let order = answer.json();
                assert_eq!(order["status"], "paying", "{code}");
                assert_eq!(order["payment"]["status"], "unknown", "{code}");
                0
            }
        };
        assert_eq!(bank.ledger(&order).await, (charged, 0), "{code}");
    }
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_unclear_code_that_came_though_it_worked_ends_paid_and_charged_once(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let unclear = CONFIRM.iter().filter(|(_, m)| *m == Meaning::Unclear);
    for (number, (code, _)) in unclear.enumerate() {
        let kim = house.customer(&format!("kim{number}@x.kr")).await;
        let order = kim.ordered(&body(&[(FLIGHT, None)])).await;
        let fault = json!([{ "on": "confirm", "effect": "error_after", "code": code, "times": 1 }]);
        bank.faults(&fault).await;
        let key = bank.pay(&order, None).await;
        let answer = kim.confirm(&order, &key, total(&order)).await;
        assert_eq!(answer.status, StatusCode::OK, "{code}: {}", answer.text());
        assert_eq!(bank.ledger(&order).await, (total(&order), 0), "{code}");
    }
    house.expect_books().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_fails_for_a_moment_is_tried_three_times_under_three_keys(db: MySqlPool) {
    let bank = Bank::open().await;
    let house = bank.house(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(FLIGHT, None)])).await;
    let fault = json!([{ "on": "confirm", "effect": "error", "code": "PROVIDER_ERROR" }]);
    bank.faults(&fault).await;
    let key = bank.pay(&order, None).await;
    let answer = kim.confirm(&order, &key, total(&order)).await;
    answer.expect_problem(StatusCode::UNPROCESSABLE_ENTITY, "payment_declined");
    let keys = sqlx::query_scalar(
        "SELECT COUNT(DISTINCT idempotency_key) FROM payment_calls WHERE kind = 'confirm'",
    );
    let keys: i64 = keys.fetch_one(&house.db).await.unwrap();
    assert_eq!((house.payment_calls("confirm").await, keys), (3, 3));
    // No decisive word: it is looked up again in an hour.
    let checks =
        sqlx::query_scalar("SELECT COUNT(*) FROM payments WHERE next_check_at IS NOT NULL");
    let checks: i64 = checks.fetch_one(&house.db).await.unwrap();
    assert_eq!(checks, 1);
}
