//! Seeing everything that is held about oneself, and leaving.

mod logs;

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use crate::client::Client;
use crate::house::House;

/// An order of somebody in that state, with a seat on flight 1 on 24 December.
async fn order(house: &House, client: &Client<'_>, status: &str, ticket: &str) {
    let order = format!(
        "
        INSERT INTO orders (id, reference, user_id, status, total, price, contact_email, contact_phone,
          language, hold_expires_at, created_at, updated_at)
        VALUES (UNHEX(REPEAT('a1', 16)), 'ABCDEF', {}, '{status}', 100, '{{}}', 'hong@x.kr',
          '01012345678', 'ko', '2026-12-01 00:10:00', '2026-12-01', '2026-12-01');
        INSERT INTO order_flights (order_id, flight_id, position, cabin)
        VALUES (UNHEX(REPEAT('a1', 16)), 1, 0, 'economy');
        INSERT INTO passengers (order_id, position, kind, given_name, surname, birth_date)
        VALUES (UNHEX(REPEAT('a1', 16)), 0, 'adult', 'GILDONG', 'HONG', '1990-05-05');
        INSERT INTO tickets (id, order_id, passenger, flight_id, seat_index, fare, fuel_surcharge,
          airport_charges, discount, total, status)
        VALUES (UNHEX(REPEAT('b1', 16)), UNHEX(REPEAT('a1', 16)), 0, 1, 0, 100, 0, 0, 0, 100, '{ticket}');
        INSERT INTO order_events (order_id, seq, at, what, detail)
        VALUES (UNHEX(REPEAT('a1', 16)), 1, '2026-12-01', 'held', '{{}}')
        ",
        client.id(),
    );
    for statement in order.split(";\n") {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&house.db)
            .await
            .unwrap();
    }
    let claim = "INSERT INTO seat_claims (flight_id, seat_index, ticket_id) \
                 VALUES (1, 0, UNHEX(REPEAT('b1', 16)))";
    sqlx::raw_sql(claim).execute(&house.db).await.unwrap();
}

