//! `rebuild`: MySQL to a served generation, against each half of the work alone.

use std::time::Instant;

use anyhow::{Context, Result};
use indexer::{Config, Sync, measure, parse_url};
use search::{IndexDir, Writer};

use crate::{Run, report};

/// The whole takes at most this many times the slower half.
const WITHIN: f64 = 1.5;

/// Reads alone, writes alone, then rebuilds.
pub(crate) async fn run(run: &Run) -> Result<()> {
    report::heading("rebuild");
    let place = &run.place;
    let served = IndexDir::new(&place.index_dir);
    let current = served
        .current()?
        .context("no index to take the checkpoint from")?;
    let checkpoint = Writer::checkpoint(&served.generation(current.generation))?;
    let config = Config {
        server: parse_url(&place.mysql_url)?,
        index: IndexDir::new(run.folder.path()),
        connections: 2,
        memory_bytes: None,
        sync: Sync::Unsafe,
    };

    let begun = Instant::now();
    let flights = measure::stream_only(&config).await?;
    let streaming = begun.elapsed().as_secs_f64();

    let all = measure::collect(&config).await?;
    let index = config.index.clone();
    let begun = Instant::now();
    tokio::task::spawn_blocking(move || measure::index_only(&index, &all, &checkpoint)).await??;
    let indexing = begun.elapsed().as_secs_f64();

    let begun = Instant::now();
    let built = indexer::rebuild(&config).await?;
    let whole = begun.elapsed().as_secs_f64();

    let seconds = |seconds: f64| format!("{seconds:.1} s");
    report::figure("flights", flights, "");
    report::figure("streaming the table", seconds(streaming), "");
    report::figure("indexing from memory", seconds(indexing), "");
    report::figure("rebuild", seconds(whole), "");
    report::figure(
        "rows a second",
        format!("{:.0}", flights as f64 / whole),
        "",
    );
    report::figure("segments", built.segments, "<= 4");
    report::figure(
        "index size",
        format!("{:.0} MB", built.bytes as f64 / 1e6),
        "",
    );
    report::at_most(
        "rebuild / the slower half",
        whole / streaming.max(indexing),
        WITHIN,
        "x",
    );
    Ok(())
}
