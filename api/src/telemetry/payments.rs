//! What is counted about money.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::TimeDelta;

use super::metrics::{counter, gauge, help};

/// Counters of payments.
#[derive(Debug, Default)]
pub struct PaymentBoard {
    captured: AtomicU64,
    declined: AtomicU64,
    unclear: AtomicU64,
    not_honoured: AtomicU64,
    alarms: AtomicU64,
    unknown: AtomicI64,
    oldest_unknown_s: AtomicI64,
}

/// How a payment ended, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentEnd {
    /// The provider has the money.
    Captured,
    /// The provider refused.
    Declined,
    /// The provider gave no clear answer.
    Unclear,
    /// The money came too late.
    NotHonoured,
}

impl PaymentBoard {
    /// Counts the end of a payment.
    pub fn ended(&self, end: PaymentEnd) {
        let count = match end {
            PaymentEnd::Captured => &self.captured,
            PaymentEnd::Declined => &self.declined,
            PaymentEnd::Unclear => &self.unclear,
            PaymentEnd::NotHonoured => &self.not_honoured,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts something that somebody has to look at.
    pub fn alarm(&self) {
        self.alarms.fetch_add(1, Ordering::Relaxed);
    }

    /// Notes how many payments are unknown, and how old the oldest is.
    pub fn unknown(&self, count: i64, oldest: Option<TimeDelta>) {
        self.unknown.store(count, Ordering::Relaxed);
        let oldest = oldest.map_or(0, |oldest| oldest.num_seconds());
        self.oldest_unknown_s.store(oldest, Ordering::Relaxed);
    }

    /// How often somebody had to look.
    pub fn alarms(&self) -> u64 {
        self.alarms.load(Ordering::Relaxed)
    }

    /// Writes every series in the text format of Prometheus.
    pub fn write(&self, out: &mut String) -> fmt::Result {
        use fmt::Write;

        const ENDED: &str = "gajo_payments_total";
        help(out, ENDED, "counter", "Payments by how they ended.")?;
        for (outcome, count) in [
            ("captured", &self.captured),
            ("declined", &self.declined),
            ("unclear", &self.unclear),
            ("not_honoured", &self.not_honoured),
        ] {
            let count = count.load(Ordering::Relaxed);
            writeln!(out, "{ENDED}{{outcome=\"{outcome}\"}} {count}")?;
        }
        let alarms = "Payments and refunds that somebody has to look at.";
        counter(out, "gajo_payment_alarms_total", alarms, self.alarms())?;
        let unknown = self.unknown.load(Ordering::Relaxed);
        let what = "Payments without a clear answer.";
        gauge(out, "gajo_payments_unknown", what, unknown)?;
        let oldest = self.oldest_unknown_s.load(Ordering::Relaxed);
        let what = "Age of the oldest of them.";
        gauge(out, "gajo_payments_unknown_oldest_seconds", what, oldest)
    }
}
