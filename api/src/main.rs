//! `api`: the HTTP service, and the few things its operator does by hand.

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use api::accounts::Granted;
use api::config::{Config, Faults, MysqlConfig};
use api::http;
use api::http::serve::{self, ConnectionLimits};
use api::{jobs, pricing, start, telemetry};
use clap::{Parser, Subcommand};

/// Fewer and cheaper allocations than the system's own when many requests run at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Searches flights over HTTP.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answers requests until it is told to stop (the default).
    Serve,
    /// Brings the database schema up to date.
    Migrate,
    /// Makes somebody who has signed in before an administrator.
    GrantAdmin {
        /// The e-mail of their account.
        email: String,
    },
    /// Checks the books: claims, tickets, orders, money. Fails when they do not agree.
    Audit,
    /// Settings of the service.
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Prints what is missing or wrong, a line each.
    Check,
}

fn main() -> ExitCode {
    match run(Cli::parse().command.unwrap_or(Command::Serve)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("api: {}", telemetry::chain(error.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("could not start the runtime")?;
    match command {
        Command::Serve => runtime.block_on(answer_requests())?,
        Command::Migrate => runtime.block_on(start::migrate(&MysqlConfig::load()?))?,
        Command::GrantAdmin { email } => runtime.block_on(grant_admin(&email))?,
        Command::Openapi => print_document()?,
        Command::Audit => return runtime.block_on(audit()),
        Command::Config {
            command: ConfigCommand::Check,
        } => return Ok(check(Config::load())),
    }
    Ok(ExitCode::SUCCESS)
}

async fn answer_requests() -> anyhow::Result<()> {
    #[cfg(feature = "failpoints")]
    let _points = api::app::fail_points();
    let config = Config::load()?;
    telemetry::init(&config.log.filter).context("GAJO_LOG is not a log filter")?;
    let stop = serve::stop_signal()?;
    // Before the index is opened: a busy port is the quickest thing to find out.
    let listener = serve::listen(config.http.listen).await?;
    let address = listener.local_addr()?;
    let app = start::open(config).await?;
    let flights = app.index.snapshot().documents();
    tracing::info!(index.documents = flights, "listening on {address}");
    tokio::spawn(pricing::keep_up(app.clone()));
    let jobs = jobs::start(&app).await?;
    let limits = ConnectionLimits::default();
    serve::serve(listener, http::router(app), limits, stop).await;
    jobs.stop().await;
    Ok(())
}

async fn grant_admin(email: &str) -> anyhow::Result<()> {
    match start::grant_admin(&MysqlConfig::load()?, email).await? {
        Granted::Now(_) => println!("{email} is an administrator from now on, within 30 seconds"),
        Granted::Before(_) => println!("{email} is an administrator already"),
    }
    Ok(())
}

async fn audit() -> anyhow::Result<ExitCode> {
    let audit = start::audit(&MysqlConfig::load()?).await?;
    print!("{audit}");
    Ok(match audit.differences() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    })
}

fn print_document() -> anyhow::Result<()> {
    let document = http::document().to_pretty_json()?;
    // Not `println!`: whoever reads may have seen enough.
    writeln!(io::stdout(), "{document}").context("could not print the document")
}

fn check(config: Result<Config, Faults>) -> ExitCode {
    match config {
        Ok(_) => {
            println!("every setting is there and readable");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            println!("{faults}");
            ExitCode::FAILURE
        }
    }
}
