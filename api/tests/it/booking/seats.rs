//! Who may try for which seats of a flight.

mod cluster;
mod faults;
mod maps;
mod model;
mod one_flight;
mod server;
mod two_nodes;

use std::collections::HashSet;

use api::booking::seats::script::{self, Keys};
use api::booking::seats::{CabinPlan, Election, Held, Wish};
use deadpool_redis::Connection;
use deadpool_redis::redis::aio::ConnectionLike;
use deadpool_redis::redis::{AsyncCommands, SetExpiry, SetOptions};
use search::model::{Cabin, FlightId, Layout, LayoutId, SeatIndex};
use uuid::Uuid;

use crate::house::{House, patient_redis_at, redis_for_tests};

/// A flight of 189 seats of economy, `ABC DEF`, with nothing else on board.
const FULL_OF_ECONOMY: FlightId = FlightId(3);

/// Its seats.
const CAPACITY: u16 = 189;

/// How often something random is tried.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the tests may take is no setting of the service"
)]
fn rounds() -> u32 {
    std::env::var("GAJO_TEST_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}

/// The map of one flight that nobody else uses.
struct Map<C = Connection> {
    redis: C,
    keys: Keys,
}

impl Map {
    /// No map yet, on the Redis that tests share.
    async fn new() -> Self {
        let redis = patient_redis_at(&redis_for_tests()).get().await.unwrap();
        let prefix = format!("{}:", Uuid::now_v7().simple());
        let keys = Keys::new(&prefix, FlightId(1));
        Self { redis, keys }
    }
}

impl<C: ConnectionLike + Send> Map<C> {
    /// Loads a map of so many seats, of which these are taken.
    async fn load(&mut self, seats: u16, taken: &HashSet<SeatIndex>) {
        let Election::Read { at } = self.elect().await else {
            panic!("there is a map already");
        };
        let map = script::bitmap(seats, taken);
        assert!(self.put(at, &map).await);
    }

    async fn put(&mut self, at: u64, map: &[u8]) -> bool {
        script::load(&mut self.redis, &self.keys, at, map)
            .await
            .unwrap()
    }

    async fn elect(&mut self) -> Election {
        script::elect(&mut self.redis, &self.keys).await.unwrap()
    }
}

impl Map {
    /// Makes the map that much older, in microseconds.
    async fn age(&mut self, by: i64) {
        let read_at: i64 = self.redis.get(&self.keys.read_at).await.unwrap();
        let set = SetOptions::default().with_expiration(SetExpiry::KEEPTTL);
        let () = self
            .redis
            .set_options(&self.keys.read_at, read_at - by, set)
            .await
            .unwrap();
    }
}

/// Economy of 189 seats.
fn plan() -> CabinPlan {
    CabinPlan {
        first: 0,
        seats: CAPACITY,
        blocks: vec![3, 3],
    }
}

fn seats(numbers: impl IntoIterator<Item = u16>) -> Vec<SeatIndex> {
    numbers.into_iter().map(SeatIndex).collect()
}

fn any(party: u16) -> Wish {
    Wish::Any {
        cabin: Cabin::Economy,
        party,
    }
}

fn named(numbers: impl IntoIterator<Item = u16>) -> Wish {
    Wish::Named {
        cabin: Cabin::Economy,
        seats: seats(numbers),
    }
}

/// The layout of the flight of 189 seats.
async fn layout(house: &House) -> std::sync::Arc<Layout> {
    let layout = house.app.catalog.layout(&house.db, LayoutId(3)).await;
    layout.unwrap().unwrap()
}

/// Holds a seat for one.
async fn one(house: &House) -> Held {
    let layout = layout(house).await;
    let wish = any(1);
    let held = house.app.seats.hold(FULL_OF_ECONOMY, &layout, &wish);
    held.await.unwrap()
}
