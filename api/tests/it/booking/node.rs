//! The service as a process of its own, which a test may have killed at a place that it names.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;
use sqlx::{ConnectOptions, MySqlPool};

use crate::client::Client;
use crate::house::{House, redis_for_tests};

/// How long something that must come may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same when thousands come at once.
const PATIENCE_OF_A_CROWD: Duration = Duration::from_secs(300);

/// A process that answers.
pub(crate) struct Node {
    process: Child,
    address: String,
    http: reqwest::Client,
}

/// What a node answered.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) status: StatusCode,
    pub(crate) replayed: bool,
    pub(crate) body: Value,
}

impl House {
    /// A house whose clock is the machine's and whose flights leave in a month, for nodes of its own.
    pub(crate) async fn for_nodes(db: MySqlPool) -> Self {
        let house = Self::for_a_crowd(db).await;
        let now = sqlx::query_scalar("SELECT UTC_TIMESTAMP()");
        let now: chrono::NaiveDateTime = now.fetch_one(&house.db).await.unwrap();
        house.clock.set(now.and_utc());
        let later = "
            UPDATE flights
            SET arrives_at = UTC_TIMESTAMP() + INTERVAL 30 DAY + INTERVAL 2 HOUR,
              departs_at = UTC_TIMESTAMP() + INTERVAL 30 DAY
        ";
        sqlx::query(later).execute(&house.db).await.unwrap();
        house
    }

    /// A node of this house, with these settings more.
    pub(crate) fn node(&self, settings: &[(&str, &str)]) -> Node {
        let url = self.db.connect_options().to_url_lossy();
        let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
        command
            .env_clear()
            .env("GAJO_MYSQL_URL", url.as_str())
            .env("GAJO_REDIS_URL", redis_for_tests())
            .env("GAJO_REDIS_PREFIX", &self.app.config.redis.prefix)
            .env("GAJO_INDEX_DIR", &self.app.config.index.dir)
            .env("GAJO_LISTEN", "127.0.0.1:0")
            .env("GAJO_RATE_LIMITS", "off")
            .envs(settings.iter().copied())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut log = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = loop {
            let line = log.next().expect("it listens before it ends").unwrap();
            if let Some((_, rest)) = line.split_once("listening on ") {
                break rest.split('"').next().unwrap().to_owned();
            }
        };
        // Somebody has to read what it says, or it would wait for that.
        std::thread::spawn(move || log.for_each(drop));
        Node {
            process,
            address,
            http: reqwest::Client::new(),
        }
    }

    /// Makes a lease of an idempotency key end now.
    pub(crate) async fn end_leases(&self) {
        use deadpool_redis::redis::AsyncCommands;
        let mut redis = self.app.redis.get().await.unwrap();
        let pattern = format!("{}once:*", self.app.config.redis.prefix);
        let keys: Vec<String> = redis.keys(pattern).await.unwrap();
        for key in keys.iter().filter(|key| !key.ends_with(":since")) {
            let _: i64 = redis.hset(key, "until", 0).await.unwrap();
        }
    }

    /// Waits until so many orders are in MySQL.
    pub(crate) async fn await_orders(&self, orders: i64) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let count = sqlx::query_scalar("SELECT COUNT(*) FROM orders");
            let count: i64 = count.fetch_one(&self.db).await.unwrap();
            if count == orders {
                return;
            }
            assert!(tokio::time::Instant::now() < deadline, "{count} orders");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Node {
    /// What it answers to an order of somebody; `None` when it died over it.
    pub(crate) async fn order(&self, who: &Client<'_>, key: &str, body: &Value) -> Option<Said> {
        self.post("/orders", who, key, body).await
    }

    /// What it answers to a write of somebody; `None` when it died over it.
    pub(crate) async fn post(
        &self,
        path: &str,
        who: &Client<'_>,
        key: &str,
        body: &Value,
    ) -> Option<Said> {
        let request = self
            .http
            .post(format!("http://{}{path}", self.address))
            .header("authorization", who.header("authorization").unwrap())
            .header("idempotency-key", key)
            .header("content-type", "application/json")
            .body(body.to_string());
        let answer = request.send().await.ok()?;
        Some(Said {
            status: answer.status(),
            replayed: answer.headers().contains_key("idempotency-replayed"),
            // A webhook is answered with nothing.
            body: serde_json::from_slice(&answer.bytes().await.ok()?).unwrap_or_default(),
        })
    }

    /// What it answers in the end to somebody who repeats the request for as long as he is told to.
    pub(crate) async fn order_patiently(&self, who: &Client<'_>, key: &str, body: &Value) -> Said {
        let deadline = tokio::time::Instant::now() + PATIENCE_OF_A_CROWD;
        loop {
            let said = self.order(who, key, body).await.expect("it lives");
            if said.body["retry"]
                .as_str()
                .is_none_or(|retry| retry == "never")
            {
                return said;
            }
            assert!(tokio::time::Instant::now() < deadline, "{said:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Orders again and again until it works.
    pub(crate) async fn order_until(&self, who: &Client<'_>, body: &Value) -> Said {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            let key = uuid::Uuid::now_v7().to_string();
            let said = self.order_patiently(who, &key, body).await;
            if said.status == StatusCode::CREATED {
                return said;
            }
            assert_eq!(said.status, StatusCode::CONFLICT, "{said:?}");
            assert!(tokio::time::Instant::now() < deadline, "{said:?}");
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }

    /// Waits until it has died by itself.
    pub(crate) fn await_death(mut self) {
        let status = self.process.wait().unwrap();
        assert!(!status.success());
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
