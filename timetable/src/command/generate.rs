//! `timetable generate`: the demo schedule.

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Asia::Seoul;
use search::model::Day;
use timetable::load::{Load, Loaded, Wanted};

use super::progress_bar;

#[derive(clap::Args)]
pub(super) struct Generate {
    /// Flights a day, about [default: 2700]; 27000 for 370 days make ten million.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    per_day: Option<u32>,
    /// How many dates [default: 370].
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    days: Option<u16>,
    /// The first departure date [default: today in Seoul].
    #[arg(long, value_parser = parse_day, value_name = "YYYY-MM-DD")]
    start: Option<Day>,
    /// Part of every random choice [default: 20260101].
    #[arg(long)]
    seed: Option<u64>,
    /// The database: mysql://user:password@host:port/database.
    #[arg(long, env = "GAJO_MYSQL_URL", hide_env_values = true)]
    mysql_url: String,
    /// Flights in one transaction.
    #[arg(long, hide = true, default_value_t = Load::CHUNK_ROWS)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    chunk_rows: u64,
}

/// A run that ends sooner than this is worth a hint.
const FEW_DAYS_AHEAD: i32 = 300;

pub(super) async fn run(options: Generate, now: DateTime<Utc>) -> anyhow::Result<()> {
    let today = Day::of(now.with_timezone(&Seoul).date_naive())
        .context("the clock of this machine is wrong")?;
    let began = Instant::now();
    let progress = progress_bar("flights");
    let load = Load {
        mysql_url: options.mysql_url,
        wanted: Wanted {
            seed: options.seed,
            start: options.start,
            days: options.days,
            per_day: options.per_day,
        },
        today,
        chunk_rows: options.chunk_rows,
    };
    let loaded = tokio::select! {
        loaded = load.run(&progress) => loaded?,
        _ = tokio::signal::ctrl_c() => {
            progress.abandon();
            anyhow::bail!("stopped; run this again to continue");
        }
    };
    progress.finish_and_clear();
    report(&loaded, began.elapsed(), today);
    Ok(())
}

fn report(loaded: &Loaded, took: Duration, today: Day) {
    let Loaded {
        params,
        rows,
        total,
    } = loaded;
    let last = params.end().plus(-1);
    if *rows == 0 {
        println!(
            "nothing left to do: {total} flights from {} to {last}",
            params.start
        );
    } else {
        let seconds = took.as_secs_f64();
        let rate = *rows as f64 / seconds;
        println!(
            "loaded {rows} of {total} flights from {} to {last} in {seconds:.0} s ({rate:.0} a second)",
            params.start
        );
    }
    let ahead = params.end().since(today);
    if ahead < FEW_DAYS_AHEAD {
        println!(
            "only {} days of the schedule lie ahead; \
             for a new one: dev/run --reset, or use an empty database",
            ahead.max(0)
        );
    }
}

fn parse_day(text: &str) -> Result<Day, String> {
    let date: NaiveDate = text
        .parse()
        .map_err(|_| "a date looks like 2026-12-01".to_owned())?;
    // the rules of time zones are known up to the year 2100
    Day::of(date)
        .filter(|_| date.year() < 2097)
        .ok_or_else(|| "a schedule starts in the years 2000 to 2096".to_owned())
}
