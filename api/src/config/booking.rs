//! How orders are held.

use super::Source;

/// How long a hold lasts unless it is set, in seconds.
const HOLD: u16 = 600;

/// The longest hold that may be set, in seconds: no hold outlives twenty minutes.
const LONGEST_HOLD: u16 = 1_200;

/// How orders are held.
#[derive(Clone, Debug)]
pub struct BookingConfig {
    /// `GAJO_HOLD_SECONDS`: how long an order holds its seats unpaid.
    pub hold_seconds: u16,
}

impl BookingConfig {
    pub(super) fn read(source: &mut Source<'_>) -> Option<Self> {
        let hold = source.get("GAJO_HOLD_SECONDS");
        let hold = hold.unwrap_or_else(|| HOLD.to_string());
        let hold_seconds = source.parse("GAJO_HOLD_SECONDS", &hold, |text| {
            let seconds = text.parse().ok();
            let seconds = seconds.filter(|seconds| (1..=LONGEST_HOLD).contains(seconds));
            seconds.ok_or("is not a number of seconds from 1 to 1200")
        });
        Some(Self {
            hold_seconds: hold_seconds?,
        })
    }
}
