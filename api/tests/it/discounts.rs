//! Discounts: what administrators set, what customers see of it, what comes off prices.

mod admin;
mod grades;
mod races;
mod refusals;
mod search;

use serde_json::{Value, json};
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
        let [from, to] = [self.period.0, self.period.1].map(crate::fixture::instant);
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

/// What comes off a flight in economy for one adult who is nobody.
async fn discount_of(house: &House, flight: u64) -> i64 {
    let flight = ok(house, &format!("/flight-plans/{flight}")).await;
    let price = &flight["cabins"][0]["price"];
    price["discount"].as_i64().unwrap()
}

/// An entry of the audit log.
struct Entry {
    admin: u64,
    action: String,
    subject: String,
    before: Value,
    after: Value,
}

/// What the audit log says of discounts, oldest first; `null` where nothing was.
async fn entries(db: &MySqlPool) -> Vec<Entry> {
    let select = "
        SELECT admin_id AS admin, action, subject, COALESCE(before_value, 'null') AS `before`,
          COALESCE(after_value, 'null') AS after
        FROM audit_log
        WHERE action LIKE 'discount.%'
        ORDER BY id
    ";
    let rows: Vec<(u64, String, String, String, String)> =
        sqlx::query_as(select).fetch_all(db).await.unwrap();
    let entry = |(admin, action, subject, before, after): (u64, String, String, String, String)| {
        let json = |text: String| serde_json::from_str(&text).unwrap();
        Entry {
            admin,
            action,
            subject,
            before: json(before),
            after: json(after),
        }
    };
    rows.into_iter().map(entry).collect()
}

/// A description without a mistake.
fn winter() -> Value {
    json!({
        "name": " 겨울 특가 ",
        "rate_percent": 10,
        "starts_at": "2026-12-05T09:00:00+09:00",
        "ends_at": "2026-12-31T15:00:00Z",
        "airlines": ["OZ", "KE", "KE"],
        "routes": ["SEL-TYO", "ICN-BKK.apt"],
    })
}

/// The same with another value in one place.
fn with(member: &str, value: Value) -> Value {
    let mut body = winter();
    body[member] = value;
    body
}
