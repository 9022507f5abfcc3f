//! What the benches of booking share: customers who may order, and the books afterwards.

pub(crate) mod rush;

use anyhow::{Context, Result, ensure};
use api::accounts::{Sessions, UserId};
use api::app::Clock;
use api::booking::{Scope, check};
use api::config::Config;
use deadpool_redis::redis::AsyncCommands;
use search::Snapshot;
use search::model::{Day, Flight};
use sqlx::mysql::MySqlPoolOptions;
use sqlx::{MySql, MySqlPool, QueryBuilder};
use tokio::task::JoinSet;

use crate::server::Server;
use crate::{lists, pricing};
use rush::{Ask, Queue, rush};

/// Whom the customers of a bench come from. Nobody signs in there.
const ISSUER: &str = "bench";
/// Rows that one statement or one transaction writes.
const CHUNK: usize = 500;
/// Connections that prepare and that sell: as many as there are buyers at once.
const CONNECTIONS: u32 = rush::CONNECTIONS as u32;
/// How long the marks in Redis live: longer than a bench.
const MARK_SECONDS: u64 = 3_600;
/// Flights may leave from so many days after the first, so that none leaves meanwhile.
const DAYS_AHEAD: i32 = 7;

/// Removes all that the customers of a bench left, the dependent rows first.
const FORGET: [&str; 10] = [
    "DELETE b FROM outbox b
     JOIN orders o ON o.id = UNHEX(REPLACE(JSON_UNQUOTE(JSON_EXTRACT(b.payload, '$.order')), '-', ''))
     JOIN users u ON u.id = o.user_id WHERE u.issuer = 'bench'",
    "DELETE c FROM seat_claims c JOIN tickets t ON t.id = c.ticket_id
     JOIN orders o ON o.id = t.order_id JOIN users u ON u.id = o.user_id WHERE u.issuer = 'bench'",
    "DELETE t FROM tickets t JOIN orders o ON o.id = t.order_id JOIN users u ON u.id = o.user_id
     WHERE u.issuer = 'bench'",
    "DELETE p FROM passengers p JOIN orders o ON o.id = p.order_id JOIN users u ON u.id = o.user_id
     WHERE u.issuer = 'bench'",
    "DELETE f FROM order_flights f JOIN orders o ON o.id = f.order_id
     JOIN users u ON u.id = o.user_id WHERE u.issuer = 'bench'",
    "DELETE e FROM order_events e JOIN orders o ON o.id = e.order_id
     JOIN users u ON u.id = o.user_id WHERE u.issuer = 'bench'",
    "DELETE o FROM orders o JOIN users u ON u.id = o.user_id WHERE u.issuer = 'bench'",
    "DELETE k FROM idempotency_keys k JOIN users u ON k.caller = CONCAT('user:', u.id)
     WHERE u.issuer = 'bench'",
    "DELETE s FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.issuer = 'bench'",
    "DELETE FROM users WHERE issuer = 'bench'",
];

/// Customers who are signed in, in the database under test.
pub(crate) struct Sale {
    pub(crate) db: MySqlPool,
    pub(crate) buyers: Vec<Buyer>,
}

/// Somebody who may order.
#[derive(Clone)]
pub(crate) struct Buyer {
    pub(crate) id: u64,
    pub(crate) token: String,
}

impl Sale {
    /// Signs in so many customers. What an earlier run left is removed.
    pub(crate) async fn open(url: &str, buyers: usize) -> Result<Self> {
        let db = MySqlPoolOptions::new()
            .max_connections(CONNECTIONS)
            .connect(url)
            .await?;
        forget(&db).await?;
        age_redis().await?;
        join(&db, buyers).await?;
        let ids = sqlx::query_scalar("SELECT id FROM users WHERE issuer = ? ORDER BY id");
        let ids: Vec<u64> = ids.bind(ISSUER).fetch_all(&db).await?;
        let mut tasks = JoinSet::new();
        for chunk in ids.chunks(CHUNK) {
            tasks.spawn(sign_in(db.clone(), chunk.to_vec()));
        }
        let mut buyers = Vec::with_capacity(ids.len());
        while let Some(signed_in) = tasks.join_next().await {
            buyers.append(&mut signed_in??);
        }
        buyers.sort_unstable_by_key(|buyer| buyer.id);
        Ok(Self { db, buyers })
    }

