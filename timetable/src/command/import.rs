//! `timetable import`: a schedule from a file.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use search::model::Minute;
use timetable::import::{
    self, Absent, BadRows, Cancelled, Format, Mode, Outcome, Report, Rules, Tally,
};

use super::progress_bar;

#[derive(clap::Args)]
pub(super) struct Import {
    /// The schedule.
    file: PathBuf,
    /// How it is written [default: what its first line says].
    #[arg(long)]
    format: Option<FormatName>,
    /// Only tell what would be added, changed and cancelled.
    #[arg(long)]
    dry_run: bool,
    /// Import the good rows of a file that has bad ones.
    #[arg(long, conflicts_with = "cancel_missing")]
    skip_bad_rows: bool,
    /// Cancel flights that the file does not tell, in the period that it tells: those of its flight
    /// numbers, or all of its airlines.
    #[arg(long, value_name = "WHICH")]
    cancel_missing: Option<Missing>,
    /// Let flights of the file that are cancelled in the database fly again.
    #[arg(long)]
    reinstate: bool,
    /// Tell it as JSON.
    #[arg(long)]
    json: bool,
    /// The database: mysql://user:password@host:port/database.
    #[arg(long, env = "GAJO_MYSQL_URL", hide_env_values = true)]
    mysql_url: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Ssim,
}

#[derive(Clone, Copy, ValueEnum)]
enum Missing {
    Numbers,
    Airline,
}

/// Imports, and says what was done. A refused file is a failure.
pub(super) async fn run(options: Import, now: DateTime<Utc>) -> anyhow::Result<ExitCode> {
    let progress = progress_bar("days");
    let import = import(&options, now);
    let report = tokio::select! {
        report = import.run(&progress) => report,
        _ = tokio::signal::ctrl_c() => {
            progress.abandon();
            anyhow::bail!("stopped; whole days are imported, run this again for the others");
        }
    };
    progress.finish_and_clear();
    let report = report?;
    let mut out = io::stdout().lock();
    let shown = match options.json {
        true => writeln!(out, "{}", serde_json::to_string_pretty(&report)?),
        false => show(&mut out, &options, &report),
    };
    match shown {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
        _ => {}
    }
    Ok(match report.outcome {
        Outcome::Refused => ExitCode::FAILURE,
        Outcome::WouldWrite | Outcome::Written => ExitCode::SUCCESS,
    })
}

fn import(options: &Import, now: DateTime<Utc>) -> import::Import {
    import::Import {
        mysql_url: options.mysql_url.clone(),
        file: options.file.clone(),
        format: options.format.map(|format| match format {
            FormatName::Csv => Format::Csv,
            FormatName::Ssim => Format::Ssim,
        }),
        mode: match options.dry_run {
            true => Mode::DryRun,
            false => Mode::Write,
        },
        rules: Rules {
            bad_rows: match options.skip_bad_rows {
                true => BadRows::Skip,
                false => BadRows::Refuse,
            },
            absent: match options.cancel_missing {
                None => Absent::Leave,
                Some(Missing::Numbers) => Absent::CancelNumbers,
                Some(Missing::Airline) => Absent::CancelAirline,
            },
            cancelled: match options.reinstate {
                true => Cancelled::Reinstate,
                false => Cancelled::Leave,
            },
        },
        now: Minute::of(now),
    }
}

fn show(out: &mut impl Write, options: &Import, report: &Report) -> io::Result<()> {
    let format = match report.format {
        Format::Csv => "CSV",
        Format::Ssim => "SSIM",
    };
    let file = options.file.display();
    writeln!(out, "{file}: {format}, {} good rows", report.good_rows)?;
    for fault in &report.faults {
        writeln!(
            out,
            "  line {}, {}: {}",
            fault.line, fault.column, fault.reason
        )?;
    }
    let passed_over = report.passed_over;
    for (count, what) in [
        (passed_over.not_for_passengers, "not for passengers"),
        (
            passed_over.code_shares,
            "flights of others under a number of this airline",
        ),
    ] {
        if count > 0 {
            writeln!(out, "  {count} legs passed over: {what}")?;
        }
    }
    match report.outcome {
        Outcome::Refused if report.bad_rows == 1 => {
            writeln!(out, "nothing was written: 1 line is bad")
        }
        Outcome::Refused => writeln!(
            out,
            "nothing was written: {} lines are bad",
            report.bad_rows
        ),
        Outcome::WouldWrite => flights(out, "would be ", report),
        Outcome::Written => flights(out, "", report),
    }
}

fn flights(out: &mut impl Write, would_be: &str, report: &Report) -> io::Result<()> {
    let Tally {
        added,
        changed,
        reinstated,
        cancelled,
        with_orders,
        unchanged,
        left_cancelled,
        departed,
        absent_of_numbers,
        absent_of_airline,
    } = report.flights;
    writeln!(out, "flights:")?;
    let always = [
        (added, format!("{would_be}added")),
        (changed, format!("{would_be}changed")),
        (cancelled, format!("{would_be}cancelled")),
        (unchanged, "unchanged".to_owned()),
    ];
    let sometimes = [
        (reinstated, format!("{would_be}reinstated")),
        (
            with_orders,
            "of these have orders, whose travellers will be told".to_owned(),
        ),
        (
            left_cancelled,
            "stay cancelled (--reinstate lets them fly)".to_owned(),
        ),
        (departed, "have departed and are left alone".to_owned()),
        (
            absent_of_numbers,
            "of these flight numbers are not in the file (--cancel-missing numbers)".to_owned(),
        ),
        (
            absent_of_airline,
            "of the airline's other numbers are not in the file (--cancel-missing airline)"
                .to_owned(),
        ),
    ];
    let sometimes = sometimes.into_iter().filter(|(count, _)| *count > 0);
    for (count, what) in always.into_iter().chain(sometimes) {
        writeln!(out, "  {count:>9} {what}")?;
    }
    if report.new_airplanes > 0 {
        let count = report.new_airplanes;
        writeln!(
            out,
            "airplanes that stand for a fleet, {would_be}made: {count}"
        )?;
    }
    for sample in &report.samples {
        writeln!(out, "  {:<10} {}", sample.change, sample.flight)?;
    }
    if report.bad_rows > 0 {
        writeln!(out, "{} bad rows were passed over", report.bad_rows)?;
    }
    Ok(())
}
