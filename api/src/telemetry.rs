//! What is logged and counted.
//!
//! Counters are atomics that belong to one [`crate::app::App`]: there is no global recorder, and a
//! request costs three additions. Each failure is logged once, where it becomes a response.

mod histogram;
mod jobs;
mod metrics;
mod payments;
pub mod routes;

use std::error::Error;
use std::io::{self, IsTerminal};
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

pub use jobs::{JobBoard, JobRun, JobRuns};
pub use metrics::{Metrics, RouteMetrics};
pub(crate) use metrics::{counter, gauge};
pub use payments::{PaymentBoard, PaymentEnd};

/// Sends the log to stderr: for people on a terminal, as JSON lines otherwise. `filter` is in the
/// form of `tracing_subscriber`, such as `info,api=debug`. Panics are logged too.
pub fn init(filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::builder().parse(filter)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        // It would complain on stderr, and panic when that is what cannot be written to.
        .log_internal_errors(false)
        .with_writer(io::stderr);
    if io::stderr().is_terminal() {
        log.init();
    } else {
        log.json().flatten_event(true).init();
    }
    panic::set_hook(Box::new(|panic| tracing::error!("{panic}")));
    Ok(())
}

/// An error with everything that led to it. Some libraries repeat a cause in the message above it:
/// what has just been said is left out.
pub fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !text.ends_with(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
        source = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("could not read the seats")]
    struct Outer(#[from] sqlx::Error);

    #[test]
    fn each_cause_is_said_once() {
        let refused = io::Error::other("connection refused");
        assert_eq!(
            chain(&Outer(refused.into())),
            "could not read the seats: error communicating with database: connection refused"
        );
    }
}
