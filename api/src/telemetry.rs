//! What is logged and counted.
//!
//! Counters are atomics that belong to one [`crate::app::App`]: there is no global recorder, and a
//! request costs three additions. Each failure is logged once, where it becomes a response.

mod histogram;
mod metrics;
pub mod routes;

use std::io::{self, IsTerminal};
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

pub use metrics::{Metrics, RouteMetrics};

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
