//! Buying as the tests do it.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{Connection, MySqlPool};

use crate::client::Client;
use crate::house::{Answer, House};

/// Connections that a crowd shares.
const CROWD: u32 = 32;

/// The seat-taking adult of every test.
pub(crate) fn adult() -> Value {
    json!({ "type": "adult", "given_name": "GILDONG", "surname": "HONG" })
}

/// An order for one adult on these flights, with their seats where they are named.
pub(crate) fn body(flights: &[(u64, Option<&str>)]) -> Value {
    let flights: Vec<Value> = flights
        .iter()
        .map(|(id, seat)| match seat {
            Some(seat) => json!({ "flight_id": id, "cabin": "economy", "seats": [seat] }),
            None => json!({ "flight_id": id, "cabin": "economy" }),
        })
        .collect();
    json!({
        "flights": flights,
        "passengers": [adult()],
        "contact": { "email": "hong@example.com", "phone": "010-1234-5678" },
    })
}

impl Client<'_> {
    /// Orders, with a key of its own.
    pub(crate) async fn order(&self, body: &Value) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        self.order_with(&key, body).await
    }

    /// Orders, with that key.
    pub(crate) async fn order_with(&self, key: &str, body: &Value) -> Answer {
        let with = self.with("idempotency-key", key);
        with.post("/orders", body.clone()).await
    }

    /// Orders, which works, and returns the order.
    pub(crate) async fn ordered(&self, body: &Value) -> Value {
        let answer = self.order(body).await;
        answer.expect_status(StatusCode::CREATED).json()
    }

    /// Gives up an order, with a key of its own.
    pub(crate) async fn cancel(&self, order: &Value) -> Answer {
        let key = uuid::Uuid::now_v7().to_string();
        let path = format!("{}/cancel", path(order));
        let with = self.with("idempotency-key", &key);
        with.send(axum::http::Method::POST, &path, None).await
    }

    /// Extends an order.
    pub(crate) async fn extend(&self, order: &Value) -> Answer {
        let path = format!("{}/extend", path(order));
        self.send(axum::http::Method::POST, &path, None).await
    }

    /// Looks at an order, which works.
    pub(crate) async fn look(&self, order: &Value) -> Value {
        let answer = self.get(&path(order)).await;
        answer.expect_status(StatusCode::OK).json()
    }
}

impl House {
    /// A house with enough connections for a crowd.
    pub(crate) async fn for_a_crowd(db: MySqlPool) -> Self {
        let pool = crowd(&db).await;
        Self::with(db, |parts| {
            parts.sessions = api::accounts::Sessions::new(pool.clone(), parts.clock.clone());
            parts.db = pool;
            // All of them at once on a machine that is busy with other tests.
            parts.config.http.limits.request = std::time::Duration::from_secs(120);
        })
        .await
    }

    /// How many seats of a flight are claimed.
    pub(crate) async fn claims(&self, flight: u64) -> i64 {
        sqlx::query_scalar("SELECT COUNT(*) FROM seat_claims WHERE flight_id = ?")
            .bind(flight)
            .fetch_one(&self.db)
            .await
            .unwrap()
    }

    /// Moves the clock to so many seconds after the time of opening.
    pub(crate) fn after(&self, seconds: i64) {
        let opened = crate::fixture::instant(crate::fixture::NOW);
        self.clock.set(opened + chrono::TimeDelta::seconds(seconds));
    }

    /// Runs the job that ends holds; returns how many.
    pub(crate) async fn expire(&self) -> u64 {
        let round = api::booking::expire_due(&self.app).await.unwrap();
        assert_eq!(round.failed, 0);
        round.done
    }

    /// Claims every seat of a flight but so many, as the operator.
    pub(crate) async fn block_all_but(&self, flight: u64, left: u16, capacity: u16) {
        for seat in left..capacity {
            sqlx::query("INSERT INTO seat_claims (flight_id, seat_index) VALUES (?, ?)")
                .bind(flight)
                .bind(seat)
                .execute(&self.db)
                .await
                .unwrap();
        }
    }
}

/// A pool of many connections to the database of a test.
pub(crate) async fn crowd(db: &MySqlPool) -> MySqlPool {
    // The options of the pool name the database.
    let options = (*db.connect_options()).clone();
    db.acquire().await.unwrap().ping().await.unwrap();
    let pool = MySqlPoolOptions::new().max_connections(CROWD);
    pool.acquire_timeout(std::time::Duration::from_secs(60))
        .connect_lazy_with(options)
}

/// The address of an order.
pub(crate) fn path(order: &Value) -> String {
    format!("/orders/{}", order["id"].as_str().unwrap())
}

/// How often a race is run.
#[expect(
    clippy::disallowed_methods,
    reason = "how often is no setting of the service"
)]
pub(crate) fn rounds() -> u32 {
    let rounds = std::env::var("GAJO_TEST_ROUNDS").ok();
    rounds.map_or(50, |rounds| rounds.parse().unwrap())
}

/// Empties the part of Redis that belongs to a house.
pub(crate) async fn empty_redis(house: &House) {
    use deadpool_redis::redis::AsyncCommands;
    let mut redis = house.app.redis.get().await.unwrap();
    let pattern = format!("{}*", house.app.config.redis.prefix);
    let keys: Vec<String> = redis.keys(pattern).await.unwrap();
    for key in keys {
        let _: i64 = redis.del(key).await.unwrap();
    }
}
