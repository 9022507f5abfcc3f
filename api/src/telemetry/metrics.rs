//! What is counted about requests.

use std::fmt;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use fnv::FnvHashMap;

use super::histogram::Histogram;
use super::jobs::JobBoard;
use super::payments::PaymentBoard;

/// The route of requests that no path matches.
const UNMATCHED: &str = "unmatched";

const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// Counters of one app.
#[derive(Debug, Default)]
pub struct Metrics {
    routes: OnceLock<FnvHashMap<String, RouteMetrics>>,
    unmatched: RouteMetrics,
    in_flight: AtomicUsize,
    shed: AtomicU64,
    /// Jobs and audits.
    pub jobs: JobBoard,
    /// Money.
    pub payments: PaymentBoard,
}

/// How long the requests of one route took, by class of status.
#[derive(Debug, Default)]
pub struct RouteMetrics {
    classes: [Histogram; CLASSES.len()],
}

/// One request that is worked on; dropping it ends that.
#[derive(Debug)]
pub struct InFlight<'a>(&'a AtomicUsize);

impl Metrics {
    /// Counts these paths apart from one another. Once set, the list stays.
    pub fn know_routes(&self, paths: impl Iterator<Item = String>) {
        self.routes
            .get_or_init(|| paths.map(|path| (path, RouteMetrics::default())).collect());
    }

    /// The counters of one path, as the router writes it.
    pub fn of_route(&self, path: Option<&str>) -> &RouteMetrics {
        let known = path.and_then(|path| self.routes.get()?.get(path));
        known.unwrap_or(&self.unmatched)
    }

    /// Counts one more request that is worked on; `None` when there are `limit` already.
    pub fn enter(&self, limit: usize) -> Option<InFlight<'_>> {
        let entered = InFlight(&self.in_flight);
        let before = self.in_flight.fetch_add(1, Ordering::Relaxed);
        (before < limit).then_some(entered)
    }

    /// Counts a request that was turned away.
    pub fn shed(&self) {
        self.shed.fetch_add(1, Ordering::Relaxed);
    }

    /// Writes every series in the text format of Prometheus.
    pub fn write(&self, out: &mut String) -> fmt::Result {
        const DURATION: &str = "gajo_http_request_duration_seconds";
        help(out, DURATION, "histogram", "Time to answer, by route.")?;
        let known = self.routes.get().into_iter().flatten();
        let mut routes: Vec<_> = known.map(|(path, route)| (path.as_str(), route)).collect();
        routes.sort_unstable_by_key(|(path, _)| *path);
        routes.push((UNMATCHED, &self.unmatched));
        for (path, route) in routes {
            route.write(out, DURATION, path)?;
        }
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        gauge(out, "gajo_http_in_flight", "Requests worked on.", in_flight)?;
        let shed = self.shed.load(Ordering::Relaxed);
        counter(out, "gajo_http_shed_total", "Requests turned away.", shed)?;
        self.payments.write(out)
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl RouteMetrics {
    /// Counts one answered request.
    pub fn record(&self, status: StatusCode, duration: Duration) {
        let class = usize::from(status.as_u16() / 100).clamp(1, CLASSES.len());
        self.classes[class - 1].record(duration);
    }

    fn write(&self, out: &mut String, name: &str, path: &str) -> fmt::Result {
        for (histogram, class) in self.classes.iter().zip(CLASSES) {
            if histogram.count() > 0 {
                let labels = format!("route=\"{path}\",status=\"{class}\"");
                histogram.write(out, name, &labels)?;
            }
        }
        Ok(())
    }
}

/// Writes a value that goes up and down.
pub(crate) fn gauge(
    out: &mut String,
    name: &str,
    what: &str,
    value: impl fmt::Display,
) -> fmt::Result {
    single(out, name, "gauge", what, &value)
}

/// Writes a value that only goes up.
pub(crate) fn counter(
    out: &mut String,
    name: &str,
    what: &str,
    value: impl fmt::Display,
) -> fmt::Result {
    single(out, name, "counter", what, &value)
}

fn single(
    out: &mut String,
    name: &str,
    kind: &str,
    what: &str,
    value: &dyn fmt::Display,
) -> fmt::Result {
    use fmt::Write;

    help(out, name, kind, what)?;
    writeln!(out, "{name} {value}")
}

pub(super) fn help(out: &mut String, name: &str, kind: &str, what: &str) -> fmt::Result {
    use fmt::Write;

    writeln!(out, "# HELP {name} {what}\n# TYPE {name} {kind}")
}
