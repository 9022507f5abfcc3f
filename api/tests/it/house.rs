//! A service of its own for each test: a database, an index, a clock that stands still.

use std::fmt::Debug;
use std::sync::Arc;

use api::accounts::Sessions;
use api::app::{App, Clock, Parts, WalkLimits, Walks};
use api::booking::seats::Seats;
use api::catalog::Catalog;
use api::config::{Config, RedisConfig};
use api::pricing::LiveDiscounts;
use api::rates::Rates;
use api::{http, start, telemetry};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use deadpool_redis::redis::AsyncConnectionConfig;
use deadpool_redis::{Manager, Runtime};
use search::{IndexDir, Live};
use serde_json::Value;
use sqlx::MySqlPool;
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

use crate::fixture::{self, Departure};

/// A running service and what it stands on.
pub(crate) struct House {
    /// Its parts.
    pub(crate) app: App,
    /// Its clock, at first at [`fixture::NOW`].
    pub(crate) clock: Clock,
    /// Its database.
    pub(crate) db: MySqlPool,
    router: Router,
    index: TempDir,
}

/// An answer of the service, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl House {
    /// A house with the usual flights.
    pub(crate) async fn open(db: MySqlPool) -> Self {
        Self::with_flights(db, &fixture::timetable()).await
    }

    /// A house with these flights, whose ids count from 1.
    pub(crate) async fn with_flights(db: MySqlPool, flights: &[Departure]) -> Self {
        Self::build(db, flights, |_| {}).await
    }

    /// A house with the usual flights and other parts.
    pub(crate) async fn with(db: MySqlPool, change: impl FnOnce(&mut Parts)) -> Self {
        Self::build(db, &fixture::timetable(), change).await
    }

    async fn build(db: MySqlPool, flights: &[Departure], change: impl FnOnce(&mut Parts)) -> Self {
        fixture::load_reference(&db).await;
        let catalog = Arc::new(Catalog::read(&db).await.unwrap());
        fixture::load_flights(&db, &catalog.airports, flights).await;
        let index = TempDir::new().unwrap();
        let dir = IndexDir::new(index.path());
        fixture::build_index(&db, &catalog, &dir).await;

        let clock = Clock::standing_at(fixture::instant(fixture::NOW));
        let config = config(&index);
        let redis = patient_redis_at(&redis_for_tests());
        let mut parts = Parts {
            index: Arc::new(Live::open(dir, Arc::clone(&catalog.airports)).unwrap()),
            catalog,
            discounts: LiveDiscounts::read(&db, clock.now()).await.unwrap(),
            rates: Rates::unlimited(),
            sessions: Sessions::new(db.clone(), clock.clone()),
            provider: None,
            mailer: None,
            toss: None,
            db: db.clone(),
            seats: Seats::new(redis.clone(), db.clone(), &config.redis.prefix),
            redis,
            config,
            clock: clock.clone(),
            walks: Walks::new(WalkLimits {
                running: 2,
                waiting: 16,
            }),
            metrics: telemetry::Metrics::default(),
        };
        change(&mut parts);
        // Of the pools that the test has chosen.
        let prefix = &parts.config.redis.prefix;
        parts.seats = Seats::new(parts.redis.clone(), parts.db.clone(), prefix);
        let app = App::new(parts);
        Self {
            router: http::router(app.clone()),
            app,
            clock,
            db,
            index,
        }
    }

    /// Another node of the same service: the same database and Redis, other memory.
    pub(crate) async fn neighbour(&self, db: MySqlPool) -> Self {
        let parts = &self.app;
        let (redis, prefix) = (parts.redis.clone(), &parts.config.redis.prefix);
        let app = App::new(Parts {
            index: Arc::clone(&parts.index),
            catalog: Arc::clone(&parts.catalog),
            discounts: LiveDiscounts::read(&db, self.clock.now()).await.unwrap(),
            rates: Rates::unlimited(),
            sessions: Sessions::new(db.clone(), self.clock.clone()),
            provider: None,
            mailer: None,
            toss: parts.toss.clone(),
            seats: Seats::new(redis.clone(), db.clone(), prefix),
            db: db.clone(),
            redis,
            config: parts.config.clone(),
            clock: self.clock.clone(),
            walks: Walks::new(WalkLimits {
                running: 2,
                waiting: 16,
            }),
            metrics: telemetry::Metrics::default(),
        });
        Self {
            router: http::router(app.clone()),
            app,
            clock: self.clock.clone(),
            db,
            index: TempDir::new().unwrap(),
        }
    }

    /// Builds the index anew from what MySQL holds now, and waits until it is served.
    pub(crate) async fn rebuild_index(&self) {
        let before = self.app.index.snapshot().generation();
        let dir = IndexDir::new(self.index.path());
        fixture::build_index(&self.db, &self.app.catalog, &dir).await;
        while self.app.index.snapshot().generation() == before {
            tokio::task::yield_now().await;
        }
    }

    /// GETs a path, in Korean.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// GETs a path with these headers.
    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::builder().uri(path);
        let request = headers
            .iter()
            .fold(request, |r, (name, value)| r.header(*name, *value));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a request with an empty body.
    pub(crate) async fn call(&self, method: Method, path: &str) -> Answer {
        let request = Request::builder().method(method).uri(path);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        Answer::of(&self.router, request).await
    }
}

