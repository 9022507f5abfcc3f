//! Buyers of one flight, through the gate that `POST /orders` uses.

use std::collections::HashSet;
use std::sync::Arc;

use api::booking::seats::{Held, Refused};
use axum::http::StatusCode;
use futures_util::future::join_all;
use search::model::SeatIndex;
use sqlx::MySqlPool;

use super::{CAPACITY, FULL_OF_ECONOMY, any, layout, named, one, seats};
use crate::flights::claim;
use crate::house::{House, redis_that_is_away};

const FLIGHT: u64 = FULL_OF_ECONOMY.0;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_many_buyers_each_gets_a_seat_of_his_own(db: MySqlPool) {
    let house = Arc::new(House::open(db).await);
    claim(&house.db, FLIGHT, [0, 100]).await;
    let layout = layout(&house).await;
    let buyers = (0..400).map(|_| {
        let (house, layout) = (Arc::clone(&house), Arc::clone(&layout));
        tokio::spawn(async move {
            house
                .app
                .seats
                .hold(FULL_OF_ECONOMY, &layout, &any(1))
                .await
        })
    });
    let (mut got, mut refused) = (Vec::new(), 0);
    for answer in join_all(buyers).await {
        match answer.unwrap() {
            Ok(held) => got.extend(held.seats),
            Err(Refused::SoldOut { left: 0 }) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    let different: HashSet<_> = got.iter().copied().collect();
    let expected: HashSet<_> = seats((1..CAPACITY).filter(|s| *s != 100))
        .into_iter()
        .collect();
    assert_eq!(different, expected);
    assert_eq!((got.len(), refused), (187, 213));
    // All of them waited for one reader of MySQL.
    let metrics = house.get("/metrics").await.text();
    assert!(
        metrics.contains("\ngajo_seats_loads_total 1\n"),
        "{metrics}"
    );
    assert!(
        metrics.contains("\ngajo_seats_held_total 187\n"),
        "{metrics}"
    );
    assert!(
        metrics.contains("\ngajo_seats_sold_out_total 213\n"),
        "{metrics}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_that_is_named_is_got_or_refused_by_name(db: MySqlPool) {
    let house = House::open(db).await;
    let layout = layout(&house).await;
    let hold = async |numbers: &[u16]| {
        let wish = named(numbers.iter().copied());
        house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish).await
    };
    let held = hold(&[8, 5]).await.unwrap();
    assert_eq!(held.seats, seats([8, 5]));
    assert_eq!(held.left, CAPACITY - 2);

    let refused = hold(&[4, 5, 6]).await;
    assert!(matches!(refused, Err(Refused::Taken { seats, .. }) if seats == [SeatIndex(5)]));
    // All or nothing: 4 is still free.
    assert!(hold(&[4]).await.is_ok());
    let refused = hold(&[9, 189]).await;
    assert!(matches!(refused, Err(Refused::Misnamed(seats)) if seats == [SeatIndex(189)]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_released_seat_is_the_next_buyers(db: MySqlPool) {
    let house = House::open(db).await;
    let first = one(&house).await;
    assert_ne!(one(&house).await.seats, first.seats);
    house.app.seats.release(FULL_OF_ECONOMY, &first.seats).await;
    assert_eq!(one(&house).await.seats, first.seats);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_that_mysql_has_given_to_somebody_is_not_offered_again(db: MySqlPool) {
    let house = House::open(db).await;
    let first = one(&house).await;
    house.app.seats.release(FULL_OF_ECONOMY, &first.seats).await;
    house
        .app
        .seats
        .mark_taken(FULL_OF_ECONOMY, &first.seats)
        .await;
    assert_ne!(one(&house).await.seats, first.seats);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_seats_come_from_mysql(db: MySqlPool) {
    let house = House::with(db, |parts| parts.redis = redis_that_is_away()).await;
    claim(
        &house.db,
        FLIGHT,
        (0..CAPACITY).filter(|s| *s != 7 && *s != 8),
    )
    .await;
    let layout = layout(&house).await;
    let hold = async |wish| house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish).await;

    let expected = Held {
        seats: seats([7, 8]),
        left: 0,
    };
    assert_eq!(hold(any(2)).await.unwrap(), expected);
    assert!(matches!(
        hold(any(3)).await,
        Err(Refused::SoldOut { left: 2 })
    ));
    let refused = hold(named([6, 7])).await;
    assert!(matches!(refused, Err(Refused::Taken { seats, .. }) if seats == [SeatIndex(6)]));
    // Nothing remembers who was given what: only a claim in MySQL takes a seat.
    assert_eq!(hold(any(2)).await.unwrap(), expected);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_a_hold_that_needs_it_says_so(db: MySqlPool) {
    let house = House::open(db).await;
    let layout = layout(&house).await;
    house.app.db.close().await;
    let refused = house
        .app
        .seats
        .hold(FULL_OF_ECONOMY, &layout, &any(1))
        .await;
    assert!(matches!(refused, Err(Refused::Db(_))));
    house.get("/healthz").await.expect_status(StatusCode::OK);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cabin_that_the_airplane_does_not_have_is_sold_out(db: MySqlPool) {
    let house = House::open(db).await;
    let layout = layout(&house).await;
    let wish = api::booking::seats::Wish::Any {
        cabin: search::model::Cabin::First,
        party: 1,
    };
    let refused = house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish).await;
    assert!(matches!(refused, Err(Refused::SoldOut { left: 0 })));
}
