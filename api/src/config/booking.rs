//! How orders are held and paid for.

use super::Source;

/// How long a hold lasts unless it is set, in seconds.
const HOLD: u16 = 600;

/// The longest hold that may be set, in seconds: no hold outlives twenty minutes.
const LONGEST_HOLD: u16 = 1_200;

/// What the payment widget knows a sandbox by.
const CLIENT_KEY: &str = "test_ck_gajo";

/// How orders are held and paid for.
#[derive(Clone, Debug)]
pub struct BookingConfig {
    /// `GAJO_HOLD_SECONDS`: how long an order holds its seats unpaid.
    pub hold_seconds: u16,
    /// `GAJO_TOSS_CLIENT_KEY`: what the payment widget knows us by. Public.
    pub client_key: String,
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
        let client_key = source.get("GAJO_TOSS_CLIENT_KEY");
        Some(Self {
            hold_seconds: hold_seconds?,
            client_key: client_key.unwrap_or_else(|| CLIENT_KEY.to_owned()),
        })
    }
}