impl Answer {
    /// What a router answers.
    pub(crate) async fn of(router: &Router, request: Request<Body>) -> Self {
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            body: to_bytes(body, usize::MAX).await.unwrap(),
        }
    }

    /// Checks the status.
    #[track_caller]
    pub(crate) fn expect_status(self, status: StatusCode) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Checks that it is a problem with that status and code, and returns it.
    #[track_caller]
    pub(crate) fn expect_problem(self, status: StatusCode, code: &str) -> Value {
        let kind = self.header("content-type").map(str::to_owned);
        let problem = self.expect_status(status).json();
        assert_eq!(kind.as_deref(), Some("application/problem+json"));
        assert_eq!(problem["status"], status.as_u16());
        assert_eq!(problem["code"], code, "{problem}");
        problem
    }

    /// Checks that it is a 400 that names these parameters and no others.
    #[track_caller]
    pub(crate) fn expect_invalid(self, parameters: &[&str]) -> Value {
        let problem = self.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let named: Vec<_> = errors.iter().map(|e| e["parameter"].as_str()).collect();
        let expected: Vec<_> = parameters.iter().map(|p| Some(*p)).collect();
        assert_eq!(named, expected, "{problem}");
        problem
    }

    /// Checks that it is a 400 that names these members of the body and no others.
    #[track_caller]
    pub(crate) fn expect_wrong(self, pointers: &[&str]) -> Value {
        let problem = self.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        let named: Vec<_> = errors.iter().map(|e| e["pointer"].as_str()).collect();
        let expected: Vec<_> = pointers.iter().map(|p| Some(*p)).collect();
        assert_eq!(named, expected, "{problem}");
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Where a Redis for tests is, which they share: each has a prefix of its own for its keys.
#[expect(
    clippy::disallowed_methods,
    reason = "where Redis is for tests is no setting of the service"
)]
pub(crate) fn redis_for_tests() -> String {
    std::env::var("GAJO_TEST_REDIS_URL").expect("dev/test says where a Redis for tests is")
}

/// A pool for a Redis that nobody can reach: nobody listens on port 1.
pub(crate) fn redis_that_is_away() -> deadpool_redis::Pool {
    redis_at("redis://127.0.0.1:1")
}

/// A pool for the Redis at this address whose answers may take their time: a machine that is busy
/// with tests is no failure.
pub(crate) fn patient_redis_at(url: &str) -> deadpool_redis::Pool {
    let patient = AsyncConnectionConfig::new()
        .set_connection_timeout(None)
        .set_response_timeout(None);
    let manager = Manager::new_with_config(url, patient).unwrap();
    let pool = deadpool_redis::Pool::builder(manager).max_size(16);
    pool.runtime(Runtime::Tokio1).build().unwrap()
}

/// A pool for the Redis at this address, as impatient as the service's.
pub(crate) fn redis_at(url: &str) -> deadpool_redis::Pool {
    let config = RedisConfig {
        url: url.into(),
        prefix: String::new(),
    };
    start::redis(&config).unwrap()
}

/// Settings whose MySQL is nobody's: the house brings its own pool.
fn config(index: &TempDir) -> Config {
    Config::of(&[
        ("GAJO_MYSQL_URL", "mysql://nobody@127.0.0.1:1/nothing"),
        ("GAJO_REDIS_URL", &redis_for_tests()),
        (
            "GAJO_REDIS_PREFIX",
            &format!("{}:", Uuid::now_v7().simple()),
        ),
        ("GAJO_INDEX_DIR", index.path().to_str().unwrap()),
    ])
    .unwrap()
}
