//! Two processes that share the seat maps.

use std::sync::Arc;

use api::booking::seats::script::{self, FRESH, Keys};
use api::booking::seats::{Election, Refused, Seats};
use deadpool_redis::redis::{AsyncCommands, SetExpiry, SetOptions};
use futures_util::future::join_all;
use search::model::Layout;
use sqlx::MySqlPool;

use super::{CAPACITY, FULL_OF_ECONOMY, any, layout};
use crate::flights::claim;
use crate::house::House;

const FLIGHT: u64 = FULL_OF_ECONOMY.0;

/// A house, a second gate to the same maps, and what stands in Redis.
struct Nodes {
    house: House,
    second: Seats,
    keys: Keys,
    layout: Arc<Layout>,
}

impl Nodes {
    async fn open(db: MySqlPool) -> Self {
        let house = House::open(db).await;
        let app = &house.app;
        let prefix = &app.config.redis.prefix;
        Self {
            second: Seats::new(app.redis.clone(), app.db.clone(), prefix),
            keys: Keys::new(prefix, FULL_OF_ECONOMY),
            layout: layout(&house).await,
            house,
        }
    }

    fn first(&self) -> &Seats {
        &self.house.app.seats
    }

    async fn hold(&self, seats: &Seats) -> Result<(), Refused> {
        let held = seats.hold(FULL_OF_ECONOMY, &self.layout, &any(1)).await;
        held.map(|_| ())
    }

    /// Makes the map too old to refuse.
    async fn make_old(&self) {
        let mut redis = self.house.app.redis.get().await.unwrap();
        let read_at: i64 = redis.get(&self.keys.read_at).await.unwrap();
        let old = read_at - FRESH.as_micros() as i64 - 1;
        let keep = SetOptions::default().with_expiration(SetExpiry::KEEPTTL);
        let () = redis
            .set_options(&self.keys.read_at, old, keep)
            .await
            .unwrap();
    }

    /// What both have counted together.
    fn counted(&self, name: &str) -> u64 {
        let mut text = String::new();
        self.first().write_metrics(&mut text).unwrap();
        self.second.write_metrics(&mut text).unwrap();
        let values = text.lines().filter_map(|line| line.strip_prefix(name));
        let values: Vec<u64> = values.filter_map(|v| v.trim().parse().ok()).collect();
        assert_eq!(values.len(), 2, "{name} in\n{text}");
        values.iter().sum()
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_all_who_meet_an_old_map_one_reads_it_anew(db: MySqlPool) {
    let nodes = Nodes::open(db).await;
    claim(&nodes.house.db, FLIGHT, 0..CAPACITY).await;
    let refused = nodes.hold(nodes.first()).await;
    assert!(matches!(refused, Err(Refused::SoldOut { left: 0 })));
    let delete = "DELETE FROM seat_claims WHERE seat_index IN (3, 77)";
    sqlx::query(delete).execute(&nodes.house.db).await.unwrap();
    // Ten seconds long nobody hears of it.
    assert!(nodes.hold(&nodes.second).await.is_err());

    nodes.make_old().await;
    let buyers = (0..60).map(|n| nodes.hold([nodes.first(), &nodes.second][n % 2]));
    let got = join_all(buyers).await.iter().filter(|b| b.is_ok()).count();
    assert_eq!(got, 2);
    assert_eq!(nodes.counted("gajo_seats_from_mysql_total"), 0);
    assert_eq!(nodes.counted("gajo_seats_loads_total"), 2);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn when_the_elected_one_dies_those_who_wait_elect_another(db: MySqlPool) {
    let nodes = Nodes::open(db).await;
    claim(&nodes.house.db, FLIGHT, 1..CAPACITY).await;
    nodes.hold(nodes.first()).await.unwrap();
    nodes.make_old().await;
    let mut redis = nodes.house.app.redis.get().await.unwrap();
    let elected = script::elect(&mut redis, &nodes.keys).await.unwrap();
    assert!(matches!(elected, Election::Read { .. }), "{elected:?}");
    // And is never heard of again. The seat has leaked, too: nobody claimed it.
    let (first, second) = tokio::join!(nodes.hold(nodes.first()), nodes.hold(&nodes.second));
    let got = [first, second].iter().filter(|held| held.is_ok()).count();
    assert_eq!(got, 1);
    assert_eq!(nodes.counted("gajo_seats_from_mysql_total"), 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn many_elections_at_once_elect_one(db: MySqlPool) {
    let nodes = Nodes::open(db).await;
    nodes.hold(nodes.first()).await.unwrap();
    for _ in 0..super::rounds() {
        nodes.make_old().await;
        let elections = (0..8).map(|_| async {
            let mut redis = nodes.house.app.redis.get().await.unwrap();
            script::elect(&mut redis, &nodes.keys).await.unwrap()
        });
        let answers = join_all(elections).await;
        let elected = answers
            .iter()
            .filter(|a| matches!(a, Election::Read { .. }));
        assert_eq!(elected.count(), 1, "{answers:?}");
        let mut redis = nodes.house.app.redis.get().await.unwrap();
        let () = redis.del(&nodes.keys.elected).await.unwrap();
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_redis_sixteen_at_a_time_read_mysql(db: MySqlPool) {
    let house = House::with(db, |parts| parts.redis = crate::house::redis_that_is_away()).await;
    let layout = layout(&house).await;
    let mut other = house.db.acquire().await.unwrap();
    // Not as a prepared statement, which MySQL does not know here.
    sqlx::raw_sql("LOCK TABLES seat_claims WRITE")
        .execute(&mut *other)
        .await
        .unwrap();
    let buyers = (0..40).map(|_| {
        let (seats, layout) = (house.app.seats.clone(), Arc::clone(&layout));
        tokio::spawn(async move { seats.hold(FULL_OF_ECONOMY, &layout, &any(1)).await })
    });
    let buyers: Vec<_> = buyers.collect();
    let waiting = async || {
        let metrics = house.get("/metrics").await.text();
        metrics.contains("\ngajo_seats_choosing 16\n")
    };
    super::server::until(waiting).await;
    sqlx::raw_sql("UNLOCK TABLES")
        .execute(&mut *other)
        .await
        .unwrap();
    drop(other);
    for answer in join_all(buyers).await {
        answer.unwrap().unwrap();
    }
}
