//! How the figures are taken: `dev/bench NAME` runs one and prints it beside what it has to reach.
//!
//! The comparison endpoints (`serve-bare`, `serve-sql`) live here and not in the product; each runs
//! in a process of its own, as the api does.

mod bare;
mod closed;
mod follower;
mod freshness;
mod growth;
mod hold;
mod hot;
mod lists;
mod load;
mod memory;
mod mixed;
mod one_stop;
mod pricing;
mod rebuild;
mod report;
mod rows;
mod sale;
mod search;
mod server;
mod sql;

use std::path::PathBuf;
use std::sync::Arc;

use ::search::model::Day;
use ::search::{Airports, IndexDir, Snapshot};
use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use tempfile::TempDir;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Takes the figures.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    /// Distinct direct questions over HTTP, against bare axum and against SQL.
    Search(Place),
    /// 500 users, one request a second each.
    SearchPaced(Place),
    /// The same and more, mixed, while seats are being sold.
    SearchMixed(Place),
    /// From a commit in MySQL to a search that shows it.
    Freshness {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        extent: freshness::Extent,
    },
    /// Connections between busy cities without a direct flight, in process and against SQL.
    OneStop(Place),
    /// MySQL to a served generation.
    Rebuild(Place),
    /// Orders on distinct flights, against bare transactions.
    Hold(Place),
    /// 20,000 buyers of the 189 seats of one flight, against the same scripts alone.
    Hot(Place),
    /// 1, 10 and 20 million flights.
    Growth,
    /// What the api keeps resident.
    Memory(Place),
    /// Comparison: hands out the answers in a file.
    ServeBare {
        /// Answers, as the bench `search` wrote them.
        answers: String,
        /// Address to listen on.
        #[arg(long, env = "GAJO_LISTEN")]
        listen: String,
    },
    /// Comparison: refuses orders by the scripts alone.
    ServeScripts {
        /// The flight that is full.
        flight: u64,
        /// What a refusal says.
        refusal: String,
        /// Address to listen on.
        #[arg(long, env = "GAJO_LISTEN")]
        listen: String,
    },
    /// Comparison: answers from SQL.
    ServeSql {
        /// Address to listen on.
        #[arg(long, env = "GAJO_LISTEN")]
        listen: String,
    },
}

/// Where the flights are.
#[derive(Args)]
struct Place {
    /// The index folder.
    #[arg(long, env = "GAJO_INDEX_DIR")]
    index_dir: PathBuf,
    /// The database.
    #[arg(long, env = "GAJO_MYSQL_URL")]
    mysql_url: String,
}

/// What the benches of one run share.
struct Run {
    /// Where lists and answers are written.
    folder: TempDir,
    /// The first day that is asked for.
    first_day: Day,
    /// Where the flights are.
    place: Place,
}

impl Run {
    fn new(place: Place) -> Result<Self> {
        let tomorrow = Day::of(pricing::now().date_naive())
            .unwrap_or(Day(0))
            .plus(1);
        Ok(Self {
            folder: tempfile::tempdir()?,
            first_day: tomorrow,
            place,
        })
    }

    fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot::open(
            &IndexDir::new(&self.place.index_dir),
            airports(),
        )?)
    }
}

/// The airports of the reference data.
fn airports() -> Arc<Airports> {
    Airports::new(
        timetable::reference::airports(),
        timetable::reference::cities(),
    )
}

#[tokio::main]
async fn main() -> Result<()> {
    match Cli::parse().bench {
        Bench::Search(place) => {
            let run = Run::new(place)?;
            search::run(&run, &run.snapshot()?)
        }
        Bench::SearchPaced(place) => {
            let run = Run::new(place)?;
            search::paced(&run, &run.snapshot()?)
        }
        Bench::OneStop(place) => {
            let run = Run::new(place)?;
            one_stop::run(&run, &run.snapshot()?)
        }
        Bench::Memory(place) => {
            let run = Run::new(place)?;
            memory::run(&run, &run.snapshot()?)
        }
        Bench::SearchMixed(place) => mixed::run(&Run::new(place)?).await,
        Bench::Freshness { place, extent } => freshness::run(&Run::new(place)?, &extent).await,
        Bench::Rebuild(place) => rebuild::run(&Run::new(place)?).await,
        Bench::Hold(place) => hold::run(&Run::new(place)?).await,
        Bench::Hot(place) => hot::run(&Run::new(place)?).await,
        Bench::Growth => growth::run(),
        Bench::ServeBare { answers, listen } => bare::serve(&listen, &answers).await,
        Bench::ServeScripts {
            flight,
            refusal,
            listen,
        } => hot::bare::serve(&listen, flight, &refusal).await,
        Bench::ServeSql { listen } => sql::serve(&listen).await,
    }
}
