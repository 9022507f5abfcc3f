//! How far a long read is: a bar on a terminal, a line now and then in a log.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};

const LINE_EVERY: Duration = Duration::from_secs(10);
const STYLE: &str = "{bar:40} {percent:>3}%  {msg}  {eta} left";

/// The progress of one read over all flight ids. Ids may have gaps, so the bar measures ids and the
/// text counts flights.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    flights: AtomicU64,
    last_line: Mutex<Instant>,
}

impl Progress {
    pub(crate) fn new(ids: u64) -> Self {
        let bar = ProgressBar::new(ids); // draws on stderr, and only if that is a terminal
        if let Ok(style) = ProgressStyle::with_template(STYLE) {
            bar.set_style(style);
        }
        let started = Instant::now();
        Self {
            bar,
            started,
            flights: AtomicU64::new(0),
            last_line: Mutex::new(started),
        }
    }

    /// Counts ids that were looked at and the flights that were found.
    pub(crate) fn advance(&self, ids: u64, flights: u64) {
        let flights = self.flights.fetch_add(flights, Ordering::Relaxed) + flights;
        let rate = flights as f64 / self.started.elapsed().as_secs_f64().max(0.001);
        self.bar.inc(ids);
        if !self.bar.is_hidden() {
            let (flights, rate) = (HumanCount(flights), HumanCount(rate as u64));
            self.bar.set_message(format!("{flights} flights, {rate}/s"));
        } else if self.line_is_due() {
            let done = self.bar.position() * 100 / self.bar.length().unwrap_or(1).max(1);
            tracing::info!(flights, per_second = rate as u64, percent = done, "reading");
        }
    }

    /// Flights counted so far.
    pub(crate) fn flights(&self) -> u64 {
        self.flights.load(Ordering::Relaxed)
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    fn line_is_due(&self) -> bool {
        let Ok(mut last) = self.last_line.lock() else {
            return false;
        };
        let due = last.elapsed() >= LINE_EVERY;
        if due {
            *last = Instant::now();
        }
        due
    }
}
