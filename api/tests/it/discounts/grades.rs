//! Grades: earned by what was paid, kept when an administrator says so, taken off in searches.

use api::accounts::{self, Grade, Recomputed, UserId};
use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;
use uuid::Uuid;

use super::{Row, house_with, ok};
use crate::fixture::instant;
use crate::house::House;

/// A payment of somebody's order, captured then; returns its id.
async fn pay(db: &MySqlPool, user: u64, amount: i64, captured_at: &str) -> Uuid {
    let (order, payment) = (Uuid::now_v7(), Uuid::now_v7());
    let at = instant(captured_at);
    let insert = "
        INSERT INTO orders (
          id, reference, user_id, status, total, price, contact_email, contact_phone, language,
          hold_expires_at, created_at, updated_at
        )
        VALUES (?, ?, ?, 'paid', ?, '{}', 'kim@x.kr', '010', 'ko', '2099-01-01', ?, ?)
    ";
    let reference = order.simple().to_string();
    sqlx::query(insert)
        .bind(order)
        .bind(&reference[26..])
        .bind(user)
        .bind(amount)
        .bind(at)
        .bind(at)
        .execute(db)
        .await
        .unwrap();
    let insert = "
        INSERT INTO payments (
          id, order_id, provider, payment_key, amount, status, captured_at, created_at, updated_at
        )
        VALUES (?, ?, 'toss', ?, ?, 'captured', ?, ?, ?)
    ";
    sqlx::query(insert)
        .bind(payment)
        .bind(order)
        .bind(payment.to_string())
        .bind(amount)
        .bind(at)
        .bind(at)
        .bind(at)
        .execute(db)
        .await
        .unwrap();
    payment
}

/// A refund of a payment, finished or not.
async fn refund(db: &MySqlPool, payment: Uuid, amount: i64, status: &str) {
    let insert = "
        INSERT INTO refunds (
          id, payment_id, order_id, cause, reason, amount, fee, status, refundable_expected, created_at
        )
        SELECT ?, id, order_id, 'customer', 'no time', ?, 0, ?, amount, created_at
        FROM payments
        WHERE id = ?
    ";
    sqlx::query(insert)
        .bind(Uuid::now_v7())
        .bind(amount)
        .bind(status)
        .bind(payment)
        .execute(db)
        .await
        .unwrap();
}

