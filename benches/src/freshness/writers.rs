//! Changes at a steady rate: seats taken and prices raised, each a transaction of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use search::Live;
use search::model::{Flight, FlightId, Won};
use sqlx::MySqlPool;
use sqlx::mysql::MySqlPoolOptions;
use tokio::sync::mpsc::UnboundedSender;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;

use super::probe::{Awaited, Sight};
use crate::lists;

/// Connections that write seats, and those that write prices.
const CONNECTIONS: [u32; 2] = [10, 4];
/// What a price is raised by.
const RAISE: Won = Won(100);

const CLAIM: &str = "INSERT INTO seat_claims (flight_id, seat_index) VALUES (?, 0)";

const RAISE_PRICE: &str = "
    UPDATE flights
    SET base_price = base_price + ?, version = version + 1
    WHERE id = ?";

/// Changes a second.
#[derive(Clone, Copy)]
pub(crate) struct Rates {
    /// Seats taken.
    pub(crate) claims: u32,
    /// Prices raised.
    pub(crate) prices: u32,
}

/// Flights to change, each once, in an order that has nothing to do with their ids.
pub(crate) struct Flights {
    ids: Vec<u64>,
    next: AtomicUsize,
}

/// Writers at work.
pub(crate) struct Writers {
    tasks: JoinSet<Result<()>>,
    stopping: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
    begun: Instant,
}

#[derive(Clone, Copy)]
enum Kind {
    Claim,
    Price,
}

impl Flights {
    /// All that the index holds. Runs on one database meet in other orders, so that they seldom take
    /// the same seat.
    pub(crate) fn of(live: &Live) -> Result<Self> {
        let seed = u64::from(std::process::id()) << 32;
        let mut ids = Vec::new();
        live.snapshot().for_each(|flight| ids.push(flight.id.0))?;
        ids.sort_unstable_by_key(|id| lists::shuffle(id ^ seed));
        Ok(Self {
            ids,
            next: AtomicUsize::new(0),
        })
    }

    fn take(&self) -> Option<FlightId> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        self.ids.get(at).copied().map(FlightId)
    }
}

impl Writers {
    /// Starts to write, and tells `awaited` what each transaction has to make visible.
    pub(crate) async fn start(
        url: &str,
        rates: Rates,
        (live, flights): (&Arc<Live>, &Arc<Flights>),
        awaited: &UnboundedSender<Awaited>,
    ) -> Result<Self> {
        let connections = CONNECTIONS.iter().sum();
        let db = MySqlPoolOptions::new()
            .max_connections(connections)
            .connect(url)
            .await?;
        let mut writers = Self {
            tasks: JoinSet::new(),
            stopping: Arc::default(),
            written: Arc::default(),
            begun: Instant::now(),
        };
        let kinds = [(Kind::Claim, rates.claims), (Kind::Price, rates.prices)];
        for ((kind, rate), tasks) in kinds.into_iter().zip(CONNECTIONS) {
            for _ in 0..tasks {
                let writer = Writer {
                    db: db.clone(),
                    kind,
                    pause: Duration::from_secs_f64(f64::from(tasks) / f64::from(rate.max(1))),
                    live: Arc::clone(live),
                    flights: Arc::clone(flights),
                    awaited: awaited.clone(),
                    stopping: Arc::clone(&writers.stopping),
                    written: Arc::clone(&writers.written),
                };
                if rate > 0 {
                    writers.tasks.spawn(writer.run());
                }
            }
        }
        Ok(writers)
    }

    /// Ends the writing and tells how many transactions a second there were.
    pub(crate) async fn stop(mut self) -> Result<f64> {
        self.stopping.store(true, Ordering::Relaxed);
        let took = self.begun.elapsed().as_secs_f64();
        while let Some(ended) = self.tasks.join_next().await {
            ended.context("a writer died")??;
        }
        Ok(self.written.load(Ordering::Relaxed) as f64 / took)
    }
}

/// One connection's share of the changes.
struct Writer {
    db: MySqlPool,
    kind: Kind,
    pause: Duration,
    live: Arc<Live>,
    flights: Arc<Flights>,
    awaited: UnboundedSender<Awaited>,
    stopping: Arc<AtomicBool>,
    written: Arc<AtomicU64>,
}

impl Writer {
    async fn run(self) -> Result<()> {
        let mut ticks = tokio::time::interval(self.pause);
        // What a slow commit held up is made good, so that the rate is kept.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        while !self.stopping.load(Ordering::Relaxed) {
            ticks.tick().await;
            let id = self.flights.take().context("every flight was changed")?;
            let Some(before) = self.live.snapshot().flight(id)? else {
                continue;
            };
            if let Some(sight) = self.write(&before).await? {
                self.written.fetch_add(1, Ordering::Relaxed);
                let at = Instant::now();
                self.awaited.send(Awaited { id, sight, at })?;
            }
        }
        Ok(())
    }

    /// Commits one change; `None` when a run before this one has taken the seat.
    async fn write(&self, before: &Flight) -> Result<Option<Sight>> {
        match self.kind {
            Kind::Claim => {
                let claimed = sqlx::query(CLAIM).bind(before.id.0).execute(&self.db).await;
                match claimed {
                    Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(None),
                    claimed => {
                        claimed?;
                        let seats: u16 = before.seats_left.0.iter().sum();
                        Ok(Some(Sight::SeatsAtMost(seats.saturating_sub(1))))
                    }
                }
            }
            Kind::Price => {
                let raise = sqlx::query(RAISE_PRICE).bind(RAISE.0).bind(before.id.0);
                raise.execute(&self.db).await?;
                Ok(Some(Sight::PriceAtLeast(before.base_price + RAISE)))
            }
        }
    }
}
