//! What every handler works with: the index, the reference data, pools, clock, permits.

mod clock;
mod fail_point;
mod mysql;
mod transaction;
mod walks;

use std::ops::Deref;
use std::sync::Arc;

use search::Live;
use sqlx::MySqlPool;

pub use clock::Clock;
#[cfg(feature = "failpoints")]
pub use fail_point::fail_points;
pub use fail_point::{fail_point, fails_at};
pub use mysql::is_away;
pub use transaction::{begin, lost_a_race, retried};
pub use walks::{WalkLimits, Walks};

use crate::accounts::{Provider, Sessions};
use crate::booking::seats::Seats;
use crate::catalog::Catalog;
use crate::config::Config;
use crate::notify::mail::Mailer;
use crate::payments::Toss;
use crate::pricing::LiveDiscounts;
use crate::problem::ApiError;
use crate::rates::Rates;
use crate::telemetry::Metrics;

/// The parts that handlers share. A clone is one more reference to the same [`Parts`].
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// What an [`App`] is made of.
pub struct Parts {
    /// The search index, as it is now.
    pub index: Arc<Live>,
    /// Airports, airlines, aircraft, seat layouts, by code.
    pub catalog: Arc<Catalog>,
    /// What comes off prices.
    pub discounts: LiveDiscounts,
    /// Connections to MySQL, the truth.
    pub db: MySqlPool,
    /// Connections to Redis, which may be down.
    pub redis: deadpool_redis::Pool,
    /// Who may try for which seats.
    pub seats: Seats,
    /// What the operator chose.
    pub config: Config,
    /// The time.
    pub clock: Clock,
    /// Who is signed in.
    pub sessions: Sessions,
    /// How fast anybody may ask.
    pub rates: Rates,
    /// Who vouches for people who sign in; `None` when nobody can.
    pub provider: Option<Provider>,
    /// The way that mail leaves; `None` when none is sent.
    pub mailer: Option<Mailer>,
    /// Who takes the money; `None` when nobody can pay.
    pub toss: Option<Toss>,
    /// The right to walk thousands of documents.
    pub walks: Walks,
    /// What is counted.
    pub metrics: Metrics,
}

impl App {
    /// An app of these parts.
    pub fn new(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }

    /// Runs a search that walks thousands of documents off the async threads, when its turn comes;
    /// 503 when too many wait already.
    pub async fn walk<T: Send + 'static>(
        &self,
        search: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ApiError> {
        Ok(self.walks.run(search).await?)
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
