//! Discounts: what administrators set, what customers see of it, what comes off prices.

mod search;

use serde_json::Value;
use sqlx::MySqlPool;

use crate::house::House;

/// A discount event as it stands in MySQL.
#[derive(Clone, Copy)]
struct Row<'a> {
    name: &'a str,
    rate: u8,
    /// From when to when.
    period: (&'a str, &'a str),
    airlines: &'a [&'a str],
    routes: &'a [(&'a str, &'a str)],
}

/// A month from the time on the clock of a house.
const DECEMBER: (&str, &str) = ("2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");

impl<'a> Row<'a> {
    /// An event of December for all flights.
    fn new(name: &'a str, rate: u8) -> Self {
        Self {
            name,
            rate,
            period: DECEMBER,
            airlines: &[],
            routes: &[],
        }
    }

    /// Puts it into MySQL as a node does that is not asked.
    async fn insert(self, db: &MySqlPool) -> u64 {
        let mut conn = db.acquire().await.unwrap();
        let [from, to] = [self.period.0, self.period.1].map(|at| crate::fixture::instant(at));
        let insert = "
            INSERT INTO discount_events (name, rate_percent, starts_at, ends_at, created_at)
            VALUES (?, ?, ?, ?, ?)
        ";
        let made = sqlx::query(insert)
            .bind(self.name)
            .bind(self.rate)
            .bind(from)
            .bind(to)
            .bind(from)
            .execute(&mut *conn)
            .await
            .unwrap();
        let id = made.last_insert_id();
        for airline in self.airlines {
            sqlx::query("INSERT INTO discount_event_airlines VALUES (?, ?)")
                .bind(id)
                .bind(airline)
                .execute(&mut *conn)
                .await
                .unwrap();
        }
        for (origin, destination) in self.routes {
            sqlx::query("INSERT INTO discount_event_routes VALUES (?, ?, ?)")
                .bind(id)
                .bind(origin)
                .bind(destination)
                .execute(&mut *conn)
                .await
                .unwrap();
        }
        let raise = "
            INSERT INTO discount_epoch (id, version) VALUES (1, 1)
            ON DUPLICATE KEY UPDATE version = version + 1
        ";
        sqlx::query(raise).execute(&mut *conn).await.unwrap();
        id
    }
}

/// A house that knows these events.
async fn house_with(db: MySqlPool, events: &[Row<'_>]) -> House {
    let house = House::open(db).await;
    for event in events {
        event.insert(&house.db).await;
    }
    let now = house.clock.now();
    house.app.discounts.notice(&house.db, now).await.unwrap();
    house
}

/// What a path answers with 200.
async fn ok(house: &House, path: &str) -> Value {
    let answer = house.get(path).await;
    answer.expect_status(axum::http::StatusCode::OK).json()
}
