//! What the command line says, and who does it.

mod generate;
mod import;

use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

/// Flight schedules into MySQL.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Load the demo schedule: made-up dates of the real network, the same every time.
    ///
    /// May be stopped at any moment and run again: it continues. Values that are not given are
    /// those of the run that the database holds, or else the defaults.
    Generate(generate::Generate),
    /// Take a schedule from a file: CSV, or SSIM chapter 7.
    ///
    /// Nothing is written unless every row is good. May be stopped at any moment and run again: what
    /// is imported is found unchanged. timetable/README.md describes the columns.
    Import(import::Import),
}

/// Does what was asked for.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Generate(options) => {
            generate::run(options, now()).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import(options) => import::run(options, now()).await,
    }
}

fn progress_bar(what: &str) -> ProgressBar {
    let template =
        format!("{what} {{wide_bar}} {{human_pos}}/{{human_len}}  {{per_sec}}  {{eta}} left");
    let style = ProgressStyle::with_template(&template);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks for the time"
)]
fn now() -> DateTime<Utc> {
    Utc::now()
}
