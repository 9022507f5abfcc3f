//! Two processes of the service on one database.

use axum::http::StatusCode;
use futures_util::future::join_all;
use sqlx::MySqlPool;

use super::kit::{body, rounds};
use super::node::{Node, Said};
use crate::house::House;

/// Flight 3 of the usual timetable has 189 seats, all economy.
const FLIGHT: u64 = 3;
const SEATS: u32 = 189;

/// A process that shares no part of Redis with the others.
fn elsewhere(house: &House) -> Node {
    let prefix = format!("{}2:", house.app.config.redis.prefix);
    house.node(&[("GAJO_REDIS_PREFIX", &prefix)])
}

/// Sends so many buyers to both processes at once, and then as many as there are seats left; returns
/// how many got a seat. The others were refused as they should be.
async fn sold(house: &House, nodes: &[Node; 2], buyers: u32) -> u32 {
    let mut crowd = Vec::new();
    for buyer in 0..buyers {
        crowd.push(house.customer(&format!("kim{buyer}@x.kr")).await);
    }
    let wanted = body(&[(FLIGHT, None)]);
    let orders = crowd
        .iter()
        .zip(nodes.iter().cycle())
        .map(|(kim, node)| node.order_patiently(kim, "a", &wanted));
    let mut sold = 0;
    for said in join_all(orders).await {
        if said.status == StatusCode::CREATED {
            sold += 1;
        } else {
            assert_eq!(said.body["code"], "sold_out", "{said:?}");
            assert_eq!(said.status, StatusCode::CONFLICT);
        }
    }
    // On a busy machine Redis may answer too late: such a seat counts as taken until somebody wants it
    // who comes later.
    while sold < SEATS.min(buyers) {
        let late = house.customer(&format!("late{sold}@x.kr")).await;
        nodes[0].order_until(&late, &wanted).await;
        sold += 1;
    }
    sold
}

/// How many different seats are claimed.
async fn seats(house: &House) -> i64 {
    let seats = "SELECT COUNT(DISTINCT seat_index) FROM seat_claims WHERE flight_id = ?";
    let seats = sqlx::query_scalar(seats).bind(FLIGHT);
    seats.fetch_one(&house.db).await.unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_crowd_at_two_processes_gets_every_seat_once(db: MySqlPool) {
    let house = House::for_nodes(db).await;
    let nodes = [house.node(&[]), house.node(&[])];
    let buyers = 2_000.min(rounds() * 40);
    let sold = sold(&house, &nodes, buyers).await;
    assert_eq!(sold, SEATS.min(buyers));
    assert_eq!(house.claims(FLIGHT).await, i64::from(sold));
    assert_eq!(seats(&house).await, i64::from(sold));
    super::crashes::expect_good_books(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_processes_that_share_no_map_still_sell_every_seat_once(db: MySqlPool) {
    let house = House::for_nodes(db).await;
    let nodes = [house.node(&[]), elsewhere(&house)];
    let buyers = 400.min(rounds() * 8);
    let sold = sold(&house, &nodes, buyers).await;
    assert_eq!(sold, SEATS.min(buyers));
    assert_eq!(seats(&house).await, i64::from(sold));
    super::crashes::expect_good_books(&house).await;
}

/// The control of the tests above: the same service, claims without their key.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_key_two_processes_sell_a_seat_twice(db: MySqlPool) {
    let house = House::for_nodes(db).await;
    sqlx::query("ALTER TABLE seat_claims DROP PRIMARY KEY, ADD KEY (flight_id, seat_index)")
        .execute(&house.db)
        .await
        .unwrap();
    let nodes = [house.node(&[]), elsewhere(&house)];
    let buyers = 400.min(rounds() * 8);
    let sold = sold(&house, &nodes, buyers).await;
    let seats = seats(&house).await;
    assert!(i64::from(sold) > seats, "{sold} sold of {seats} seats");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn equal_requests_at_two_processes_have_one_effect(db: MySqlPool) {
    let house = House::for_nodes(db).await;
    // The last one shares no Redis with the others: only MySQL can tell it.
    let nodes = [house.node(&[]), house.node(&[]), elsewhere(&house)];
    let wanted = body(&[(FLIGHT, None)]);
    for round in 1..=rounds().min(SEATS) {
        let kim = house.customer(&format!("kim{round}@x.kr")).await;
        let (a, b, c) = tokio::join!(
            nodes[0].order(&kim, "a", &wanted),
            nodes[1].order(&kim, "a", &wanted),
            nodes[2].order(&kim, "a", &wanted),
        );
        let answers = [a, b, c].map(|said| said.expect("it lives"));
        let made = |said: &&Said| said.status == StatusCode::CREATED && !said.replayed;
        assert_eq!(answers.iter().filter(made).count(), 1, "{answers:?}");
        let first = answers.iter().find(made).expect("one made it");
        for said in &answers {
            match said.status {
                StatusCode::CREATED => assert_eq!(said.body["id"], first.body["id"]),
                _ => assert_eq!(said.body["code"], "idempotency_key_running", "{said:?}"),
            }
        }
        for node in &nodes {
            let again = node.order(&kim, "a", &wanted).await.expect("it lives");
            assert!(again.replayed, "{again:?}");
            assert_eq!(again.body["id"], first.body["id"]);
        }
        house.await_orders(i64::from(round)).await;
    }
    let other = house.customer("kim1@x.kr").await;
    for node in &nodes {
        let other = node.order(&other, "a", &body(&[(1, None)])).await;
        let other = other.expect("it lives");
        assert_eq!(other.body["code"], "idempotency_key_reused", "{other:?}");
    }
    super::crashes::expect_good_books(&house).await;
}