async fn count(house: &House, select: &'static str) -> i64 {
    sqlx::query_scalar(select)
        .fetch_one(&house.db)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_that_is_held_can_be_seen_and_nothing_of_others(db: MySqlPool) {
    let house = House::open(db).await;
    let (kim, lee) = (
        house.customer("kim@x.kr").await,
        house.customer("lee@x.kr").await,
    );
    order(&house, &kim, "held", "held").await;
    let path = format!("/admin/users/{}", kim.id());
    let vip = json!({"grade": "VIP", "grade_until": "2027-01-01T00:00:00Z"});
    let vip = house.admin().await.patch(&path, vip).await;
    vip.expect_status(StatusCode::OK);
    let all = kim
        .get("/users/me/export")
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(all["account"]["email"], "kim@x.kr");
    assert_eq!(all["sessions"]["items"][0]["device"], "a test");
    assert_eq!(all["orders"][0]["reference"], "ABCDEF");
    assert_eq!(all["orders"][0]["contact_email"], "hong@x.kr");
    assert_eq!(all["passengers"][0]["surname"], "HONG");
    assert_eq!(all["passengers"][0]["birth_date"], "1990-05-05");
    assert_eq!(all["tickets"][0]["origin"], "ICN");
    assert_eq!(all["timeline"][0]["what"], "held");
    assert_eq!(all["identity"]["subject"], "kim@x.kr");
    let decision = &all["decisions"][0];
    assert_eq!(decision["action"], "user.change");
    assert_eq!(decision["before"]["grade"], "BASIC");
    assert_eq!(decision["after"]["grade"], "VIP");
    assert!(decision.get("admin").is_none(), "{decision}");
    assert_eq!(all["truncated"], false);
    assert!(!all.to_string().contains(&kim.token()));

    let others = lee
        .get("/users/me/export")
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(others["account"]["email"], "lee@x.kr");
    for list in [
        "orders",
        "passengers",
        "tickets",
        "payments",
        "refunds",
        "timeline",
        "decisions",
    ] {
        assert_eq!(others[list], json!([]), "{list}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whoever_leaves_is_forgotten_and_may_join_again_as_somebody_new(db: MySqlPool) {
    let house = House::open(db).await;
    for path in ["/user/me", "/users/me"] {
        let (kim, other) = (
            house.customer("kim@x.kr").await,
            house.customer("kim@x.kr").await,
        );
        kim.patch(path, json!({"phone": "01012345678"}))
            .await
            .expect_status(StatusCode::OK);
        other.get(path).await.expect_status(StatusCode::OK);
        let gone = kim.delete(path).await.expect_status(StatusCode::NO_CONTENT);
        assert!(gone.header("set-cookie").unwrap().contains("Max-Age=0"));
        for session in [&kim, &other] {
            let answer = session.get(path).await;
            answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
        }
        assert_eq!(count(&house, "SELECT COUNT(*) FROM sessions").await, 0);
        let known = "SELECT COUNT(*) FROM users WHERE email IS NOT NULL OR phone IS NOT NULL";
        assert_eq!(count(&house, known).await, 0);

        let again = house.customer("kim@x.kr").await;
        assert_ne!(again.id(), kim.id());
        assert_eq!(again.get(path).await.json()["phone"], json!(null));
        again
            .delete(path)
            .await
            .expect_status(StatusCode::NO_CONTENT);
    }
    let admin = house.admin().await;
    let left = admin.get("/admin/users?withdrawn=true").await.json();
    assert_eq!(left["items"].as_array().unwrap().len(), 4);
    assert!(left["items"][0]["withdrawn_at"].is_string() && left["items"][0]["email"].is_null());
    let path = format!("/admin/users/{}", left["items"][0]["id"]);
    let answer = admin.patch(&path, json!({"role": "ADMIN"})).await;
    answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_hold_is_given_up_and_its_order_forgets_whose_it_was(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    order(&house, &kim, "held", "held").await;
    kim.delete("/user/me")
        .await
        .expect_status(StatusCode::NO_CONTENT);
    assert_eq!(count(&house, "SELECT COUNT(*) FROM seat_claims").await, 0);
    for fact in [
        "SELECT COUNT(*) FROM orders WHERE status = 'cancelled' AND contact_email = '' \
         AND contact_phone = '' AND version = 2",
        "SELECT COUNT(*) FROM tickets WHERE status = 'cancelled'",
        "SELECT COUNT(*) FROM order_events WHERE seq = 2 AND what = 'given_up'",
        "SELECT COUNT(*) FROM passengers WHERE given_name = '' AND surname = '' \
         AND birth_date = '1990-01-01'",
    ] {
        assert_eq!(count(&house, fact).await, 1, "{fact}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_leaves_while_a_payment_runs_or_a_paid_flight_is_ahead(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    order(&house, &kim, "paying", "held").await;
    let leave = || kim.delete("/user/me");
    leave()
        .await
        .expect_problem(StatusCode::CONFLICT, "orders_open");
    let set = async |statement: &'static str| {
        sqlx::raw_sql(statement).execute(&house.db).await.unwrap();
    };
    set("UPDATE orders SET status = 'paid'").await;
    set("UPDATE tickets SET status = 'issued'").await;
    leave()
        .await
        .expect_problem(StatusCode::CONFLICT, "orders_open");
    kim.get("/users/me").await.expect_status(StatusCode::OK);

    // The flight has left.
    house
        .clock
        .set(crate::fixture::instant("2026-12-24T00:05:00Z"));
    leave().await.expect_status(StatusCode::NO_CONTENT);
    assert_eq!(
        count(&house, "SELECT COUNT(*) FROM orders WHERE status = 'paid'").await,
        1
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_leaves_while_a_refund_runs(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    order(&house, &kim, "cancelled", "cancelled").await;
    for statement in [
        "INSERT INTO payments (id, order_id, provider, payment_key, amount, status, captured_at, \
         created_at, updated_at) VALUES (UNHEX(REPEAT('c1', 16)), UNHEX(REPEAT('a1', 16)), 'toss', \
         'k', 100, 'captured', '2026-12-01', '2026-12-01', '2026-12-01')",
        "INSERT INTO refunds (id, payment_id, order_id, cause, reason, amount, fee, status, \
         refundable_expected, created_at) VALUES (UNHEX(REPEAT('d1', 16)), \
         UNHEX(REPEAT('c1', 16)), UNHEX(REPEAT('a1', 16)), 'customer', 'ill', 100, 0, 'unknown', \
         100, '2026-12-01')",
    ] {
        sqlx::raw_sql(statement).execute(&house.db).await.unwrap();
    }
    kim.delete("/user/me")
        .await
        .expect_problem(StatusCode::CONFLICT, "orders_open");
    let done = "UPDATE refunds SET status = 'done'";
    sqlx::raw_sql(done).execute(&house.db).await.unwrap();
    kim.delete("/user/me")
        .await
        .expect_status(StatusCode::NO_CONTENT);
    let told = "SELECT COUNT(*) FROM refunds WHERE reason <> ''";
    assert_eq!(count(&house, told).await, 0);
}
