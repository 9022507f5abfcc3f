//! The transaction of an order and nothing else: the statements that the api sends, with the values
//! that it would send.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::{Context, Result};
use sqlx::{MySqlConnection, MySqlPool};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::pricing;
use crate::sale::rush::{Answer, CONNECTIONS};
use crate::sale::{Buyer, Sale};

const LOCK_USER: &str = "SELECT id FROM users WHERE id = ? AND withdrawn_at IS NULL FOR UPDATE";

const OPEN_HOLDS: &str = "
    SELECT COUNT(*)
    FROM orders
    WHERE user_id = ? AND (status = 'paying' OR status = 'held' AND hold_expires_at > ?)";

const KEEP_KEY: &str = "
    INSERT INTO idempotency_keys (
      caller, method, path, idempotency_key, fingerprint, status, body, resource, created_at
    )
    VALUES (?, 'POST', '/orders', ?, ?, 201, '', ?, ?)";

const LOCK_FLIGHT: &str = "
    SELECT departs_at FROM flights WHERE id = ? AND status = 'scheduled' LOCK IN SHARE MODE";

const ORDER: &str = "
    INSERT INTO orders (
      id, reference, user_id, status, total, price, contact_email, contact_phone, language,
      hold_expires_at, created_at, updated_at
    )
    VALUES (?, ?, ?, 'held', ?, ?, 'hong@example.com', '01012345678', 'ko', ? + INTERVAL 10 MINUTE, ?, ?)";

const FLIGHT: &str = "
    INSERT INTO order_flights (order_id, flight_id, position, cabin) VALUES (?, ?, 0, 'economy')";

const PASSENGER: &str = "
    INSERT INTO passengers (order_id, position, kind, given_name, surname, birth_date)
    VALUES (?, 0, 'adult', 'GILDONG', 'HONG', NULL)";

const TICKET: &str = "
    INSERT INTO tickets (
      id, order_id, passenger, flight_id, seat_index, fare, fuel_surcharge, airport_charges,
      discount, total, status
    )
    VALUES (?, ?, 0, ?, ?, ?, 0, 0, 0, ?, 'held')";

const LAST_EVENT: &str = "SELECT MAX(seq) AS seq FROM order_events WHERE order_id = ?";

const EVENT: &str = "
    INSERT INTO order_events (order_id, seq, at, what, detail)
    VALUES (?, 1, ?, 'held', '{\"until\":\"2026-12-01T00:10:00.000000Z\"}')";

const LETTER: &str = "
    INSERT INTO outbox (kind, payload, available_at, created_at)
    VALUES ('mail_held', ?, ?, ?)";

const CLAIM: &str = "INSERT INTO seat_claims (flight_id, seat_index, ticket_id) VALUES (?, ?, ?)";

/// What an order costs; what it is matters to nobody here.
const TOTAL: i64 = 100_000;

/// A seat that every airplane has and no other bench claims.
const SEAT: u16 = 1;

/// Customers whose orders are transactions.
pub(crate) struct Bare(Arc<Parts>);

struct Parts {
    db: MySqlPool,
    buyers: Vec<Buyer>,
    flights: Vec<u64>,
    next: AtomicUsize,
    /// The price of an order as the api writes it.
    price: OnceCell<String>,
}

impl Bare {
    /// Customers, and a flight for each order of theirs.
    pub(crate) fn new(sale: &Sale, buyers: &[Buyer], flights: &[u64]) -> Self {
        Self(Arc::new(Parts {
            db: sale.db.clone(),
            buyers: buyers.to_vec(),
            flights: flights.to_vec(),
            next: AtomicUsize::new(0),
            price: OnceCell::new(),
        }))
    }

    /// Reads how the api writes a price, from any order.
    pub(crate) async fn learn(&self) -> Result<()> {
        let price = sqlx::query_scalar("SELECT CAST(price AS CHAR) FROM orders LIMIT 1");
        let price: String = price.fetch_one(&self.0.db).await?;
        Ok(self.0.price.set(price)?)
    }

