//! Who may try for which seats of a flight.
//!
//! A map in Redis with one bit a seat gives each buyer seats of their own and refuses the thousandth
//! buyer of the last seat without troubling MySQL. It only decides who may *try*: whoever holds a
//! seat here must still claim it in MySQL, whose primary key has the last word. So a wrong map costs
//! a retry or a late refusal, never a second sale, and there is no lock and no lease.
//!
//! A map that is missing is loaded from MySQL, one that is older than [`script::FRESH`] is loaded
//! anew before it refuses anybody. When Redis is away, seats are chosen from MySQL.

mod answer;
mod breaker;
mod choose;
mod counts;
mod link;
mod loaders;
mod plan;
pub mod script;
mod wish;

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool_redis::Pool;
use search::model::{FlightId, Layout, SeatIndex};
use sqlx::MySqlPool;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

pub use answer::{Election, HoldAnswer};
pub use choose::choose;
pub use plan::{Block, CabinPlan};
pub use wish::Wish;

use crate::flights;
use crate::telemetry::gauge;
use counts::Counts;
use link::Link;
use loaders::Loaders;
use script::Keys;

/// How often one hold asks Redis before it chooses from MySQL: each time but the last, the map was
/// loaded and was gone or too old again.
const ATTEMPTS: usize = 3;

/// Choices from MySQL at once.
const CHOOSERS: usize = 16;

/// How long a choice from MySQL waits for its turn.
const TURN_PATIENCE: Duration = Duration::from_secs(5);

/// From one look to the next, while another process reads a map.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Looks before the reader of the map counts as lost: more than its term.
const LOOKS: u128 = 2 * script::TERM.as_millis() / LOOK_AGAIN.as_millis();

/// The seat maps of all flights. A clone is one more reference to the same.
#[derive(Clone, Debug)]
pub struct Seats(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    db: MySqlPool,
    link: Link,
    prefix: String,
    loaders: Loaders,
    choosers: Semaphore,
    counts: Counts,
}

/// Seats that the caller may claim, and should release if it does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// In rising order, or in the order in which they were named.
    pub seats: Vec<SeatIndex>,
    /// Seats of the cabin that are still free.
    pub left: u16,
}

/// Why there are no seats.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Fewer are free than were asked for.
    #[error("{left} seats are left")]
    SoldOut {
        /// Seats of the cabin that are free.
        left: u16,
    },
    /// Of the named seats, these have been taken.
    #[error("{} of the named seats are taken", seats.len())]
    Taken {
        /// In the order in which they were named.
        seats: Vec<SeatIndex>,
        /// Seats of the cabin that are free.
        left: u16,
    },
    /// These are named twice or are not in the cabin.
    #[error("{} named seats are not in the cabin or are named twice", .0.len())]
    Misnamed(Vec<SeatIndex>),
    /// Redis is away, and too many choose from MySQL already.
    #[error("too many choose seats from MySQL already")]
    Busy,
    /// MySQL refused or is away.
    #[error("could not read the claims of the flight")]
    Db(#[from] sqlx::Error),
}

impl Seats {
    /// Seat maps in this Redis, which may be away, of the flights in this MySQL.
    pub fn new(redis: Pool, db: MySqlPool, prefix: &str) -> Self {
        Self(Arc::new(Parts {
            db,
            link: Link::new(redis),
            prefix: prefix.to_owned(),
            loaders: Loaders::default(),
            choosers: Semaphore::new(CHOOSERS),
            counts: Counts::default(),
        }))
    }

    /// Takes seats of a flight, which has this layout; all that are wished for, or none. The caller
    /// has no transaction open.
    pub async fn hold(
        &self,
        flight: FlightId,
        layout: &Layout,
        wish: &Wish,
    ) -> Result<Held, Refused> {
        let plan = wish.plan(layout)?;
        let keys = self.keys(flight);
        for _ in 0..ATTEMPTS {
            let Some(answer) = self.try_hold(&keys, &plan, wish).await else {
                break;
            };
            self.0.counts.answered(&answer);
            match answer {
                HoldAnswer::Held { seats, left } => return Ok(Held { seats, left }),
                HoldAnswer::SoldOut { left } => return Err(Refused::SoldOut { left }),
                HoldAnswer::Taken { seats, left } => return Err(Refused::Taken { seats, left }),
                HoldAnswer::Cold | HoldAnswer::Stale => {
                    if !self.loaded(flight, layout).await {
                        break;
                    }
                }
            }
        }
        self.hold_from_mysql(flight, layout, wish).await
    }

