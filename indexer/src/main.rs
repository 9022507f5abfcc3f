//! The `indexer` command.

mod cli;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use indexer::{Config, Sync};
use search::IndexDir;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command, IndexArgs, RebuildArgs, StatusArgs, VerifyArgs};

/// What a shell expects of a command that SIGINT ended.
const INTERRUPTED: u8 = 128 + 2;
/// And of one that SIGTERM ended.
const TERMINATED: u8 = 128 + 15;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = io::stderr().is_terminal();
    // On a terminal the progress bar says what the lines would.
    let quiet = if terminal { "warn" } else { "info" };
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .with_ansi(terminal)
        .with_env_filter(
            EnvFilter::try_new(cli.log.as_deref().unwrap_or(quiet)).unwrap_or_default(),
        )
        .init();
    run(cli.command).unwrap_or_else(|error| {
        eprintln!("indexer: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    // One thread: it decodes rows faster than any writer takes them (see `Feed::run`).
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let code = runtime.block_on(async {
        tokio::select! {
            code = execute(command) => code,
            code = interrupted() => code,
        }
    });
    // A commit that a signal cut off must not hold up the end of the process.
    runtime.shutdown_background();
    code
}

async fn execute(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Rebuild(args) => rebuild(args).await,
        Command::Rollback(args) => rollback(&args),
        Command::Status(args) => status(args).await,
        Command::Verify(args) => verify(args).await,
    }
}

async fn interrupted() -> anyhow::Result<ExitCode> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let code = tokio::select! {
        _ = interrupt.recv() => INTERRUPTED,
        _ = terminate.recv() => TERMINATED,
    };
    eprintln!("indexer: stopped; what was served still is");
    Ok(ExitCode::from(code))
}

async fn rebuild(args: RebuildArgs) -> anyhow::Result<ExitCode> {
    let config = Config {
        server: indexer::parse_url(&args.server.mysql_url)?,
        index: IndexDir::new(args.index.index_dir),
        connections: args.connections.into(),
        memory_bytes: args.memory_mb.map(|mb| mb << 20),
        sync: match args.allow_unsafe_sync {
            true => Sync::Unsafe,
            false => Sync::Durable,
        },
    };
    let report = indexer::rebuild(&config).await?;
    write!(io::stdout(), "{}", cli::Rebuilt(&report))?;
    Ok(ExitCode::SUCCESS)
}

fn rollback(args: &IndexArgs) -> anyhow::Result<ExitCode> {
    let generation = indexer::rollback(&IndexDir::new(&args.index_dir))?;
    writeln!(io::stdout(), "generation {generation} is served again")?;
    Ok(ExitCode::SUCCESS)
}

async fn status(args: StatusArgs) -> anyhow::Result<ExitCode> {
    let server = args.mysql_url.as_deref().map(indexer::parse_url);
    let server = server.transpose()?;
    let index = IndexDir::new(args.index.index_dir);
    let status = indexer::status(&index, server.as_ref()).await?;
    if args.json {
        let json = serde_json::to_string(&status).context("could not write the status")?;
        writeln!(io::stdout(), "{json}")?;
    } else {
        write!(io::stdout(), "{}", cli::Served(&status))?;
    }
    Ok(ExitCode::SUCCESS)
}

async fn verify(args: VerifyArgs) -> anyhow::Result<ExitCode> {
    let config = Config {
        server: indexer::parse_url(&args.server.mysql_url)?,
        index: IndexDir::new(args.index.index_dir),
        connections: args.connections.into(),
        memory_bytes: None,
        sync: Sync::Durable,
    };
    let verdict = indexer::verify(&config).await?;
    write!(io::stdout(), "{}", cli::Compared(&verdict))?;
    Ok(match verdict.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
