//! From settings to a running [`App`], or one sentence that says what to run first.

mod store;

use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use deadpool_redis::redis::AsyncConnectionConfig;
use deadpool_redis::{Manager, Runtime};
use migrations::MIGRATOR;
use search::{IndexDir, Live, OpenError};
use secrecy::ExposeSecret;
use sqlx::migrate::{Migrate, MigrateError};
use sqlx::mysql::{MySqlConnectOptions, MySqlPoolOptions};
use sqlx::{ConnectOptions, Connection, MySqlPool};

use crate::accounts::{self, GrantError, Granted, Provider, Sessions};
use crate::app::{self, App, Clock, Parts, WalkLimits, Walks};
use crate::booking::seats::Seats;
use crate::booking::{self, Audit, Scope};
use crate::catalog::{Catalog, CatalogError};
use crate::config::{Config, MysqlConfig, RedisConfig};
use crate::notify::mail::{BadServer, Mailer};
use crate::payments::Toss;
use crate::pricing::LiveDiscounts;
use crate::rates::Rates;
use crate::telemetry::Metrics;

/// Connections to MySQL. A search needs none.
const MYSQL_CONNECTIONS: u32 = 16;

/// How long a request waits for a connection to MySQL.
const MYSQL_PATIENCE: Duration = Duration::from_secs(2);

/// Connections to Redis.
const REDIS_CONNECTIONS: usize = 16;

/// Redis answers within this or counts as down: it only saves work.
const REDIS_PATIENCE: Duration = Duration::from_millis(50);

/// Long searches that may wait for each one that runs.
const WAITING_PER_RUNNING: usize = 32;