    /// Orders that are left.
    pub(crate) fn left(&self) -> usize {
        let taken = self.0.next.load(Ordering::Relaxed);
        self.0.flights.len().saturating_sub(taken)
    }

    /// Orders until then, on as many connections as the api is asked on.
    pub(crate) async fn rush(&self, until: Instant) -> Result<Vec<Answer>> {
        let mut tasks = JoinSet::new();
        for _ in 0..CONNECTIONS {
            tasks.spawn(Arc::clone(&self.0).buy(until));
        }
        let mut answers = Vec::new();
        while let Some(answered) = tasks.join_next().await {
            answers.append(&mut answered??);
        }
        Ok(answers)
    }
}

impl Parts {
    async fn buy(self: Arc<Self>, until: Instant) -> Result<Vec<Answer>> {
        let mut answers = Vec::new();
        while Instant::now() < until {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(flight) = self.flights.get(number) else {
                break;
            };
            let begun = Instant::now();
            let mut tx = api::app::begin(&self.db).await?;
            self.write(&mut tx, number, *flight).await?;
            tx.commit().await?;
            let at = Instant::now();
            answers.push(Answer {
                sold: true,
                at,
                took: at - begun,
            });
        }
        Ok(answers)
    }

    async fn write(&self, conn: &mut MySqlConnection, number: usize, flight: u64) -> Result<()> {
        let user = self.buyers[number % self.buyers.len()].id;
        let price = self.price.get().context("no price was learnt")?;
        let (now, order, ticket) = (pricing::now(), Uuid::now_v7(), Uuid::now_v7());
        let mut run = Run(conn);
        run.read(sqlx::query(LOCK_USER).bind(user)).await?;
        run.read(sqlx::query(OPEN_HOLDS).bind(user).bind(now))
            .await?;
        let key = sqlx::query(KEEP_KEY)
            .bind(format!("user:{user}"))
            .bind(format!("bare-{number}"))
            .bind([7; 32].as_slice())
            .bind(order)
            .bind(now);
        run.write(key).await?;
        run.read(sqlx::query(LOCK_FLIGHT).bind(flight)).await?;
        let head = sqlx::query(ORDER)
            .bind(order)
            .bind(reference(number))
            .bind(user)
            .bind(TOTAL)
            .bind(price)
            .bind(now)
            .bind(now)
            .bind(now);
        run.write(head).await?;
        run.write(sqlx::query(FLIGHT).bind(order).bind(flight))
            .await?;
        run.write(sqlx::query(PASSENGER).bind(order)).await?;
        let row = sqlx::query(TICKET)
            .bind(ticket)
            .bind(order)
            .bind(flight)
            .bind(SEAT)
            .bind(TOTAL)
            .bind(TOTAL);
        run.write(row).await?;
        run.read(sqlx::query(LAST_EVENT).bind(order)).await?;
        run.write(sqlx::query(EVENT).bind(order).bind(now)).await?;
        let letter = format!(r#"{{"order":"{order}","refund":null}}"#);
        let letter = sqlx::query(LETTER).bind(letter).bind(now).bind(now);
        run.write(letter).await?;
        let claim = sqlx::query(CLAIM).bind(flight).bind(SEAT).bind(ticket);
        run.write(claim).await
    }
}

type Statement<'q> = sqlx::query::Query<'q, sqlx::MySql, sqlx::mysql::MySqlArguments>;

/// A transaction at work.
struct Run<'c>(&'c mut MySqlConnection);

impl Run<'_> {
    async fn read(&mut self, statement: Statement<'_>) -> Result<()> {
        statement.fetch_optional(&mut *self.0).await?;
        Ok(())
    }

    async fn write(&mut self, statement: Statement<'_>) -> Result<()> {
        statement.execute(&mut *self.0).await?;
        Ok(())
    }
}

/// References that no order of the api has: they hold a sign that it does not use.
fn reference(number: usize) -> String {
    format!("{number:05X}0")
}
