//! The load generators: wrk for closed loops, oha where requests are paced.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

/// What a closed loop measured.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Measured {
    /// Answers.
    pub(crate) requests: u64,
    /// How long it took.
    pub(crate) seconds: f64,
    /// Half of the answers came within this many microseconds.
    pub(crate) p50_us: u64,
    /// 99 % of them.
    pub(crate) p99_us: u64,
    /// Answers that were no success, and connections that broke.
    pub(crate) errors: u64,
}

impl Measured {
    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        self.requests as f64 / self.seconds
    }
}

/// Connections of a closed loop.
pub(crate) const CONNECTIONS: usize = 64;

/// Asks the paths in `list` over and over for some seconds, each connection as fast as it is
/// answered. `list` holds paths without a host.
pub(crate) fn closed(base: &str, list: &Path, seconds: u32) -> Result<Measured> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/wrk/list.lua");
    let threads = "2";
    let output = Command::new("wrk")
        .args([
            "-t",
            threads,
            "-c",
            &CONNECTIONS.to_string(),
            "-d",
            &format!("{seconds}s"),
        ])
        .args(["--timeout", "10s", "-s", script, base, "--"])
        .arg(list)
        .arg(threads)
        .output()
        .context("could not start wrk; install the package `wrk`")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().rfind(|line| line.starts_with('{'));
    let line = line.with_context(|| format!("wrk said: {text}"))?;
    Ok(serde_json::from_str(line)?)
}

/// What a paced run measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paced {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Half of the answers came within this many milliseconds.
    pub(crate) p50_ms: f64,
    /// 95 % of them.
    pub(crate) p95_ms: f64,
    /// 99 % of them.
    pub(crate) p99_ms: f64,
    /// Share of answers that were a success.
    pub(crate) success: f64,
}

/// Asks as many users do, one request a second each. `list` holds whole URLs. Latency is counted from
/// when a request was due, not from when it was sent.
pub(crate) fn paced(list: &Path, users: u32, seconds: u32) -> Result<Paced> {
    let users = users.to_string();
    let output = Command::new("oha")
        .args([
            "--no-tui",
            "--output-format",
            "json",
            "--latency-correction",
        ])
        .args([
            "-c",
            &users,
            "-q",
            &users,
            "-z",
            &format!("{seconds}s"),
            "--urls-from-file",
        ])
        .arg(list)
        .output()
        .context("could not start oha; `cargo install oha --no-default-features --locked`")?;
    ensure!(
        output.status.success(),
        "oha: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let number = |pointer: &str| {
        let value = report.pointer(pointer).and_then(serde_json::Value::as_f64);
        value.with_context(|| format!("oha did not report {pointer}"))
    };
    Ok(Paced {
        rate: number("/summary/requestsPerSec")?,
        p50_ms: number("/latencyPercentiles/p50")? * 1e3,
        p95_ms: number("/latencyPercentiles/p95")? * 1e3,
        p99_ms: number("/latencyPercentiles/p99")? * 1e3,
        success: number("/summary/successRate")?,
    })
}

/// Percentiles of times measured in this process.
pub(crate) struct Times(Vec<u64>);

impl Times {
    /// Sorts what was measured, in nanoseconds.
    pub(crate) fn new(mut nanoseconds: Vec<u64>) -> Self {
        nanoseconds.sort_unstable();
        Self(nanoseconds)
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// The time within which a share of all were done, in microseconds.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.0
            .get(at)
            .map_or(0.0, |nanoseconds| *nanoseconds as f64 / 1e3)
    }
}