async fn set_grade(db: &MySqlPool, user: u64, grade: &str, until: Option<&str>) {
    sqlx::query("UPDATE users SET grade = ?, grade_until = ? WHERE id = ?")
        .bind(grade)
        .bind(until.map(instant))
        .bind(user)
        .execute(db)
        .await
        .unwrap();
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grade_is_earned_by_what_was_paid_in_twelve_months_and_did_not_come_back(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await.id();
    let grade = async || accounts::recompute(&house.app, UserId(kim)).await.unwrap();
    assert_eq!(grade().await, Some(Grade::Basic));

    let first = pay(&house.db, kim, 999_999, "2026-06-01T00:00:00Z").await;
    assert_eq!(grade().await, Some(Grade::Basic));
    pay(&house.db, kim, 1, "2026-07-01T00:00:00Z").await;
    assert_eq!(grade().await, Some(Grade::Premium));
    // A year ago to the second does not count any more.
    pay(&house.db, kim, 9_000_000, "2025-12-01T00:00:00Z").await;
    assert_eq!(grade().await, Some(Grade::Premium));
    let last = pay(&house.db, kim, 2_000_000, "2025-12-01T00:00:01Z").await;
    assert_eq!(grade().await, Some(Grade::Vip));

    refund(&house.db, last, 500_000, "refused").await;
    refund(&house.db, last, 500_000, "requested").await;
    assert_eq!(grade().await, Some(Grade::Vip));
    refund(&house.db, first, 1, "done").await;
    assert_eq!(grade().await, Some(Grade::Premium));

    house.clock.set(instant("2026-12-01T00:00:01Z"));
    assert_eq!(grade().await, Some(Grade::Basic));
    assert_eq!(
        accounts::recompute(&house.app, UserId(99)).await.unwrap(),
        None
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_was_not_captured_earns_nothing(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await.id();
    for status in ["confirming", "unknown", "declined"] {
        let payment = pay(&house.db, kim, 5_000_000, "2026-11-01T00:00:00Z").await;
        sqlx::query("UPDATE payments SET status = ? WHERE id = ?")
            .bind(status)
            .bind(payment)
            .execute(&house.db)
            .await
            .unwrap();
    }
    let grade = accounts::recompute(&house.app, UserId(kim)).await.unwrap();
    assert_eq!(grade, Some(Grade::Basic));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grade_that_an_administrator_set_stays_until_its_day(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await.id();
    set_grade(&house.db, kim, "vip", Some("2026-12-10T00:00:00Z")).await;
    let grade = async || accounts::recompute(&house.app, UserId(kim)).await.unwrap();
    house.clock.set(instant("2026-12-09T23:59:59Z"));
    assert_eq!(grade().await, Some(Grade::Vip));
    house.clock.set(instant("2026-12-10T00:00:00Z"));
    assert_eq!(grade().await, Some(Grade::Basic));
    // It does not come back: what an administrator said is over.
    house.clock.set(instant("2026-12-01T00:00:00Z"));
    assert_eq!(grade().await, Some(Grade::Basic));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_night_everybody_is_looked_at(db: MySqlPool) {
    let house = House::open(db).await;
    let insert = "
        INSERT INTO users (issuer, subject, email, name, created_at)
        SELECT 'https://people.test', CONCAT('n', a.code, b.code, c.code), 'n@x.kr', 'N', NOW()
        FROM airports a, airports b, airports c
    ";
    sqlx::query(insert).execute(&house.db).await.unwrap();
    let ids: Vec<u64> = sqlx::query_scalar("SELECT id FROM users ORDER BY id")
        .fetch_all(&house.db)
        .await
        .unwrap();
    assert!(ids.len() > 1_000, "more than two batches");
    let (first, middle, last) = (ids[0], ids[700], ids[ids.len() - 1]);
    pay(&house.db, first, 1_000_000, "2026-11-01T00:00:00Z").await;
    pay(&house.db, middle, 3_000_000, "2026-11-01T00:00:00Z").await;
    set_grade(&house.db, last, "vip", None).await;
    set_grade(&house.db, ids[1], "vip", Some("2027-01-01T00:00:00Z")).await;

    let done = accounts::recompute_all(&house.app).await.unwrap();
    let members = ids.len() as u64;
    assert_eq!(
        done,
        Recomputed {
            members,
            changed: 3
        }
    );
    let select = "SELECT id, grade FROM users WHERE grade <> 'basic' ORDER BY id";
    let grades: Vec<(u64, String)> = sqlx::query_as(select).fetch_all(&house.db).await.unwrap();
    let expected = [(first, "premium"), (ids[1], "vip"), (middle, "vip")];
    assert_eq!(grades, expected.map(|(id, grade)| (id, grade.to_owned())));
    let again = accounts::recompute_all(&house.app).await.unwrap();
    assert_eq!(
        again,
        Recomputed {
            members,
            changed: 0
        }
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_member_sees_the_grade_and_how_far_the_next_one_is(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    pay(&house.db, kim.id(), 1_240_000, "2026-11-01T00:00:00Z").await;
    accounts::recompute(&house.app, UserId(kim.id()))
        .await
        .unwrap();
    let shown = kim
        .get("/discounts/grade")
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(
        shown,
        json!({
            "grade": "PREMIUM",
            "rate_percent": 3,
            "grade_until": null,
            "paid": 1_240_000,
            "next": {
                "grade": "VIP",
                "rate_percent": 5,
                "threshold": 3_000_000,
                "missing": 1_760_000,
            },
        })
    );
    set_grade(&house.db, kim.id(), "vip", Some("2027-01-01T00:00:00Z")).await;
    let shown = kim.get("/discounts/grade").await.json();
    assert_eq!(
        (&shown["grade"], &shown["next"]),
        (&json!("VIP"), &Value::Null)
    );
    assert_eq!(shown["grade_until"], "2027-01-01T00:00:00Z");
    kim.get("/discounts/grade?user=1")
        .await
        .expect_invalid(&["user"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_member_pays_less_and_is_told_why_and_a_visitor_does_not(db: MySqlPool) {
    let events = [
        Row {
            airlines: &["KE"],
            ..Row::new("대한항공 특가", 10)
        },
        Row {
            airlines: &["OZ"],
            ..Row::new("아시아나 특가", 20)
        },
        Row::new("모두 특가", 5),
    ];
    let house = house_with(db, &events).await;
    let kim = house.customer("kim@x.kr").await;
    set_grade(&house.db, kim.id(), "vip", None).await;
    let path = "/flight-plans?from=SEL&to=TYO&date=2026-12-24&airlines=KE&sort=price&limit=1";

    let english = kim.with("accept-language", "en");
    let member = english.get(path).await.expect_status(StatusCode::OK).json();
    let price = &member["itineraries"][0]["price"];
    assert_eq!(price["total"], 150_300 + 42_000 - 15_030 - 6_760);
    assert_eq!(price["discount"], 15_030 + 6_760);
    assert_eq!(
        price["discounts"],
        json!([
            {"name": "대한항공 특가", "rate": 10, "amount": 15_030},
            {"name": "VIP member discount", "rate": 5, "amount": 6_760},
        ])
    );
    assert_eq!(
        price["not_applied"],
        json!([
            {"name": "아시아나 특가", "why": "is for other airlines"},
            {
                "name": "모두 특가",
                "why": "\"대한항공 특가\" takes more off, and only one event applies",
            },
        ])
    );
    let facet = &member["facets"]["airlines"][0];
    assert_eq!(
        (&facet["value"], &facet["min_total"]),
        (&json!("KE"), &price["total"])
    );
    let flight = kim.get("/flight-plans/1").await.json();
    assert_eq!(flight["cabins"][0]["price"]["total"], price["total"]);
    let month = "/flight-plans/calendar?from=ICN&to=NRT&month=2026-12";
    let (theirs, ours) = (kim.get(month).await.json(), ok(&house, month).await);
    let least = |month: &Value| month["days"][23]["min_total"].as_i64().unwrap();
    assert!(least(&theirs) < least(&ours));

    let visitor = ok(&house, path).await;
    let price = &visitor["itineraries"][0]["price"];
    assert_eq!(price["discount"], 15_030);
    assert_eq!(price["discounts"].as_array().unwrap().len(), 1);
    assert_eq!(price["not_applied"], Value::Null);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_member_who_is_known_searches_without_a_word_to_mysql(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    set_grade(&house.db, kim.id(), "vip", None).await;
    kim.get("/flight-plans/1")
        .await
        .expect_status(StatusCode::OK);
    // From here on every statement fails.
    house.db.close().await;
    for path in [
        "/flight-plans?from=SEL&to=TYO&date=2026-12-24&airlines=KE",
        "/flight-plans?from=SEL&to=TYO&date=2026-12-24&airlines=KE&max_stops=1",
    ] {
        let found = kim.get(path).await.expect_status(StatusCode::OK).json();
        let price = &found["itineraries"][0]["price"];
        assert_eq!(price["discounts"][0]["rate"], 5, "{price}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grade_that_was_just_earned_counts_in_the_next_search(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let discount = async || {
        let flight = kim
            .get("/flight-plans/1")
            .await
            .expect_status(StatusCode::OK);
        flight.json()["cabins"][0]["price"]["discount"]
            .as_i64()
            .unwrap()
    };
    assert_eq!(discount().await, 0);
    pay(&house.db, kim.id(), 3_000_000, "2026-11-01T00:00:00Z").await;
    accounts::recompute(&house.app, UserId(kim.id()))
        .await
        .unwrap();
    // 5 % of 150,300, rounded down to 10.
    assert_eq!(discount().await, 7_510);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_names_a_discount_or_a_grade_in_a_search(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let path = "/flight-plans?from=SEL&to=TYO&date=2026-12-24";
    for name in ["discount", "discount_id", "grade", "user"] {
        let answer = kim.get(&format!("{path}&{name}=1")).await;
        answer.expect_invalid(&[name]);
    }
}
