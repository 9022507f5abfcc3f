//! `GET /metrics` of the follower, for Prometheus.
//!
//! One thread and one connection at a time: it is asked every few seconds, by one.

use std::fmt::{Display, Write as _};
use std::io::{self, Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use search::StaleReason;

use super::report::{Said, Shared, now};

/// How long a client may take to ask and to read.
const PATIENCE: Duration = Duration::from_secs(1);
/// The longest request that is read.
const REQUEST_BYTES: usize = 4096;

/// Listens from now on until the process ends.
pub(super) fn serve(address: SocketAddr, shared: Arc<Shared>) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    let serve = move || {
        for client in listener.incoming().flatten() {
            // Who hangs up while being answered did not want the answer.
            _ = answer(client, &shared);
        }
    };
    thread::Builder::new().name("metrics".into()).spawn(serve)?;
    Ok(())
}

fn answer(mut client: TcpStream, shared: &Shared) -> io::Result<()> {
    client.set_read_timeout(Some(PATIENCE))?;
    client.set_write_timeout(Some(PATIENCE))?;
    let mut request = Vec::new();
    let mut part = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") && request.len() < REQUEST_BYTES {
        match client.read(&mut part)? {
            0 => break,
            read => request.extend_from_slice(&part[..read]),
        }
    }
    let (status, body) = match request.starts_with(b"GET /metrics ") {
        true => ("200 OK", text(&shared.said())),
        false => ("404 Not Found", "GET /metrics is all there is\n".to_owned()),
    };
    write!(
        client,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

/// Every series in the text format of Prometheus.
fn text(said: &Said) -> String {
    let follower = &said.follower;
    let mut out = String::new();
    let mut series = |name: &str, kind: &str, what: &str, value: &dyn Display| {
        // Writing to a string does not fail.
        _ = writeln!(
            out,
            "# HELP {name} {what}\n# TYPE {name} {kind}\n{name} {value}"
        );
    };
    if let Some(as_of) = said.as_of {
        let lag = (now() - as_of).num_milliseconds().max(0) as f64 / 1e3;
        series(
            "gajo_indexer_lag_seconds",
            "gauge",
            "Age of the index.",
            &lag,
        );
    }
    let counters = [
        (
            "flights",
            "Flights looked up because they changed.",
            follower.flights,
        ),
        ("commits", "Commits.", follower.commits),
        ("rebuilds", "Generations built.", follower.rebuilds),
        (
            "connections",
            "Connections to the change stream.",
            follower.connections,
        ),
        (
            "bad_rows",
            "Rows that no flight can have.",
            follower.bad_rows,
        ),
    ];
    for (name, what, value) in counters {
        series(
            &format!("gajo_indexer_{name}_total"),
            "counter",
            what,
            &value,
        );
    }
    let name = "gajo_indexer_stale";
    _ = writeln!(
        out,
        "# HELP {name} Whether what is served does not follow, and why."
    );
    _ = writeln!(out, "# TYPE {name} gauge");
    for reason in StaleReason::ALL {
        let is = follower
            .stale
            .as_ref()
            .is_some_and(|stale| stale.reason == reason);
        _ = writeln!(
            out,
            "{name}{{reason=\"{}\"}} {}",
            reason.as_str(),
            u8::from(is)
        );
    }
    out
}
