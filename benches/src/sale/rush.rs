//! Buyers at once: so many connections, each asks again as soon as it was answered, and nothing is
//! asked twice.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::json;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// Buyers at once.
pub(crate) const CONNECTIONS: usize = 64;

/// The longest answer, in bytes.
const LONGEST: usize = 1 << 20;

/// One request.
pub(crate) struct Ask {
    /// Of whom.
    pub(crate) token: String,
    /// The key of an order and its flight; without, somebody looks at their account.
    pub(crate) order: Option<(String, u64)>,
}

/// Requests that are asked once each.
pub(crate) struct Queue {
    asks: Vec<Ask>,
    next: AtomicUsize,
}

/// What came of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    /// Whether it made an order; else it was refused, because no seat was left.
    pub(crate) sold: bool,
    /// When it came.
    pub(crate) at: Instant,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Queue {
    /// These requests.
    pub(crate) fn of(asks: Vec<Ask>) -> Arc<Self> {
        Arc::new(Self {
            asks,
            next: AtomicUsize::new(0),
        })
    }

    fn take(&self) -> Option<&Ask> {
        self.asks.get(self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// How many are left.
    pub(crate) fn left(&self) -> usize {
        let taken = self.next.load(Ordering::Relaxed);
        self.asks.len().saturating_sub(taken)
    }
}

/// Asks until nothing is left, or until then. An answer that is neither a success nor `sold_out` is a
/// failure of the bench.
pub(crate) async fn rush(
    address: SocketAddr,
    queue: &Arc<Queue>,
    until: Option<Instant>,
) -> Result<Vec<Answer>> {
    let mut tasks = JoinSet::new();
    for _ in 0..CONNECTIONS {
        tasks.spawn(buy(address, Arc::clone(queue), until));
    }
    let mut answers = Vec::new();
    while let Some(answered) = tasks.join_next().await {
        answers.append(&mut answered??);
    }
    Ok(answers)
}

/// The body of the first refusal of an order.
pub(crate) async fn refusal(address: SocketAddr, ask: &Ask) -> Result<Bytes> {
    let (status, body) = send(&mut connect(address).await?, ask).await?;
    if status != StatusCode::CONFLICT {
        bail!("{status} instead of a refusal");
    }
    Ok(body)
}

async fn buy(
    address: SocketAddr,
    queue: Arc<Queue>,
    until: Option<Instant>,
) -> Result<Vec<Answer>> {
    let mut connection = connect(address).await?;
    let mut answers = Vec::new();
    while until.is_none_or(|until| Instant::now() < until) {
        let Some(ask) = queue.take() else { break };
        let begun = Instant::now();
        let (status, body) = send(&mut connection, ask).await?;
        let is_sold_out = || body.windows(10).any(|part| part == br#""sold_out""#);
        let sold = match status {
            StatusCode::CREATED | StatusCode::OK => true,
            StatusCode::CONFLICT if is_sold_out() => false,
            _ => bail!("{status}: {}", String::from_utf8_lossy(&body)),
        };
        let at = Instant::now();
        let took = at - begun;
        answers.push(Answer { sold, at, took });
    }
    Ok(answers)
}

async fn connect(address: SocketAddr) -> Result<SendRequest<Body>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // Its failure is the failure of the request that it was to carry.
    tokio::spawn(connection);
    Ok(sender)
}

async fn send(connection: &mut SendRequest<Body>, ask: &Ask) -> Result<(StatusCode, Bytes)> {
    let request = Request::builder()
        .header("host", "bench")
        .header("authorization", format!("Bearer {}", ask.token));
    let request = match &ask.order {
        None => request.uri("/users/me").body(Body::empty()),
        Some((key, flight)) => request
            .method("POST")
            .uri("/orders")
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(Body::from(order(*flight))),
    };
    let answer = connection.send_request(request?).await?;
    let status = answer.status();
    let body = to_bytes(Body::new(answer.into_body()), LONGEST).await;
    Ok((status, body.context("the answer ended early")?))
}

fn order(flight: u64) -> String {
    json!({
        "flights": [{ "flight_id": flight, "cabin": "economy" }],
        "passengers": [{ "type": "adult", "given_name": "GILDONG", "surname": "HONG" }],
        "contact": { "email": "hong@example.com", "phone": "010-1234-5678" },
    })
    .to_string()
}
