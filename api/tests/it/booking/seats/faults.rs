//! Redis emptied, paused, put back to an old state, killed: in the middle of a sale and between two.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use api::booking::seats::Refused;
use api::booking::seats::script::LIFE;
use deadpool_redis::redis::AsyncCommands;
use futures_util::future::join_all;
use search::model::{Layout, SeatIndex};
use sqlx::MySqlPool;
use tokio::sync::Semaphore;

use super::server::{Server, until};
use super::{CAPACITY, FULL_OF_ECONOMY, any, layout, named, seats};
use crate::flights::claim;
use crate::house::{House, redis_at};

const FLIGHT: u64 = FULL_OF_ECONOMY.0;

/// Buyers at the start: too few to buy every seat, so that what happens next happens in the sale.
const FIRST: usize = 100;

/// Buyers in all: more than there are seats.
const BUYERS: usize = 400;

/// How often a buyer whose seat somebody else has claimed asks for another.
const TRIES: usize = 50;

/// A house on a Redis of its own, with the patience of the service.
async fn house_on(server: &Server, db: MySqlPool) -> Arc<House> {
    let url = server.url();
    Arc::new(House::with(db, |parts| parts.redis = redis_at(&url)).await)
}

/// Where a buyer writes down that a seat is his.
#[derive(Clone, Copy)]
enum Book {
    /// A seat is in it once.
    Claims,
    /// As it would be without the key: a seat may be in it twice.
    WithoutKey,
}

impl Book {
    fn insert(self) -> &'static str {
        match self {
            Self::Claims => "INSERT INTO seat_claims (flight_id, seat_index) VALUES (?, ?)",
            Self::WithoutKey => {
                "INSERT INTO claims_without_key (flight_id, seat_index) VALUES (?, ?)"
            }
        }
    }

    /// How often each seat was sold.
    async fn sales(self, db: &MySqlPool) -> Vec<u16> {
        let select = match self {
            Self::Claims => "SELECT seat_index FROM seat_claims",
            Self::WithoutKey => "SELECT seat_index FROM claims_without_key",
        };
        sqlx::query_scalar(select).fetch_all(db).await.unwrap()
    }
}

/// Buys one seat, as an order does: a seat to try for, then the claim. Whether there was one.
async fn buy(house: &House, layout: &Layout, book: Book) -> bool {
    for attempt in 0..TRIES {
        let seats = &house.app.seats;
        // Who met others too often asks MySQL, whose refusal is the last word.
        let held = if attempt % 4 == 3 {
            seats
                .hold_from_mysql(FULL_OF_ECONOMY, layout, &any(1))
                .await
        } else {
            seats.hold(FULL_OF_ECONOMY, layout, &any(1)).await
        };
        let seat = match held {
            Ok(held) => held.seats[0],
            Err(Refused::SoldOut { left: 0 }) => return false,
            // He is told to come back, and does.
            Err(Refused::Busy) => continue,
            Err(other) => panic!("{other}"),
        };
        let claimed = sqlx::query(book.insert()).bind(FLIGHT).bind(seat.0);
        match claimed.execute(&house.db).await {
            Ok(_) => return true,
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                seats.mark_taken(FULL_OF_ECONOMY, &[seat]).await;
            }
            Err(other) => panic!("{other}"),
        }
    }
    panic!("a buyer was sent away {TRIES} times");
}

/// Many buyers, while something happens to Redis; all but the first wait until it opens the gate.
/// How many got a seat.
async fn sale(house: &Arc<House>, book: Book, trouble: impl AsyncFnOnce(&Semaphore)) -> usize {
    let layout = layout(house).await;
    let gate = Arc::new(Semaphore::new(FIRST));
    let buyers = (0..BUYERS).map(|_| {
        let (house, layout, gate) = (Arc::clone(house), Arc::clone(&layout), Arc::clone(&gate));
        tokio::spawn(async move {
            gate.acquire().await.unwrap().forget();
            buy(&house, &layout, book).await
        })
    });
    let (bought, ()) = tokio::join!(join_all(buyers), trouble(&gate));
    bought.into_iter().filter(|b| *b.as_ref().unwrap()).count()
}

/// Lets everybody in.
fn open(gate: &Semaphore) {
    gate.add_permits(BUYERS - FIRST);
}

/// Waits until that many seats are sold.
async fn sold(house: &House, seats: usize) {
    until(async || Book::Claims.sales(&house.db).await.len() >= seats).await;
}

