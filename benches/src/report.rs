//! What a bench prints: each figure beside what it has to reach.

use std::fmt::Display;
use std::process::Command;

/// Prints where and how the figures were taken.
pub(crate) fn heading(name: &str) {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .unwrap_or("");
    let model = model.trim_start_matches(['\t', ' ', ':']);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("## {name}");
    println!("machine: {cores} cores, {model}");
    println!("date:    {}", today());
    println!("command: dev/bench {name}");
}

/// Prints one figure and, where there is one, what it has to reach.
pub(crate) fn figure(what: &str, value: impl Display, reach: &str) {
    println!("{what:<44} {value:>16}   {reach}");
}

/// Prints a ratio and whether it reaches `least`.
pub(crate) fn at_least(what: &str, ratio: f64, least: f64) {
    figure(
        what,
        format!("{ratio:.2}"),
        &format!(">= {least}: {}", verdict(ratio >= least)),
    );
}

/// Prints a value and whether it stays within `most`.
pub(crate) fn at_most(what: &str, value: f64, most: f64, unit: &str) {
    let reach = format!("<= {most} {unit}: {}", verdict(value <= most));
    figure(what, format!("{value:.2} {unit}"), &reach);
}

fn verdict(reached: bool) -> &'static str {
    if reached { "reached" } else { "MISSED" }
}

/// Today, from the system's own `date`.
fn today() -> String {
    let date = Command::new("date").arg("-I").output();
    date.map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
        .unwrap_or_default()
}
