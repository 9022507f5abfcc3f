//! What is counted about seat maps.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Held, HoldAnswer, Refused};
use crate::telemetry::counter;

/// Counters of one app.
#[derive(Debug, Default)]
pub(super) struct Counts {
    held: AtomicU64,
    sold_out: AtomicU64,
    taken: AtomicU64,
    cold: AtomicU64,
    stale: AtomicU64,
    loads: AtomicU64,
    failed_loads: AtomicU64,
    from_mysql: AtomicU64,
}

impl Counts {
    /// Counts an answer of Redis.
    pub(super) fn answered(&self, answer: &HoldAnswer) {
        add_one(match answer {
            HoldAnswer::Held { .. } => &self.held,
            HoldAnswer::SoldOut { .. } => &self.sold_out,
            HoldAnswer::Taken { .. } => &self.taken,
            HoldAnswer::Cold => &self.cold,
            HoldAnswer::Stale => &self.stale,
        });
    }

    /// Counts a choice from MySQL.
    pub(super) fn chosen(&self, answer: &Result<Held, Refused>) {
        add_one(&self.from_mysql);
        match answer {
            Ok(_) => add_one(&self.held),
            Err(Refused::SoldOut { .. }) => add_one(&self.sold_out),
            Err(Refused::Taken { .. }) => add_one(&self.taken),
            Err(_) => {}
        }
    }

    /// Counts a map that was read from MySQL and handed to Redis.
    pub(super) fn loaded(&self) {
        add_one(&self.loads);
    }

    /// Counts a map that was needed and did not come.
    pub(super) fn not_loaded(&self) {
        add_one(&self.failed_loads);
    }

    /// Writes every series in the text format of Prometheus.
    pub(super) fn write(&self, out: &mut String) -> fmt::Result {
        let rows = [
            ("gajo_seats_held_total", "Holds.", &self.held),
            (
                "gajo_seats_sold_out_total",
                "Refusals: too few.",
                &self.sold_out,
            ),
            (
                "gajo_seats_taken_total",
                "Refusals: a named seat.",
                &self.taken,
            ),
            (
                "gajo_seats_cold_total",
                "Holds that met no map.",
                &self.cold,
            ),
            (
                "gajo_seats_stale_total",
                "Holds that met an old one.",
                &self.stale,
            ),
            (
                "gajo_seats_loads_total",
                "Maps read from MySQL.",
                &self.loads,
            ),
            (
                "gajo_seats_failed_loads_total",
                "Maps that did not come.",
                &self.failed_loads,
            ),
            (
                "gajo_seats_from_mysql_total",
                "Choices from MySQL.",
                &self.from_mysql,
            ),
        ];
        for (name, what, count) in rows {
            counter(out, name, what, count.load(Ordering::Relaxed))?;
        }
        Ok(())
    }
}

fn add_one(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}