/// Checks that each seat was sold, once.
async fn expect_each_sold_once(house: &House, bought: usize) {
    let sales = Book::Claims.sales(&house.db).await;
    let different: HashSet<_> = sales.iter().collect();
    let all = usize::from(CAPACITY);
    assert_eq!((bought, sales.len(), different.len()), (all, all, all));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn emptied_in_a_sale_no_seat_is_sold_twice_and_none_is_left(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let trouble = async |gate: &Semaphore| {
        for seats in [20, 60, 90] {
            sold(&house, seats).await;
            server.flush().await;
        }
        open(gate);
        sold(&house, 140).await;
        server.flush().await;
    };
    let bought = sale(&house, Book::Claims, trouble).await;
    expect_each_sold_once(&house, bought).await;
}

/// The control of the test above: Redis alone does not keep a seat from being sold twice.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_key_a_redis_that_forgets_sells_seats_twice(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let create = "
        CREATE TABLE claims_without_key (flight_id BIGINT UNSIGNED, seat_index SMALLINT UNSIGNED)
    ";
    sqlx::query(create).execute(&house.db).await.unwrap();
    for (book, oversells) in [(Book::WithoutKey, true), (Book::Claims, false)] {
        let mut bought = 0;
        for _ in 0..2 {
            server.flush().await;
            bought += sale(&house, book, async |gate: &Semaphore| open(gate)).await;
        }
        let sales = book.sales(&house.db).await;
        let different: HashSet<_> = sales.iter().collect();
        assert_eq!(sales.len(), bought);
        assert_eq!(sales.len() > different.len(), oversells, "{bought} sold");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn paused_in_a_sale_no_seat_is_sold_twice_and_none_is_left(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let trouble = async |gate: &Semaphore| {
        sold(&house, 50).await;
        server.pause();
        open(gate);
        until(async || house.app.seats.circuit_is_open()).await;
        sold(&house, 120).await;
        server.go_on();
    };
    let bought = sale(&house, Book::Claims, trouble).await;
    expect_each_sold_once(&house, bought).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn killed_for_good_in_a_sale_no_seat_is_sold_twice_and_none_is_left(db: MySqlPool) {
    let mut server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let trouble = async |gate: &Semaphore| {
        sold(&house, 50).await;
        server.kill();
        open(gate);
    };
    let bought = sale(&house, Book::Claims, trouble).await;
    expect_each_sold_once(&house, bought).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn put_back_to_an_old_dump_in_a_sale_no_seat_is_sold_twice_and_none_is_left(db: MySqlPool) {
    let mut server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let trouble = async |gate: &Semaphore| {
        sold(&house, 30).await;
        server.dump().await;
        sold(&house, FIRST).await;
        server.kill();
        server.start_again().await;
        open(gate);
    };
    let bought = sale(&house, Book::Claims, trouble).await;
    expect_each_sold_once(&house, bought).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_redis_that_does_not_answer_is_left_alone_until_it_does(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let layout = layout(&house).await;
    let hold = async || {
        house
            .app
            .seats
            .hold(FULL_OF_ECONOMY, &layout, &any(1))
            .await
    };
    hold().await.unwrap();

    server.pause();
    until(async || {
        hold().await.unwrap();
        house.app.seats.circuit_is_open()
    })
    .await;
    let readiness = house.get("/readyz").await.json();
    assert_eq!(readiness["status"], "degraded");
    assert_eq!(readiness["seats"], "mysql");
    let metrics = house.get("/metrics").await.text();
    assert!(
        metrics.contains("\ngajo_seats_circuit_open 1\n"),
        "{metrics}"
    );

    // Nobody has to ask for seats: a probe finds out.
    server.go_on();
    until(async || !house.app.seats.circuit_is_open()).await;
    until(async || house.get("/readyz").await.json()["status"] == "ready").await;
    assert_eq!(house.get("/readyz").await.json()["seats"], "redis");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_redis_that_comes_back_empty_learns_the_claims_again(db: MySqlPool) {
    let mut server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let layout = layout(&house).await;
    claim(&house.db, FLIGHT, 0..CAPACITY - 1).await;
    let hold = async || {
        house
            .app
            .seats
            .hold(FULL_OF_ECONOMY, &layout, &any(1))
            .await
    };

    server.kill();
    until(async || {
        // By MySQL: the last seat is free as long as nobody claims it.
        assert_eq!(hold().await.unwrap().seats, [SeatIndex(CAPACITY - 1)]);
        house.app.seats.circuit_is_open()
    })
    .await;
    server.start_again().await;
    until(async || !house.app.seats.circuit_is_open()).await;
    // The first who asks Redis again has the seat, and Redis remembers it.
    until(async || match hold().await {
        Ok(held) => {
            assert_eq!(held.seats, [SeatIndex(CAPACITY - 1)]);
            false
        }
        Err(Refused::SoldOut { left: 0 }) => true,
        Err(other) => panic!("{other}"),
    })
    .await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_that_leaked_is_back_when_somebody_wants_it(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let layout = layout(&house).await;
    let hold = async |wish| house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish).await;
    // Held, and then its holder died: no claim, no release.
    until(async || {
        hold(named([7])).await.unwrap();
        !map_keys(&server).await.is_empty()
    })
    .await;
    make_old(&server).await;
    let held = hold(named([7])).await.unwrap();
    assert_eq!(held.seats, seats([7]));
    let metrics = house.get("/metrics").await.text();
    assert!(
        metrics.contains("\ngajo_seats_stale_total 1\n"),
        "{metrics}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_key_has_an_end_to_its_life(db: MySqlPool) {
    let server = Server::start(&[]).await;
    let house = house_on(&server, db).await;
    let layout = layout(&house).await;
    let hold = async |wish| house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish).await;
    until(async || {
        hold(any(1)).await.unwrap();
        !map_keys(&server).await.is_empty()
    })
    .await;
    make_old(&server).await;
    // Now somebody is elected, and leaves a mark.
    hold(any(CAPACITY)).await.unwrap();
    let mut redis = server.talk().await;
    let keys: Vec<String> = redis.keys("*").await.unwrap();
    assert!(keys.len() >= 2, "{keys:?}");
    for key in keys {
        let life: i64 = redis.pttl(&key).await.unwrap();
        assert!(
            (1..=LIFE.as_millis() as i64).contains(&life),
            "{key}: {life}"
        );
    }
}

async fn map_keys(server: &Server) -> Vec<String> {
    server.talk().await.keys("*:at").await.unwrap()
}

/// Makes every map too old to refuse.
async fn make_old(server: &Server) {
    let mut redis = server.talk().await;
    let too_old = Duration::from_secs(11).as_micros() as i64;
    for key in map_keys(server).await {
        let read_at: i64 = redis.get(&key).await.unwrap();
        let () = redis.set_ex(&key, read_at - too_old, 600).await.unwrap();
    }
}
