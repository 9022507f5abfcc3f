//! `search-mixed`: what travellers ask, mixed, while seats are being sold.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use search::{IndexDir, Live, Snapshot};

use crate::follower::Follower;
use crate::freshness::probe::Probe;
use crate::freshness::writers::{Flights, Rates, Writers};
use crate::server::Server;
use crate::{Run, airports, lists, load, one_stop, report};

/// Seats sold a second meanwhile.
const RATES: Rates = Rates {
    claims: 500,
    prices: 0,
};
/// How long it is measured.
const SECONDS: u32 = 60;
/// Of twenty requests: direct, one-stop, calendar; the rest are suggestions.
const OF_TWENTY: [usize; 3] = [14, 4, 1];

/// 64 connections in a closed loop, and what the follower manages beside them.
pub(crate) async fn run(run: &Run) -> Result<()> {
    report::heading("search-mixed");
    let live = Arc::new(Live::open(IndexDir::new(&run.place.index_dir), airports())?);
    let flights = Arc::new(Flights::of(&live)?);
    let follower = Follower::start()?;
    let api = Server::api()?;
    let list = run.folder.path().join("mixed");
    write(run, &live.snapshot(), "", &list)?;
    load::closed(&api.base(), &list, 3)?;

    let (probe, awaited) = Probe::start(&live);
    let url = &run.place.mysql_url;
    let writers = Writers::start(url, RATES, (&live, &flights), &awaited).await?;
    let base = api.base();
    let searches = tokio::task::spawn_blocking(move || load::closed(&base, &list, SECONDS));
    let searches = searches.await.context("the load generator died")??;
    let rate = writers.stop().await?;
    let seen = tokio::task::spawn_blocking(move || probe.end()).await??;

    report::figure("searches", format!("{:.0} req/s", searches.rate()), "");
    report::figure("seats sold a second", format!("{rate:.0}"), "500");
    report::figure("p50", format!("{:.2} ms", searches.p50_us as f64 / 1e3), "");
    report::at_most("p99", searches.p99_us as f64 / 1e3, 25.0, "ms");
    report::figure("errors", searches.errors, "0");
    let p99 = seen.percentile(0.99) / 1e6;
    report::figure("commit to visible, p99", format!("{p99:.2} s"), "");
    follower.stop()?;
    Ok(())
}

/// Writes a list of mixed questions, each a line after `base`.
pub(crate) fn write(run: &Run, snapshot: &Snapshot, base: &str, file: &Path) -> Result<()> {
    let questions = lists::direct(snapshot, run.first_day)?;
    let kinds = [
        lists::paths(snapshot.airports(), &questions),
        one_stop::paths(run, snapshot),
        lists::calendar_paths(snapshot.airports(), &questions),
        lists::suggestion_paths(snapshot.airports()),
    ];
    let mut next = [0; 4];
    let mut paths = Vec::with_capacity(lists::LENGTH);
    for number in 0..lists::LENGTH {
        let kind = kind(number % 20);
        let list = &kinds[kind];
        paths.extend(list.get(next[kind] % list.len().max(1)).cloned());
        next[kind] += 1;
    }
    lists::write(file, base, &paths)
}

fn kind(of_twenty: usize) -> usize {
    // Spread evenly, so that no connection meets a row of long questions.
    let place = of_twenty * 7 % 20;
    let mut before = 0;
    for (kind, share) in OF_TWENTY.into_iter().enumerate() {
        before += share;
        if place < before {
            return kind;
        }
    }
    OF_TWENTY.len()
}
