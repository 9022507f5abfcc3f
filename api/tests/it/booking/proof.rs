//! The numbers that prove that no seat was sold twice.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::flights::claim;
use crate::health::mysql_that_is_away;
use crate::house::House;

/// Business has the seats 0 to 7, economy 8 to 185.
const FLIGHT: u64 = 2;

const PATH: &str = "/flight-plans/2/proof";

/// An order whose tickets, with their seats and whatever else, are put in by the test.
const ORDER: [&str; 4] = [
    "INSERT INTO users (id, issuer, subject, email, name, created_at)
     VALUES (1, 'test', '1', 'a@example.com', 'A', '2026-12-01')",
    "INSERT INTO orders (
       id, reference, user_id, status, total, price, contact_email, contact_phone, language,
       hold_expires_at, created_at, updated_at
     ) VALUES (
       UNHEX(REPEAT('01', 16)), 'ABCDEF', 1, 'held', 0, '{}', 'a@example.com', '1', 'ko',
       '2026-12-01 00:10:00', '2026-12-01', '2026-12-01'
     )",
    "INSERT INTO order_flights (order_id, flight_id, position, cabin)
     VALUES (UNHEX(REPEAT('01', 16)), 2, 0, 'economy')",
    "INSERT INTO passengers (order_id, position, kind, given_name, surname)
     SELECT UNHEX(REPEAT('01', 16)), n, 'adult', 'A', 'B'
     FROM (SELECT 0 AS n UNION SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4) AS numbers",
];

async fn order(db: &MySqlPool) {
    for statement in ORDER {
        sqlx::query(statement).execute(db).await.unwrap();
    }
}

/// Puts in the ticket of a passenger.
async fn ticket(db: &MySqlPool, passenger: u8, status: &str, seat: Option<u16>) {
    let insert = "
        INSERT INTO tickets (
          id, order_id, passenger, flight_id, seat_index, fare, fuel_surcharge, airport_charges,
          discount, total, status
        ) VALUES (
          UNHEX(REPEAT(LPAD(? + 16, 2, '0'), 16)), UNHEX(REPEAT('01', 16)), ?, ?, ?, 0, 0, 0, 0, 0, ?
        )
    ";
    sqlx::query(insert)
        .bind(passenger)
        .bind(passenger)
        .bind(FLIGHT)
        .bind(seat)
        .bind(status)
        .execute(db)
        .await
        .unwrap();
}

/// Claims a seat for the ticket of a passenger.
async fn claim_for(db: &MySqlPool, passenger: u8, seat: u16) {
    let insert = "
        INSERT INTO seat_claims (flight_id, seat_index, ticket_id)
        VALUES (?, ?, UNHEX(REPEAT(LPAD(? + 16, 2, '0'), 16)))
    ";
    let claim = sqlx::query(insert).bind(FLIGHT).bind(seat).bind(passenger);
    claim.execute(db).await.unwrap();
}

async fn proof(house: &House) -> Value {
    house.get(PATH).await.expect_status(StatusCode::OK).json()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn held_sold_and_blocked_seats_are_the_claims(db: MySqlPool) {
    let house = House::open(db).await;
    order(&house.db).await;
    for (passenger, status, seat) in [
        (0, "held", 8),
        (1, "issued", 9),
        (2, "refunding", 185),
        (3, "expired", 8),
    ] {
        ticket(&house.db, passenger, status, Some(seat)).await;
        if status != "expired" {
            claim_for(&house.db, passenger, seat).await;
        }
    }
    // An infant on a lap has no seat; the operator has kept two.
    ticket(&house.db, 4, "held", None).await;
    claim(&house.db, FLIGHT, [0, 100]).await;
    // Of another flight.
    claim(&house.db, 3, [8, 9]).await;

    let proof = proof(&house).await;
    assert_eq!(
        proof,
        json!({
            "flight_id": 2,
            "as_of": "2026-12-01T00:00:00Z",
            "capacity": 186,
            "claims": 5,
            "held": 1,
            "sold": 2,
            "blocked": 2,
            "adds_up": true,
            "cabins": [
                {"cabin": "business", "capacity": 8, "claims": 1, "free": 7},
                {"cabin": "economy", "capacity": 178, "claims": 4, "free": 174},
            ],
        })
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_difference_is_not_hidden(db: MySqlPool) {
    let house = House::open(db).await;
    assert_eq!(proof(&house).await["adds_up"], true);
    order(&house.db).await;
    ticket(&house.db, 0, "held", Some(8)).await;
    assert_eq!(proof(&house).await["adds_up"], false);
    claim_for(&house.db, 0, 8).await;
    assert_eq!(proof(&house).await["adds_up"], true);
    let expire = "UPDATE tickets SET status = 'expired'";
    sqlx::query(expire).execute(&house.db).await.unwrap();
    assert_eq!(proof(&house).await["adds_up"], false);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_still_has_its_proof(db: MySqlPool) {
    let house = House::open(db).await;
    claim(&house.db, FLIGHT, [8]).await;
    let cancel = "UPDATE flights SET status = 'cancelled' WHERE id = 2";
    sqlx::query(cancel).execute(&house.db).await.unwrap();
    assert_eq!(proof(&house).await["claims"], 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_cannot_be_asked_is_refused(db: MySqlPool) {
    let house = House::open(db).await;
    for unknown in ["99999", "0", "-1", "ICN", "18446744073709551616"] {
        let answer = house.get(&format!("/flight-plans/{unknown}/proof")).await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
    let answer = house.get(&format!("{PATH}?cabin=economy")).await;
    answer.expect_invalid(&["cabin"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_there_is_no_proof_now(db: MySqlPool) {
    let house = House::with(db, |parts| parts.db = mysql_that_is_away()).await;
    let answer = house.get(PATH).await;
    answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}
