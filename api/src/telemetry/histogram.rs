//! Durations in buckets, counted with one atomic addition each.

use std::fmt::{self, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds in microseconds. A search takes tens of microseconds and a booking milliseconds.
const BOUNDS: [u64; 15] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
    1_000_000, 5_000_000,
];

/// How often each duration was seen.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    /// One for each bound, and one for what is longer than all of them.
    buckets: [AtomicU64; BOUNDS.len() + 1],
    sum_micros: AtomicU64,
}

impl Histogram {
    /// Counts one duration.
    pub(super) fn record(&self, duration: Duration) {
        let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        self.buckets[bucket].fetch_add(1, Ordering::Relaxed);
        self.sum_micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// How many durations were counted.
    pub(super) fn count(&self) -> u64 {
        self.buckets.iter().map(|b| b.load(Ordering::Relaxed)).sum()
    }

    /// Writes the series `name` with these labels in the text format of Prometheus.
    pub(super) fn write(&self, out: &mut String, name: &str, labels: &str) -> fmt::Result {
        let mut count = 0;
        for (bucket, seen) in self.buckets.iter().enumerate() {
            count += seen.load(Ordering::Relaxed);
            match BOUNDS.get(bucket) {
                Some(bound) => {
                    let seconds = Duration::from_micros(*bound).as_secs_f64();
                    writeln!(out, "{name}_bucket{{{labels},le=\"{seconds}\"}} {count}")?;
                }
                None => writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {count}")?,
            }
        }
        let sum = Duration::from_micros(self.sum_micros.load(Ordering::Relaxed)).as_secs_f64();
        writeln!(out, "{name}_sum{{{labels}}} {sum}")?;
        writeln!(out, "{name}_count{{{labels}}} {count}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_counted_in_every_bucket_that_reaches_it() {
        let histogram = Histogram::default();
        for micros in [50, 51, 6_000_000] {
            histogram.record(Duration::from_micros(micros));
        }
        let mut text = String::new();
        histogram.write(&mut text, "t", "route=\"/\"").unwrap();
        for line in [
            "t_bucket{route=\"/\",le=\"0.00005\"} 1",
            "t_bucket{route=\"/\",le=\"0.0001\"} 2",
            "t_bucket{route=\"/\",le=\"5\"} 2",
            "t_bucket{route=\"/\",le=\"+Inf\"} 3",
            "t_sum{route=\"/\"} 6.000101",
            "t_count{route=\"/\"} 3",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in\n{text}");
        }
    }
}
