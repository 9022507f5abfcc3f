//! The command line: what can be said to it, and how it answers.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use indexer::{Report, ServerStatus, Status, Verdict};
use indicatif::{HumanBytes, HumanCount};

/// Ranges that differ and are printed; the rest are counted.
const SHOWN: usize = 20;

/// Why a quiet server, too, is ahead of what is served.
const MARKER: &str = "a rebuild's own marker is 300 to 400 B, and other databases count too";

/// MySQL's flights into the search index.
#[derive(Parser)]
#[command(version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// What is logged to stderr, such as `info` or `indexer=debug`.
    #[arg(long, env = "GAJO_LOG", global = true, value_name = "FILTER")]
    pub(crate) log: Option<String>,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Build a new generation from all flights and serve it.
    Rebuild(RebuildArgs),
    /// Keep the index up to date with MySQL until SIGTERM.
    Follow(FollowArgs),
    /// The same, but first build the index if there is none.
    Run(FollowArgs),
    /// Serve the previous generation again; done twice, it is undone.
    Rollback(IndexArgs),
    /// Say what is served, and how far it is behind the server.
    Status(StatusArgs),
    /// Compare the index with MySQL; fails when they differ.
    Verify(VerifyArgs),
}

#[derive(Args)]
pub(crate) struct IndexArgs {
    /// Folder of the index.
    #[arg(long, env = "GAJO_INDEX_DIR", value_name = "FOLDER")]
    pub(crate) index_dir: PathBuf,
}

#[derive(Args)]
pub(crate) struct ServerArgs {
    /// The database: mysql://user:password@host:port/database.
    #[arg(
        long,
        env = "GAJO_MYSQL_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) mysql_url: String,
}

/// What it takes to build a generation.
#[derive(Args)]
pub(crate) struct RebuildArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    /// Connections that read flights.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub(crate) connections: u8,
    /// Memory for segments being built [default: what the table needs, at most half of what is free].
    #[arg(long, value_name = "MB")]
    pub(crate) memory_mb: Option<usize>,
    /// Accept a server that does not flush its binary log at every commit.
    // A power loss could take back changes that the index already shows: refused in production.
    // Private test servers run without fsync and lose nothing that anybody would miss.
    #[arg(long, env = "GAJO_INDEXER_ALLOW_UNSAFE_SYNC")]
    #[arg(value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) allow_unsafe_sync: bool,
}

#[derive(Args)]
pub(crate) struct FollowArgs {
    #[command(flatten)]
    pub(crate) build: RebuildArgs,
    /// Serve metrics for Prometheus at this address, such as 127.0.0.1:9091.
    #[arg(long, env = "GAJO_INDEXER_LISTEN", value_name = "ADDRESS")]
    pub(crate) listen: Option<SocketAddr>,
}

#[derive(Args)]
pub(crate) struct StatusArgs {
    /// The database to compare with: mysql://user:password@host:port/database.
    #[arg(
        long,
        env = "GAJO_MYSQL_URL",
        hide_env_values = true,
        value_name = "URL"
    )]
    pub(crate) mysql_url: Option<String>,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    /// Print one JSON object.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
    #[command(flatten)]
    pub(crate) index: IndexArgs,
    /// Connections that read flights.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=16))]
    pub(crate) connections: u8,
    /// Index the ranges that differ again. Nobody else may write to the index meanwhile.
    #[arg(long)]
    pub(crate) repair: bool,
}

/// A rebuild's report in words.
pub(crate) struct Rebuilt<'a>(pub(crate) &'a Report);

