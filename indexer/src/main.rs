//! The `indexer` command.

mod cli;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use indexer::{Config, Start, Sync};
use search::IndexDir;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::timeout;
use tracing_subscriber::EnvFilter;

use cli::{Cli, Command, FollowArgs, IndexArgs, RebuildArgs, StatusArgs, VerifyArgs};

/// For a follower to finish what it has begun: less than two seconds, after which somebody may
/// have lost patience.
const TIME_TO_FINISH: Duration = Duration::from_millis(1800);

/// What a shell expects of a command that SIGINT ended.
const INTERRUPTED: u8 = 128 + 2;
/// And of one that SIGTERM ended.
const TERMINATED: u8 = 128 + 15;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let terminal = io::stderr().is_terminal();
    let finishes = matches!(cli.command, Command::Follow(_) | Command::Run(_));
    // On a terminal the progress bar of the others says what the lines would.
    let quiet = match terminal && !finishes {
        true => "warn",
        false => "info",
    };
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
        // A follower has something to finish when it is told to stop.
        let finishes = matches!(command, Command::Follow(_) | Command::Run(_));
        tokio::select! {
            code = execute(command) => code,
            code = interrupted(), if !finishes => code,
        }
    });
    // A commit that a signal cut off must not hold up the end of the process.
    runtime.shutdown_background();
    code
}

async fn execute(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Rebuild(args) => rebuild(args).await,
        Command::Follow(args) => follow(args, Start::Existing).await,
        Command::Run(args) => follow(args, Start::BuildFirst).await,
        Command::Rollback(args) => rollback(&args),
        Command::Status(args) => status(args).await,
        Command::Verify(args) => verify(args).await,
    }
}

async fn interrupted() -> anyhow::Result<ExitCode> {
    let code = told_to_stop().await?;
    eprintln!("indexer: stopped; what was served still is");
    Ok(ExitCode::from(code))
}

async fn told_to_stop() -> io::Result<u8> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(tokio::select! {
        _ = interrupt.recv() => INTERRUPTED,
        _ = terminate.recv() => TERMINATED,
    })
}

/// Follows until a signal, and gives what is under way some time to end.
async fn follow(args: FollowArgs, start: Start) -> anyhow::Result<ExitCode> {
    let config = config(args.build)?;
    let (stop, stopping) = watch::channel(false);
    let follow = indexer::follow(&config, start, args.listen, stopping);
    tokio::pin!(follow);
    tokio::select! {
        ended = &mut follow => return Ok(ended.map(|()| ExitCode::SUCCESS)?),
        told = told_to_stop() => told?,
    };
    stop.send_replace(true);
    match timeout(TIME_TO_FINISH, follow).await {
        Ok(ended) => ended?,
        // Whatever is not committed is read again the next time.
        Err(_) => tracing::warn!("stopped in the middle of a batch"),
    }
    Ok(ExitCode::SUCCESS)
}

fn config(args: RebuildArgs) -> anyhow::Result<Config> {
    Ok(Config {
        server: indexer::parse_url(&args.server.mysql_url)?,
        index: IndexDir::new(args.index.index_dir),
        connections: args.connections.into(),
        memory_bytes: args.memory_mb.map(|mb| mb << 20),
        sync: match args.allow_unsafe_sync {
            true => Sync::Unsafe,
            false => Sync::Durable,
        },
    })
}

async fn rebuild(args: RebuildArgs) -> anyhow::Result<ExitCode> {
    let report = indexer::rebuild(&config(args)?).await?;
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
    if args.repair && !verdict.differences.is_empty() {
        let flights = indexer::repair(&config, &verdict).await?;
        writeln!(io::stdout(), "repaired: {flights} flights indexed again")?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(match verdict.differences.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}
