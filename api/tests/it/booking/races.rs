//! Several at once: a seat has one owner, an order one fate.

use std::sync::Arc;

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::MySqlPool;
use tokio::sync::Barrier;
use tokio::task::JoinSet;

use super::kit::{body, crowd, rounds};
use crate::house::{Answer, House};

/// Flight 3 of the usual timetable has an airplane of so many seats, all economy.
const FLIGHT: u64 = 3;
const SEATS: u16 = 189;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_people_never_get_one_seat(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    for round in 0..rounds() {
        let seat = format!("{}{}", round % 30 + 1, ['A', 'B', 'C'][round as usize % 3]);
        let wanted = body(&[(FLIGHT, Some(&seat))]);
        let (a, b) = tokio::join!(kim.order(&wanted), lee.order(&wanted));
        let won = |answer: &Answer| answer.status == StatusCode::CREATED;
        assert!(won(&a) != won(&b), "{} {}", a.text(), b.text());
        let (winner, order, loser) = if won(&a) { (&kim, a, b) } else { (&lee, b, a) };
        loser.expect_problem(StatusCode::CONFLICT, "seat_taken");
        assert_eq!(house.claims(FLIGHT).await, 1);
        winner
            .cancel(&order.json())
            .await
            .expect_status(StatusCode::OK);
    }
    assert_eq!(house.claims(FLIGHT).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn when_the_way_back_is_full_the_way_there_is_free_again(db: MySqlPool) {
    let house = House::open(db).await;
    house.block_all_but(6, 0, 291).await;
    let kim = house.customer("kim@x.kr").await;
    let full = kim.order(&body(&[(1, Some("31A")), (6, None)])).await;
    let full = full.expect_problem(StatusCode::CONFLICT, "sold_out");
    assert_eq!(full["errors"][0]["pointer"], "/flights/1");
    assert_eq!(house.claims(1).await, 0);
    // Also in the map of Redis, which is asked first.
    let lee = house.customer("lee@x.kr").await;
    lee.ordered(&body(&[(1, Some("31A"))])).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn buyers_of_the_same_flights_in_opposite_order_do_not_block_each_other(db: MySqlPool) {
    let house = Arc::new(House::for_a_crowd(db).await);
    // Seoul to Tokyo and Jeju by flights whose times let either come first.
    let mut buyers = JoinSet::new();
    for buyer in 0..rounds().min(40) {
        let house = Arc::clone(&house);
        buyers.spawn(async move {
            let kim = house.customer(&format!("kim{buyer}@x.kr")).await;
            let flights = if buyer % 2 == 0 {
                [(1, None), (6, None)]
            } else {
                [(2, None), (6, None)]
            };
            let wanted = body(&flights);
            let order = kim.order(&wanted).await;
            let order = order.expect_status(StatusCode::CREATED).json();
            kim.cancel(&order).await.expect_status(StatusCode::OK);
        });
    }
    while let Some(buyer) = buyers.join_next().await {
        buyer.unwrap();
    }
    for flight in [1, 2, 6] {
        assert_eq!(house.claims(flight).await, 0);
    }
}

/// Redis would refuse one of the two before they meet in MySQL.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn buyers_of_the_same_seats_in_opposite_order_do_not_block_each_other(db: MySqlPool) {
    let pool = crowd(&db).await;
    let house = House::with(db, |parts| {
        parts.redis = crate::house::redis_that_is_away();
        parts.sessions = api::accounts::Sessions::new(pool.clone(), parts.clock.clone());
        parts.db = pool;
    })
    .await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let couple = |seats: [[&str; 2]; 2]| {
        let mut wanted = body(&[(1, None), (6, None)]);
        wanted["passengers"] = Value::from(vec![super::kit::adult(); 2]);
        for (flight, seats) in seats.iter().enumerate() {
            wanted["flights"][flight]["seats"] = Value::from(seats.to_vec());
        }
        wanted
    };
    let forward = couple([["31A", "31B"], ["33A", "33B"]]);
    let backward = couple([["31B", "31A"], ["33B", "33A"]]);
    for _ in 0..rounds() {
        let (a, b) = tokio::join!(kim.order(&forward), lee.order(&backward));
        let (winner, order, loser) = match a.status {
            StatusCode::CREATED => (&kim, a, b),
            _ => (&lee, b, a),
        };
        let order = order.expect_status(StatusCode::CREATED).json();
        loser.expect_problem(StatusCode::CONFLICT, "seat_taken");
        assert_eq!((house.claims(1).await, house.claims(6).await), (2, 2));
        winner.cancel(&order).await.expect_status(StatusCode::OK);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_customer_at_many_doors_holds_no_more_than_three_orders(db: MySqlPool) {
    let house = House::for_a_crowd(db).await;
    for round in 0..rounds().min(20) {
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let wanted = body(&[(1, None)]);
        let orders = futures_util::future::join_all((0..8).map(|_| kim.order(&wanted))).await;
        let mut held = Vec::new();
        for order in orders {
            if order.status == StatusCode::CREATED {
                held.push(order.json());
            } else {
                order.expect_problem(StatusCode::CONFLICT, "too_many_holds");
            }
        }
        assert_eq!(held.len(), 3);
        assert_eq!(house.claims(1).await, 3);
        for order in held {
            kim.cancel(&order).await.expect_status(StatusCode::OK);
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_crowd_at_two_nodes_gets_every_seat_once(db: MySqlPool) {
    let first = Arc::new(House::for_a_crowd(db.clone()).await);
    let second = Arc::new(first.neighbour(crowd(&db).await).await);
    let buyers = 2_000_u32.min(rounds() * 40);
    let mut crowd = JoinSet::new();
    for buyer in 0..buyers {
        let house = Arc::clone(if buyer % 2 == 0 { &first } else { &second });
        crowd.spawn(async move {
            let kim = house.customer(&format!("kim{buyer}@x.kr")).await;
            kim.order(&body(&[(FLIGHT, None)])).await
        });
    }
    let mut seats: Vec<String> = Vec::new();
    while let Some(answer) = crowd.join_next().await {
        let answer = answer.unwrap();
        if answer.status == StatusCode::CREATED {
            seats.push(answer.json()["tickets"][0]["seat"].as_str().unwrap().into());
        } else {
            answer.expect_problem(StatusCode::CONFLICT, "sold_out");
        }
    }
    let expected = u32::from(SEATS).min(buyers) as usize;
    assert_eq!(seats.len(), expected);
    seats.sort();
    seats.dedup();
    assert_eq!(seats.len(), expected, "a seat was sold twice");
    assert_eq!(first.claims(FLIGHT).await, expected as i64);
}

/// The control of the tests above: the same way of claiming, without the primary key.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_key_a_seat_would_be_sold_twice(db: MySqlPool) {
    for statement in [
        "CREATE TABLE unguarded LIKE seat_claims",
        "ALTER TABLE unguarded DROP PRIMARY KEY",
    ] {
        sqlx::query(statement).execute(&db).await.unwrap();
    }
    let pool = crowd(&db).await;
    let looked = Arc::new(Barrier::new(2));
    let mut oversold = 0;
    for seat in 0..rounds() {
        let mut buyers = JoinSet::new();
        for _ in 0..2 {
            let (pool, looked) = (pool.clone(), Arc::clone(&looked));
            buyers.spawn(async move { buy_unguarded(&pool, seat, &looked).await });
        }
        let sold = buyers
            .join_all()
            .await
            .into_iter()
            .filter(|sold| *sold)
            .count();
        oversold += u32::from(sold == 2);
    }
    assert!(
        oversold > 0,
        "the race does not happen: the tests above show nothing"
    );
}

/// Looks whether a seat is free, and takes it then. Both have looked before either takes it, which
/// happens to whoever relies on looking.
async fn buy_unguarded(pool: &MySqlPool, seat: u32, looked: &Barrier) -> bool {
    let mut conn = pool.acquire().await.unwrap();
    let select = "SELECT COUNT(*) FROM unguarded WHERE flight_id = 1 AND seat_index = ?";
    let taken: i64 = sqlx::query_scalar(select)
        .bind(seat)
        .fetch_one(&mut *conn)
        .await
        .unwrap();
    looked.wait().await;
    if taken > 0 {
        return false;
    }
    let insert = "INSERT INTO unguarded (flight_id, seat_index) VALUES (1, ?)";
    sqlx::query(insert)
        .bind(seat)
        .execute(&mut *conn)
        .await
        .unwrap();
    true
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_a_crowd_still_gets_every_seat_once(db: MySqlPool) {
    let pool = crowd(&db).await;
    let house = House::with(db, |parts| {
        parts.redis = crate::house::redis_that_is_away();
        parts.sessions = api::accounts::Sessions::new(pool.clone(), parts.clock.clone());
        parts.db = pool;
    })
    .await;
    house.block_all_but(FLIGHT, 12, SEATS).await;
    let house = Arc::new(house);
    let mut crowd = JoinSet::new();
    for buyer in 0..30 {
        let house = Arc::clone(&house);
        crowd.spawn(async move {
            let kim = house.customer(&format!("kim{buyer}@x.kr")).await;
            kim.order(&body(&[(FLIGHT, None)])).await
        });
    }
    let answers = crowd.join_all().await;
    let sold = answers.iter().filter(|a| a.status == StatusCode::CREATED);
    let mut seats: Vec<Value> = sold
        .map(|a| a.json()["tickets"][0]["seat"].clone())
        .collect();
    seats.sort_by_key(|seat| seat.to_string());
    seats.dedup();
    assert_eq!(seats.len(), 12);
    assert_eq!(house.claims(FLIGHT).await, i64::from(SEATS));
}