impl fmt::Display for Rebuilt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let report = self.0;
        let seconds = (report.reading + report.writing).as_secs_f64();
        let rate = report.flights as f64 / seconds.max(0.001);
        writeln!(
            f,
            "generation {} is served: {} flights in {} segments, {}",
            report.generation,
            HumanCount(report.flights),
            report.segments,
            HumanBytes(report.bytes),
        )?;
        writeln!(
            f,
            "took {seconds:.1} s ({}/s): {:.1} s reading, {:.1} s writing; {}",
            HumanCount(rate as u64),
            report.reading.as_secs_f64(),
            report.writing.as_secs_f64(),
            report.limits,
        )?;
        if report.flights == 0 {
            writeln!(
                f,
                "MySQL has no scheduled flight: `timetable generate` makes some"
            )?;
        }
        Ok(())
    }
}

/// A status in words.
pub(crate) struct Served<'a>(pub(crate) &'a Status);

impl fmt::Display for Served<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.0;
        let previous = status.previous.map(|number| format!(" (before: {number})"));
        let previous = previous.unwrap_or_default();
        writeln!(f, "generation  {}{previous}", status.generation)?;
        writeln!(
            f,
            "flights     {} in {} segments, {}",
            HumanCount(status.documents),
            status.segments,
            HumanBytes(status.bytes),
        )?;
        write!(f, "position    {}:{}", status.file, status.position)?;
        match &status.gtid {
            Some(gtid) => writeln!(f, " (GTID {gtid})")?,
            None => writeln!(f)?,
        }
        let (as_of, lag) = (status.as_of.format("%F %T UTC"), status.lag_seconds);
        writeln!(f, "as of       {as_of} ({lag:.1} s ago)")?;
        self.follower(f)?;
        match &status.server {
            ServerStatus::NotAsked => writeln!(f, "server      not asked: --mysql-url is not set"),
            ServerStatus::NotReachable { reason } => {
                writeln!(f, "server      not reachable: {reason}")
            }
            ServerStatus::OtherDatabase => {
                writeln!(f, "server      another database: run `indexer rebuild`")
            }
            ServerStatus::UpToDate => writeln!(f, "server      has no later change"),
            ServerStatus::Ahead {
                file,
                position,
                bytes,
            } => {
                let written = match bytes {
                    Some(bytes) => HumanBytes(*bytes).to_string(),
                    None => "more than one file".to_owned(),
                };
                writeln!(
                    f,
                    "server      has written {written} since, up to {file}:{position}"
                )?;
                writeln!(f, "            ({MARKER})")
            }
        }
    }
}

impl Served<'_> {
    fn follower(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(said) = &self.0.follower else {
            return writeln!(
                f,
                "follower    none so far: `indexer run` keeps it up to date"
            );
        };
        let (process, activity) = (said.process, said.activity.as_str());
        match self.0.followed {
            true => writeln!(f, "follower    process {process}, {activity}")?,
            false => writeln!(f, "follower    process {process} has ended")?,
        }
        if let Some(stale) = &said.stale {
            let since = stale.since.format("%F %T UTC");
            let (reason, detail) = (stale.reason.as_str(), &stale.detail);
            writeln!(f, "stale       {reason} since {since}: {detail}")?;
        }
        Ok(())
    }
}

/// A comparison in words.
pub(crate) struct Compared<'a>(pub(crate) &'a Verdict);

impl fmt::Display for Compared<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = self.0;
        let (documents, flights) = (HumanCount(verdict.documents), HumanCount(verdict.flights));
        writeln!(f, "{documents} flights in the index, {flights} in MySQL")?;
        for difference in verdict.differences.iter().take(SHOWN) {
            let (first, last) = (difference.ids.start(), difference.ids.end());
            let (documents, flights) = (difference.documents, difference.flights);
            write!(f, "flights {first} to {last} differ: ")?;
            match documents == flights {
                true => writeln!(f, "{documents} on both sides, with other contents")?,
                false => writeln!(f, "{documents} in the index, {flights} in MySQL")?,
            }
        }
        match verdict.differences.len() {
            0 => writeln!(f, "no difference"),
            ranges if ranges > SHOWN => writeln!(f, "and {} more ranges", ranges - SHOWN),
            _ => Ok(()),
        }
    }
}
