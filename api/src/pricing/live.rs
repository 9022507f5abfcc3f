//! The discounts that searches ask, in memory, at most a second behind MySQL.
//!
//! A search costs no SQL. What is remembered are events with their periods, so they begin and end on
//! the second without being read again; only a change by somebody has to be noticed. Selling does
//! not come here: it reads [`AllDiscounts`] from MySQL.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::{ArcSwap, Guard};
use chrono::{DateTime, Utc};
use sqlx::MySqlPool;
use tokio::sync::Mutex;
use tokio::time::{self, MissedTickBehavior};

use super::{AllDiscounts, store};
use crate::app::App;
use crate::telemetry::chain;

/// How often MySQL is asked whether anything changed.
const POLL: Duration = Duration::from_secs(1);

/// After so many polls everything is read, changed or not: forgets what is over, and sees what an
/// operator changed by hand.
const POLLS_BEFORE_ALL: u32 = 60;

/// The discounts as they were read last.
#[derive(Debug)]
pub struct LiveDiscounts {
    known: ArcSwap<AllDiscounts>,
    /// The version that is known. Whoever reads MySQL holds it, so that what was read earlier never
    /// replaces what was read later.
    version: Mutex<u64>,
}

impl LiveDiscounts {
    /// Reads them for the first time.
    pub async fn read(db: &MySqlPool, now: DateTime<Utc>) -> sqlx::Result<Self> {
        let live = Self {
            known: ArcSwap::default(),
            version: Mutex::new(0),
        };
        live.reread(db, now).await?;
        Ok(live)
    }

    /// What is known now. A request asks once, so that all its prices are of one moment.
    pub fn known(&self) -> Guard<Arc<AllDiscounts>> {
        self.known.load()
    }

    /// Reads everything.
    pub async fn reread(&self, db: &MySqlPool, now: DateTime<Utc>) -> sqlx::Result<()> {
        let mut known = self.version.lock().await;
        let mut conn = db.acquire().await?;
        // First: what changes meanwhile is noticed at the next poll.
        let version = store::version(&mut conn).await?;
        let all = AllDiscounts::read(&mut conn, now).await?;
        self.known.store(Arc::new(all));
        *known = version;
        Ok(())
    }

    /// Reads everything when somebody changed something.
    pub async fn notice(&self, db: &MySqlPool, now: DateTime<Utc>) -> sqlx::Result<()> {
        let version = store::version(&mut *db.acquire().await?).await?;
        if version == *self.version.lock().await {
            return Ok(());
        }
        self.reread(db, now).await
    }
}

/// Keeps the discounts of `app` up to date until it is dropped. While MySQL is away, what is known
/// stays.
pub async fn keep_up(app: App) {
    let mut ticks = time::interval(POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut polls, mut failing) = (0, false);
    loop {
        ticks.tick().await;
        polls = (polls + 1) % POLLS_BEFORE_ALL;
        let now = app.clock.now();
        let read = match polls {
            0 => app.discounts.reread(&app.db, now).await,
            _ => app.discounts.notice(&app.db, now).await,
        };
        match &read {
            Ok(()) if failing => tracing::info!("discounts are up to date again"),
            Err(error) if !failing => {
                tracing::warn!(error = %chain(error), "could not look for changed discounts");
            }
            Ok(()) | Err(_) => {}
        }
        failing = read.is_err();
    }
}