/// Why the service does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// MySQL cannot be reached.
    #[error("MySQL cannot be reached at GAJO_MYSQL_URL")]
    Mysql(#[source] sqlx::Error),
    /// The tables are not those that this version expects.
    #[error("the database schema is not up to date; run `api migrate`")]
    SchemaBehind,
    /// The migrations cannot be read or run.
    #[error("the migrations of the database cannot be read or run")]
    Migrate(#[from] MigrateError),
    /// The reference data is missing or wrong.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// There is no index, or it cannot be read.
    #[error(transparent)]
    Index(#[from] OpenError),
    /// The index tells of flights that this database does not have.
    #[error("the index was built from another database; run `indexer rebuild`")]
    OtherDatabase,
    /// Nobody is made an administrator.
    #[error(transparent)]
    Grant(#[from] GrantError),
    /// There is no way to the identity provider.
    #[error("the identity provider cannot be called")]
    Provider(#[source] reqwest::Error),
    /// There is no way to the payment provider.
    #[error("the payment provider cannot be called")]
    Toss(#[source] reqwest::Error),
    /// The URL of the mail server cannot be used.
    #[error("GAJO_SMTP_URL cannot be used")]
    Mail(#[source] BadServer),
    /// The Redis URL cannot be used.
    #[error("GAJO_REDIS_URL cannot be used: {0}")]
    Redis(String),
}

/// Opens everything a request needs.
pub async fn open(config: Config) -> Result<App, StartError> {
    let db = mysql(&config.mysql).await?;
    let catalog = Arc::new(Catalog::read(&db).await?);
    let dir = IndexDir::new(&config.index.dir);
    let index = Live::open(dir, Arc::clone(&catalog.airports))?;
    let epoch = store::epoch(&db).await.map_err(StartError::Mysql)?;
    if index.snapshot().checkpoint().epoch != epoch {
        return Err(StartError::OtherDatabase);
    }
    let clock = Clock::system();
    let discounts = LiveDiscounts::read(&db, clock.now());
    let discounts = discounts.await.map_err(StartError::Mysql)?;
    let running = thread::available_parallelism().map_or(1, usize::from);
    let redis = redis(&config.redis)?;
    Ok(App::new(Parts {
        seats: Seats::new(redis.clone(), db.clone(), &config.redis.prefix),
        index: Arc::new(index),
        catalog,
        discounts,
        rates: if config.rates.limited {
            Rates::limited(&clock)
        } else {
            Rates::unlimited()
        },
        sessions: Sessions::new(db.clone(), clock.clone()),
        provider: provider(&config, &clock)?,
        mailer: mailer(&config)?,
        toss: toss(&config)?,
        db,
        redis,
        config,
        clock,
        walks: Walks::new(WalkLimits {
            running,
            waiting: running * WAITING_PER_RUNNING,
        }),
        metrics: Metrics::default(),
    }))
}

/// The identity provider, which need not be up.
fn provider(config: &Config, clock: &Clock) -> Result<Option<Provider>, StartError> {
    let provider = config.oidc.clone();
    let provider = provider.map(|oidc| Provider::new(oidc, clock.clone()));
    provider.transpose().map_err(StartError::Provider)
}

/// The payment provider, which need not be up either.
fn toss(config: &Config) -> Result<Option<Toss>, StartError> {
    let toss = config.payments.toss.as_ref().map(Toss::new);
    toss.transpose().map_err(StartError::Toss)
}

/// The way that mail leaves; the server need not be up.
fn mailer(config: &Config) -> Result<Option<Mailer>, StartError> {
    let mailer = config.mail.as_ref().map(Mailer::new);
    mailer.transpose().map_err(StartError::Mail)
}

/// Brings the schema up to date.
pub async fn migrate(config: &MysqlConfig) -> Result<(), StartError> {
    let mut connection = options(config)?
        .connect()
        .await
        .map_err(StartError::Mysql)?;
    MIGRATOR.run(&mut connection).await?;
    Ok(())
}

/// Makes the account with that e-mail an administrator's.
pub async fn grant_admin(config: &MysqlConfig, email: &str) -> Result<Granted, StartError> {
    let db = mysql(config).await?;
    let mut tx = app::begin(&db).await.map_err(StartError::Mysql)?;
    let granted = accounts::grant(&mut tx, email, Clock::system().now()).await?;
    tx.commit().await.map_err(StartError::Mysql)?;
    Ok(granted)
}

/// Checks all books of the database.
pub async fn audit(config: &MysqlConfig) -> Result<Audit, StartError> {
    let db = mysql(config).await?;
    let audit = booking::check(&db, Scope::All).await;
    audit.map_err(StartError::Mysql)
}

/// A pool for Redis, which need not be up.
pub fn redis(config: &RedisConfig) -> Result<deadpool_redis::Pool, StartError> {
    let refused = |error: &dyn ToString| StartError::Redis(error.to_string());
    let patience = AsyncConnectionConfig::new()
        .set_connection_timeout(Some(REDIS_PATIENCE))
        .set_response_timeout(Some(REDIS_PATIENCE));
    let manager = Manager::new_with_config(config.url.expose_secret(), patience)
        .map_err(|error| refused(&error))?;
    deadpool_redis::Pool::builder(manager)
        .max_size(REDIS_CONNECTIONS)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(REDIS_PATIENCE))
        .create_timeout(Some(REDIS_PATIENCE))
        .recycle_timeout(Some(REDIS_PATIENCE))
        .build()
        .map_err(|error| refused(&error))
}

/// A pool for MySQL, once it is known to answer and to have the tables that this version expects.
async fn mysql(config: &MysqlConfig) -> Result<MySqlPool, StartError> {
    let options = options(config)?;
    let mut connection = options.connect().await.map_err(StartError::Mysql)?;
    let applied = match connection
        .list_applied_migrations(&MIGRATOR.table_name)
        .await
    {
        // The table is made by the first run of the migrations.
        Err(MigrateError::Execute(sqlx::Error::Database(_))) => Vec::new(),
        applied => applied?,
    };
    let known = |version| applied.iter().any(|migration| migration.version == version);
    if !MIGRATOR.iter().all(|migration| known(migration.version)) {
        return Err(StartError::SchemaBehind);
    }
    connection.close().await.map_err(StartError::Mysql)?;
    Ok(MySqlPoolOptions::new()
        .max_connections(MYSQL_CONNECTIONS)
        .acquire_timeout(MYSQL_PATIENCE)
        .connect_lazy_with(options))
}

fn options(config: &MysqlConfig) -> Result<MySqlConnectOptions, StartError> {
    MySqlConnectOptions::from_str(config.url.expose_secret()).map_err(StartError::Mysql)
}
