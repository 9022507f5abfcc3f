//! The comparison that runs the scripts of a refused order and nothing else.

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use api::booking::seats::CabinPlan;
use api::booking::seats::script::{Keys, hold_any};
use api::catalog::Catalog;
use api::config::Config;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use deadpool_redis::redis::{Script, Value};
use deadpool_redis::{Connection, Pool};
use search::model::{Cabin, FlightId, LayoutId};
use sqlx::mysql::MySqlPool;
use tokio::net::TcpListener;
use uuid::Uuid;

static BEGIN: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("../../../api/src/idempotency/begin.lua")));
static FINISH: LazyLock<Script> =
    LazyLock::new(|| Script::new(include_str!("../../../api/src/idempotency/finish.lua")));

/// What the scripts are told beside the key; as long as what the api tells them.
const FINGERPRINT: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const LEASE_MS: u64 = 30_000;
const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

struct Desk {
    redis: Pool,
    prefix: String,
    seats: Keys,
    plan: CabinPlan,
    refusal: Bytes,
}

/// Refuses every order of a flight with the bytes in a file.
pub(crate) async fn serve(listen: &str, flight: u64, refusal: &str) -> Result<()> {
    let config = Config::load()?;
    let db = MySqlPool::connect(secrecy::ExposeSecret::expose_secret(&config.mysql.url)).await?;
    let desk = Desk {
        redis: api::start::redis(&config.redis)?,
        seats: Keys::new(&config.redis.prefix, FlightId(flight)),
        prefix: config.redis.prefix,
        plan: plan(&db, flight).await?,
        refusal: std::fs::read(refusal)?.into(),
    };
    let router = Router::new()
        .route("/orders", post(refuse))
        .route("/healthz", get(|| async {}))
        .with_state(Arc::new(desk));
    let listener = TcpListener::bind(listen).await?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // As the api does; a socket that refuses is only slower.
        _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

/// The economy seats of a flight.
pub(crate) async fn plan(db: &MySqlPool, flight: u64) -> Result<CabinPlan> {
    let select = "
        SELECT a.layout_id FROM flights f JOIN airplanes a ON a.id = f.airplane_id WHERE f.id = ?";
    let id: u32 = sqlx::query_scalar(select)
        .bind(flight)
        .fetch_one(db)
        .await?;
    let catalog = Catalog::read(db).await?;
    let layout = catalog.layout(db, LayoutId(id)).await?;
    Ok(CabinPlan::new(
        &*layout.context("no layout")?,
        Cabin::Economy,
    ))
}

async fn refuse(State(desk): State<Arc<Desk>>, headers: HeaderMap, _: Bytes) -> Response {
    match desk.run_scripts(&headers).await {
        Ok(()) => {
            let kind = [(header::CONTENT_TYPE, "application/problem+json")];
            (StatusCode::CONFLICT, kind, desk.refusal.clone()).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}")).into_response(),
    }
}

impl Desk {
    async fn run_scripts(&self, headers: &HeaderMap) -> Result<()> {
        let key = headers.get("idempotency-key").context("no key")?.to_str()?;
        let tag = &key[key.len() - 2..];
        let entry = format!("{}once:{{{tag}}}:{key}{FINGERPRINT}", self.prefix);
        let mark = format!("{}once:{{{tag}}}:since", self.prefix);
        let token = Uuid::now_v7().simple().to_string();

        let mut call = BEGIN.key(&entry);
        call.key(mark).arg(FINGERPRINT).arg(&token).arg(LEASE_MS);
        call.arg(7 * DAY_MS)
            .arg(1_767_225_600_000_000_u64)
            .arg(DAY_MS);
        let _: Value = call.invoke_async(&mut self.connection().await?).await?;

        hold_any(&mut self.connection().await?, &self.seats, &self.plan, 1).await?;

        let mut call = FINISH.key(&entry);
        call.arg(&token)
            .arg(409)
            .arg("")
            .arg(&self.refusal[..])
            .arg(DAY_MS);
        let _: Value = call.invoke_async(&mut self.connection().await?).await?;
        Ok(())
    }

    async fn connection(&self) -> Result<Connection> {
        Ok(self.redis.get().await?)
    }
}