    /// Chooses seats by what MySQL knows, for when Redis is away or was wrong too often. Others may
    /// choose the same; few do, since each starts at a random free seat.
    pub async fn hold_from_mysql(
        &self,
        flight: FlightId,
        layout: &Layout,
        wish: &Wish,
    ) -> Result<Held, Refused> {
        let plan = wish.plan(layout)?;
        let taken = {
            let turn = timeout(TURN_PATIENCE, self.0.choosers.acquire()).await;
            let Ok(Ok(_turn)) = turn else {
                return Err(Refused::Busy);
            };
            flights::taken_seats(&self.0.db, flight).await?
        };
        let answer = wish.choose_from(&plan, &taken);
        self.0.counts.chosen(&answer);
        let held = answer?;
        self.mark_taken(flight, &held.seats).await;
        Ok(held)
    }

    /// Says that nobody has these seats any more. Redis may fail: the map heals itself.
    pub async fn release(&self, flight: FlightId, seats: &[SeatIndex]) {
        if let Some(mut redis) = self.0.link.connection().await {
            let said = script::release(&mut redis, &self.keys(flight), seats).await;
            self.0.link.heard(said);
        }
    }

    /// Says that somebody has these seats, as MySQL has just shown. Redis may fail: the map heals
    /// itself.
    pub async fn mark_taken(&self, flight: FlightId, seats: &[SeatIndex]) {
        if let Some(mut redis) = self.0.link.connection().await {
            let said = script::mark_taken(&mut redis, &self.keys(flight), seats).await;
            self.0.link.heard(said);
        }
    }

    /// Whether Redis is left alone, since it did not answer.
    pub fn circuit_is_open(&self) -> bool {
        self.0.link.is_open()
    }

    /// Writes what was counted in the text format of Prometheus.
    pub fn write_metrics(&self, out: &mut String) -> fmt::Result {
        let choosing = CHOOSERS - self.0.choosers.available_permits();
        self.0.counts.write(out)?;
        let what = "Choices from MySQL under way.";
        gauge(out, "gajo_seats_choosing", what, choosing)?;
        self.0.link.write(out)
    }

    /// One attempt; `None` when Redis is away.
    async fn try_hold(&self, keys: &Keys, plan: &CabinPlan, wish: &Wish) -> Option<HoldAnswer> {
        let mut redis = self.0.link.connection().await?;
        let said = match wish {
            Wish::Any { party, .. } => script::hold_any(&mut redis, keys, plan, *party).await,
            Wish::Named { seats, .. } => script::hold_named(&mut redis, keys, plan, seats).await,
        };
        self.0.link.heard(said)
    }

    /// Waits until the flight has a fresh map. `false` when there will be none soon.
    async fn loaded(&self, flight: FlightId, layout: &Layout) -> bool {
        let seats = layout.cabins.iter().map(|cabin| cabin.capacity()).sum();
        let load = || {
            let this = self.clone();
            async move {
                let loaded = this.load(flight, seats).await;
                if loaded.is_none() {
                    this.0.counts.not_loaded();
                }
                loaded.is_some()
            }
        };
        self.0.loaders.wait(flight, load).await
    }

    /// Loads the map of a flight with so many seats, unless somebody else does; then waits for them.
    async fn load(&self, flight: FlightId, seats: u16) -> Option<()> {
        let keys = self.keys(flight);
        for _ in 0..LOOKS {
            match self.elect(&keys).await? {
                Election::Fresh => return Some(()),
                Election::Wait => sleep(LOOK_AGAIN).await,
                Election::Read { at } => {
                    let taken = self.claims(flight).await?;
                    let map = script::bitmap(seats, &taken);
                    let mut redis = self.0.link.connection().await?;
                    let said = script::load(&mut redis, &keys, at, &map).await;
                    self.0.link.heard(said)?;
                    self.0.counts.loaded();
                    return Some(());
                }
            }
        }
        None
    }

    async fn elect(&self, keys: &Keys) -> Option<Election> {
        let mut redis = self.0.link.connection().await?;
        let said = script::elect(&mut redis, keys).await;
        self.0.link.heard(said)
    }

    /// The seats that MySQL has claims of. Its failures are told to nobody here: whoever waits for
    /// the map asks MySQL next, and is told.
    async fn claims(&self, flight: FlightId) -> Option<HashSet<SeatIndex>> {
        flights::taken_seats(&self.0.db, flight).await.ok()
    }

    fn keys(&self, flight: FlightId) -> Keys {
        Keys::new(&self.0.prefix, flight)
    }
}
