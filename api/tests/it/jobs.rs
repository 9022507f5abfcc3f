//! What happens by itself, and what the auditor sees.

use api::accounts::Sessions;
use api::booking::{Check, Scope, audit};
use api::jobs;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::Value;
use sqlx::MySqlPool;

use crate::booking::kit::body;
use crate::house::House;

async fn run(house: &House, name: &str) -> Value {
    let job = jobs::TABLE.iter().find(|job| job.name == name).unwrap();
    jobs::run(&house.app, job).await;
    let listed = house.admin().await.get("/admin/jobs").await;
    let listed = listed.expect_status(StatusCode::OK).json();
    let mut items = listed["items"].as_array().unwrap().iter();
    items.find(|item| item["name"] == name).unwrap().clone()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_administrator_sees_what_each_job_did(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    kim.ordered(&body(&[(1, None)])).await;
    house.after(600);
    let job = run(&house, "expire").await;
    assert_eq!(
        (&job["runs"], &job["failures"], &job["last_done"]),
        (&1.into(), &0.into(), &1.into())
    );
    assert_eq!(job["last_run_at"], "2026-12-01T00:10:00Z");
    assert_eq!(job["last_error"], Value::Null);

    // What fails is said, and the next run works again.
    kim.ordered(&body(&[(2, None)])).await;
    house.after(1_200);
    for statement in [
        "RENAME TABLE order_events TO away",
        "RENAME TABLE away TO order_events",
    ] {
        sqlx::query(statement).execute(&house.db).await.unwrap();
        run(&house, "expire").await;
    }
    let job = run(&house, "expire").await;
    assert_eq!((&job["runs"], &job["failures"]), (&4.into(), &1.into()));
    assert_eq!(job["last_error"], "1 of 1 orders could not be moved");
    assert_eq!(house.claims(2).await, 0);
    let metrics = house.get("/metrics").await.text();
    assert!(
        metrics.contains("gajo_job_failures_total{job=\"expire\"} 1"),
        "{metrics}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_job_runs(db: MySqlPool) {
    let house = House::open(db).await;
    for job in jobs::TABLE {
        let job = run(&house, job.name).await;
        assert_eq!(
            (&job["runs"], &job["failures"]),
            (&1.into(), &0.into()),
            "{job}"
        );
    }
    // And the scheduler takes each of their times.
    let started = jobs::start(&house.app).await.unwrap();
    started.stop().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_nobody_can_use_any_more_is_deleted_and_the_rest_stays(db: MySqlPool) {
    let house = House::open(db).await;
    let now = house.clock.now();
    let kim = house.customer("kim@x.kr").await;
    let attempt = "INSERT INTO sign_in_attempts (state_hash, browser_hash, nonce, verifier, return_to, \
                   created_at) VALUES (?, UNHEX(REPEAT('00', 32)), 'n', 'v', '/', ?)";
    let entry =
        "INSERT INTO audit_log (at, admin_id, action, subject) VALUES (?, NULL, ?, 'test:1')";
    for (name, age) in [
        ("over", TimeDelta::minutes(10)),
        ("open", TimeDelta::minutes(9)),
    ] {
        let hash = [name.as_bytes()[1]; 32];
        let insert = sqlx::query(attempt).bind(&hash[..]).bind(now - age);
        insert.execute(&house.db).await.unwrap();
    }
    for (name, age) in [("old", api::audit::KEPT), ("young", TimeDelta::days(1825))] {
        let insert = sqlx::query(entry).bind(now - age).bind(name);
        insert.execute(&house.db).await.unwrap();
    }
    let unused = "UPDATE sessions SET last_seen_at = ? WHERE user_id = ?";
    let unused = sqlx::query(unused)
        .bind(now - Sessions::IDLE)
        .bind(kim.id());
    unused.execute(&house.db).await.unwrap();

    let left = async |select: &'static str| -> Vec<String> {
        let rows = sqlx::query_scalar(select).fetch_all(&house.db);
        rows.await.unwrap()
    };
    for job in ["forget_sessions", "forget_sign_ins", "forget_acts"] {
        for deleted in [1, 0] {
            assert_eq!(run(&house, job).await["last_done"], deleted, "{job}");
        }
    }
    let attempts = "SELECT LEFT(HEX(state_hash), 2) FROM sign_in_attempts";
    assert_eq!(left(attempts).await, ["70"]);
    assert_eq!(
        left("SELECT action FROM audit_log WHERE subject = 'test:1'").await,
        ["young"]
    );
    // Those of the administrator who looked.
    let others = "SELECT DISTINCT u.email FROM sessions s JOIN users u ON u.id = s.user_id";
    assert_eq!(left(others).await, ["admin@gajo.test"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_night_a_grade_follows_what_was_paid(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lapsed = "UPDATE users SET grade = 'vip', grade_until = ? WHERE id = ?";
    let lapsed = sqlx::query(lapsed).bind(house.clock.now()).bind(kim.id());
    lapsed.execute(&house.db).await.unwrap();
    assert_eq!(run(&house, "grades").await["last_done"], 1);
    let me = kim.get("/users/me").await.json();
    assert_eq!(
        (&me["grade"], &me["grade_until"]),
        (&"BASIC".into(), &Value::Null)
    );
    assert_eq!(run(&house, "grades").await["last_done"], 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn books_that_agree_are_not_complained_about(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    kim.ordered(&body(&[(1, None), (6, None)])).await;
    let given_up = kim.ordered(&body(&[(2, None)])).await;
    kim.cancel(&given_up).await.expect_status(StatusCode::OK);
    kim.ordered(&body(&[(3, None)])).await;
    house.block_all_but(4, 180, 186).await;
    for scope in [Scope::All, Scope::Since(house.clock.now())] {
        let found = audit(&house.app, scope).await.unwrap();
        assert_eq!(found.differences(), 0, "{found}");
        house.after(600);
        house.expire().await;
    }
}

/// What makes the books of one held order wrong, what puts them right, and the check that sees it.
const WRONGS: &[(&str, &str, Check)] = &[
    (
        "UPDATE seat_claims SET ticket_id = NULL",
        "UPDATE seat_claims SET ticket_id = (SELECT id FROM tickets)",
        Check::TicketWithoutClaim,
    ),
    (
        "UPDATE tickets SET status = 'expired'",
        "UPDATE tickets SET status = 'held'",
        Check::ClaimWithoutTicket,
    ),
    (
        "UPDATE tickets SET status = 'issued'",
        "UPDATE tickets SET status = 'held'",
        Check::TicketStatus,
    ),
    (
        "INSERT INTO seat_claims (flight_id, seat_index) VALUES (1, 291)",
        "DELETE FROM seat_claims WHERE seat_index = 291",
        Check::BeyondCapacity,
    ),
    (
        "UPDATE orders SET total = total + 1",
        "UPDATE orders SET total = total - 1",
        Check::Total,
    ),
    (
        "INSERT INTO payments (id, order_id, provider, payment_key, amount, status, captured_at,
               created_at, updated_at)
             SELECT id, id, 'toss', 'key', total, 'captured', NOW(), NOW(), NOW() FROM orders",
        "DELETE FROM payments",
        Check::Money,
    ),
];

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_way_in_which_books_do_not_agree_is_found(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let reference = order["reference"].as_str().unwrap();
    for (wrong, right, check) in WRONGS {
        sqlx::query(*wrong).execute(&house.db).await.unwrap();
        for scope in [Scope::All, Scope::Since(house.clock.now())] {
            let found = audit(&house.app, scope).await.unwrap();
            let names = found.found.iter().find(|(found, _)| found == check);
            let name = match check {
                Check::BeyondCapacity => "flight 1",
                _ => reference,
            };
            assert_eq!(names.unwrap().1, [name], "{check:?}: {found}");
        }
        let metrics = house.get("/metrics").await.text();
        let line = format!("gajo_audit_differences{{check=\"{}\"}} 1", check.name());
        assert!(metrics.contains(&line), "{line}");
        sqlx::query(*right).execute(&house.db).await.unwrap();
        let found = audit(&house.app, Scope::All).await.unwrap();
        assert_eq!(found.differences(), 0, "{check:?}: {found}");
    }
    // A change that nobody made lately is found by the audit of everything alone.
    sqlx::query("UPDATE orders SET total = total + 1")
        .execute(&house.db)
        .await
        .unwrap();
    house.after(1);
    let late = audit(&house.app, Scope::Since(house.clock.now()))
        .await
        .unwrap();
    assert_eq!(late.differences(), 0);
    assert_eq!(
        audit(&house.app, Scope::All).await.unwrap().differences(),
        1
    );
}
