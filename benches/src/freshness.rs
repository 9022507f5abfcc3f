//! `freshness`: from a commit in MySQL to a search that shows it; how fast a backlog is caught up;
//! and whether the index stays small while it is changed for a long time.

pub(crate) mod probe;
pub(crate) mod writers;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use search::model::FlightId;
use search::{IndexDir, Live};
use sqlx::{Connection, MySqlConnection};

use crate::follower::Follower;
use crate::load::Times;
use crate::server::Server;
use crate::{Run, airports, load, mixed, report};
use probe::Probe;
use writers::{Flights, Rates, Writers};

/// What is asked for.
const RATES: Rates = Rates {
    claims: 500,
    prices: 200,
};
/// Users who search meanwhile, one request a second each.
const USERS: u32 = 500;
/// Ids that are changed by one statement of the backlog.
const CHUNK: u64 = 5_000;
/// How long the follower may take to start and to catch up.
const PATIENCE: Duration = Duration::from_secs(600);

const CHANGE_RANGE: &str = "
    UPDATE flights
    SET base_price = base_price + 100, version = version + 1
    WHERE id BETWEEN ? AND ?";

/// How long and how much.
#[derive(Args)]
pub(crate) struct Extent {
    /// Seconds of steady changes.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Flights changed while nobody follows.
    #[arg(long, default_value_t = 1_000_000)]
    backlog: u64,
    /// Minutes of steady changes, for the size of the index.
    #[arg(long, default_value_t = 30)]
    minutes: u32,
}

/// Takes the three figures.
pub(crate) async fn run(run: &Run, extent: &Extent) -> Result<()> {
    report::heading("freshness");
    let dir = IndexDir::new(&run.place.index_dir);
    let live = Arc::new(Live::open(dir, airports())?);
    let flights = Arc::new(Flights::of(&live)?);
    let bench = Bench { run, live, flights };
    let follower = Follower::start()?;
    bench.warm_up().await?;
    if extent.seconds > 0 {
        bench.steady(extent.seconds).await?;
    }
    let follower = match extent.backlog {
        0 => follower,
        backlog => bench.catch_up(follower, backlog).await?,
    };
    bench.growth(extent.minutes).await?;
    let stopped = follower.stop()?;
    report::at_most("SIGTERM to the end", stopped.as_secs_f64(), 2.0, "s");
    Ok(())
}

struct Bench<'a> {
    run: &'a Run,
    live: Arc<Live>,
    flights: Arc<Flights>,
}

impl Bench<'_> {
    /// Writes for two seconds and waits until all of it is visible: the follower is up.
    async fn warm_up(&self) -> Result<()> {
        let (rate, _) = self.write_for(Duration::from_secs(2)).await?;
        ensure!(rate > 0.0, "nothing could be written");
        Ok(())
    }

    /// Steady changes, and 500 users who search.
    async fn steady(&self, seconds: u32) -> Result<()> {
        let api = Server::api()?;
        let list = self.run.folder.path().join("mixed");
        mixed::write(self.run, &self.live.snapshot(), &api.base(), &list)?;
        load::paced(&list, USERS, 3)?;
        let searches = tokio::task::spawn_blocking(move || load::paced(&list, USERS, seconds));
        let (rate, seen) = self.write_for(Duration::from_secs(seconds.into())).await?;
        let searches = searches.await.context("the load generator died")??;
        report::figure("transactions a second", format!("{rate:.0}"), "700");
        report::figure("changes seen", seen.count(), "");
        freshness(&seen);
        report::figure(
            "searches a second meanwhile",
            format!("{:.0}", searches.rate),
            "500",
        );
        report::figure("their success", format!("{:.4}", searches.success), "1");
        report::figure("their p50", format!("{:.2} ms", searches.p50_ms), "");
        report::at_most("their p99", searches.p99_ms, 25.0, "ms");
        Ok(())
    }

    /// Changes many flights while nobody follows, then starts the follower.
    async fn catch_up(&self, follower: Follower, backlog: u64) -> Result<Follower> {
        follower.stop()?;
        let mut db = MySqlConnection::connect(&self.run.place.mysql_url).await?;
        let mut marks = Vec::new();
        let begun = Instant::now();
        let mut first = 1;
        while (marks.len() as u64) * CHUNK < backlog {
            let last = first + CHUNK - 1;
            sqlx::query(CHANGE_RANGE)
                .bind(first)
                .bind(last)
                .execute(&mut db)
                .await?;
            let mark = self.live.snapshot().flight(FlightId(last))?;
            marks.push(mark.with_context(|| format!("there is no flight {last}"))?);
            first += CHUNK;
        }
        let rows = marks.len() as u64 * CHUNK;
        let per_second =
            |since: Instant| format!("{:.0} rows/s", rows as f64 / since.elapsed().as_secs_f64());
        report::figure("backlog written", per_second(begun), "");
        let begun = Instant::now();
        let follower = Follower::start()?;
        for mark in &marks {
            while self
                .live
                .snapshot()
                .flight(mark.id)?
                .is_none_or(|now| now.base_price == mark.base_price)
            {
                ensure!(
                    begun.elapsed() < PATIENCE,
                    "flight {} was never seen changed",
                    mark.id.0
                );
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        report::figure("backlog of changed rows", rows, "");
        report::figure("caught up at", per_second(begun), "");
        Ok(follower)
    }

    /// Steady changes for minutes; the table shows what becomes of the index.
    async fn growth(&self, minutes: u32) -> Result<()> {
        println!("minute  documents  segments      MB  changes  p50 s  p99 s");
        let row = |minute: u32, seen: &Times| {
            let snapshot = self.live.snapshot();
            println!(
                "{minute:>6}  {:>9}  {:>8}  {:>6.0}  {:>7}  {:>5.2}  {:>5.2}",
                snapshot.documents(),
                snapshot.segments(),
                snapshot.bytes() as f64 / 1e6,
                seen.count(),
                seen.percentile(0.5) / 1e6,
                seen.percentile(0.99) / 1e6,
            );
        };
        row(0, &Times::new(Vec::new()));
        for minute in 1..=minutes {
            let (_, seen) = self.write_for(Duration::from_secs(60)).await?;
            row(minute, &seen);
        }
        Ok(())
    }

    /// Writes at the rate asked for, and tells what rate it was and how soon each change was seen.
    async fn write_for(&self, time: Duration) -> Result<(f64, Times)> {
        let (probe, awaited) = Probe::start(&self.live);
        let place = (&self.live, &self.flights);
        let writers = Writers::start(&self.run.place.mysql_url, RATES, place, &awaited).await?;
        tokio::time::sleep(time).await;
        let rate = writers.stop().await?;
        let seen = tokio::task::spawn_blocking(move || probe.end()).await??;
        Ok((rate, seen))
    }
}

fn freshness(seen: &Times) {
    report::at_most(
        "commit to visible, p50",
        seen.percentile(0.5) / 1e6,
        0.5,
        "s",
    );
    report::at_most(
        "commit to visible, p99",
        seen.percentile(0.99) / 1e6,
        1.0,
        "s",
    );
    report::figure(
        "the last",
        format!("{:.2} s", seen.percentile(1.0) / 1e6),
        "",
    );
}
