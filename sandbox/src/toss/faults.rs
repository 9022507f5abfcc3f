//! What goes wrong on purpose: for a share of the calls, or for the next few.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::Toss;

/// A kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Call {
    Confirm,
    Lookup,
    Cancel,
}

/// What goes wrong with one call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub(super) enum Fault {
    /// Answers with a code and does nothing.
    Error { code: String },
    /// Does what was asked and answers with a code.
    ErrorAfter { code: String },
    /// Takes its time before it decides.
    Delay { ms: u64 },
    /// Decides, and takes its time to answer.
    DelayAfter { ms: u64 },
    /// Does nothing and closes the connection.
    DropBefore,
    /// Does what was asked and closes the connection.
    DropAfter,
    /// A gateway answers with a page of its own, and nothing is done.
    GatewayBefore,
    /// A gateway answers with a page of its own, though it is done.
    GatewayAfter,
    /// Does what was asked, and the answer breaks off in the middle.
    Truncated,
    /// The webhook comes before the answer.
    WebhookFirst,
    /// The webhook comes twice.
    WebhookTwice,
    /// The webhook never comes.
    WebhookLost,
}

/// A fault, and which calls meet it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Rule {
    on: Call,
    #[serde(flatten)]
    fault: Fault,
    /// Of the calls, 0 to 1.
    #[serde(default = "every")]
    share: f64,
    /// How often at most.
    #[serde(default)]
    times: Option<u32>,
}

/// The switches as they stand.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Faults {
    /// Decides which calls are met: the same seed and the same calls meet the same faults.
    #[serde(default)]
    seed: u64,
    #[serde(default)]
    rules: Vec<Rule>,
}

impl Faults {
    /// What goes wrong with this call.
    pub(super) fn draw(&mut self, call: Call) -> Option<Fault> {
        for rule in &mut self.rules {
            if rule.on != call || rule.times == Some(0) {
                continue;
            }
            if rule.share < 1.0 && chance(&mut self.seed) >= rule.share {
                continue;
            }
            rule.times = rule.times.map(|left| left - 1);
            return Some(rule.fault.clone());
        }
        None
    }
}

impl Fault {
    /// How long to wait before deciding, and before answering.
    pub(super) fn delays(fault: Option<&Self>) -> (Duration, Duration) {
        match fault {
            Some(Self::Delay { ms }) => (Duration::from_millis(*ms), Duration::ZERO),
            Some(Self::DelayAfter { ms }) => (Duration::ZERO, Duration::from_millis(*ms)),
            _ => (Duration::ZERO, Duration::ZERO),
        }
    }
}

/// Shows the switches.
pub(super) async fn list(State(toss): State<Toss>) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "seed": toss.faults().seed, "rules": toss.faults().rules.clone() }))
}

/// Sets all switches anew.
pub(super) async fn set(State(toss): State<Toss>, Json(faults): Json<Faults>) -> StatusCode {
    *toss.faults() = faults;
    StatusCode::NO_CONTENT
}

/// Nothing goes wrong any more.
pub(super) async fn clear(State(toss): State<Toss>) -> StatusCode {
    *toss.faults() = Faults::default();
    StatusCode::NO_CONTENT
}

fn every() -> f64 {
    1.0
}

/// The next number of a seed, 0 to 1: splitmix64.
fn chance(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *seed;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(rules: &str) -> Faults {
        serde_json::from_str(rules).unwrap()
    }

    #[test]
    fn a_rule_is_met_as_often_as_it_says() {
        let mut faults = faults(r#"{"rules":[{"on":"cancel","effect":"drop_after","times":2}]}"#);
        assert_eq!(faults.draw(Call::Confirm), None);
        assert_eq!(faults.draw(Call::Cancel), Some(Fault::DropAfter));
        assert_eq!(faults.draw(Call::Cancel), Some(Fault::DropAfter));
        assert_eq!(faults.draw(Call::Cancel), None);
    }

    #[test]
    fn the_same_seed_meets_the_same_calls() {
        let rules = r#"{"seed":7,"rules":[{"on":"confirm","effect":"drop_before","share":0.3}]}"#;
        let drawn = || {
            let mut faults = faults(rules);
            (0..1_000)
                .map(|_| faults.draw(Call::Confirm).is_some())
                .collect::<Vec<_>>()
        };
        let met = drawn().iter().filter(|met| **met).count();
        assert!((250..350).contains(&met), "{met}");
        assert_eq!(drawn(), drawn());
    }
}