    /// Has every customer look at their account, as somebody does who waits for a sale.
    pub(crate) async fn look(&self, server: &Server) -> Result<()> {
        let looks = self.buyers.iter().map(|buyer| Ask {
            token: buyer.token.clone(),
            order: None,
        });
        let queue = Queue::of(looks.collect());
        let answers = rush(server.address(), &queue, None).await?;
        ensure!(answers.len() == self.buyers.len(), "not everybody looked");
        Ok(())
    }

    /// How many seats of a flight are claimed.
    pub(crate) async fn claims(&self, flight: u64) -> Result<i64> {
        let claims = sqlx::query_scalar("SELECT COUNT(*) FROM seat_claims WHERE flight_id = ?");
        Ok(claims.bind(flight).fetch_one(&self.db).await?)
    }

    /// Fails unless the books agree: each seat was sold to one ticket, each ticket has its seat.
    pub(crate) async fn expect_good_books(&self) -> Result<()> {
        let audit = check(&self.db, Scope::All).await?;
        ensure!(audit.differences() == 0, "the books do not agree: {audit}");
        Ok(())
    }

    /// Removes the customers with all that they ordered.
    pub(crate) async fn close(self) -> Result<()> {
        forget(&self.db).await
    }
}

/// Flights that leave late enough and have what `fits` asks for, in an order that has nothing to do
/// with their ids.
pub(crate) fn flights(
    snapshot: &Snapshot,
    fits: impl Fn(&Flight) -> bool,
    how_many: usize,
) -> Result<Vec<u64>> {
    let today = Day::of(pricing::now().date_naive());
    let today = today.context("no day of the calendar")?;
    let mut found = Vec::new();
    snapshot.for_each(|flight| {
        if flight.day.since(today) >= DAYS_AHEAD && fits(&flight) {
            found.push(flight.id.0);
        }
    })?;
    let seed = u64::from(std::process::id()) << 32;
    found.sort_unstable_by_key(|id| lists::shuffle(id ^ seed));
    found.truncate(how_many);
    ensure!(found.len() == how_many, "there are {} flights", found.len());
    Ok(found)
}

/// Makes Redis one that remembers for longer than keys are kept, as it is in normal life.
async fn age_redis() -> Result<()> {
    let config = Config::load()?.redis;
    let mut redis = api::start::redis(&config)?.get().await?;
    let since = pricing::now() - api::idempotency::KEPT * 2;
    for tag in 0..=u8::MAX {
        let mark = format!("{}once:{{{tag:02x}}}:since", config.prefix);
        let since = since.timestamp_micros();
        let () = redis.set_ex(mark, since, MARK_SECONDS).await?;
    }
    Ok(())
}

async fn forget(db: &MySqlPool) -> Result<()> {
    for statement in FORGET {
        sqlx::query(statement).execute(db).await?;
    }
    Ok(())
}

async fn join(db: &MySqlPool, buyers: usize) -> Result<()> {
    let now = pricing::now();
    let numbers: Vec<usize> = (0..buyers).collect();
    for chunk in numbers.chunks(CHUNK) {
        let mut insert = QueryBuilder::<MySql>::new(
            "INSERT INTO users (issuer, subject, email, name, created_at) ",
        );
        insert.push_values(chunk, |mut row, number| {
            row.push_bind(ISSUER)
                .push_bind(number.to_string())
                .push_bind(format!("buyer{number}@example.com"))
                .push_bind("Buyer")
                .push_bind(now);
        });
        insert.build().execute(db).await?;
    }
    Ok(())
}

async fn sign_in(db: MySqlPool, ids: Vec<u64>) -> Result<Vec<Buyer>> {
    let sessions = Sessions::new(db.clone(), Clock::system());
    let mut tx = api::app::begin(&db).await?;
    let mut buyers = Vec::with_capacity(ids.len());
    for id in ids {
        let token = sessions.open(&mut tx, UserId(id), "bench").await?;
        let token = token.to_text();
        buyers.push(Buyer { id, token });
    }
    tx.commit().await?;
    Ok(buyers)
}
