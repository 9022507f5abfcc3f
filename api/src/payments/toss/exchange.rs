//! One call and its answer, as they are written down.

use std::time::{Duration, Instant};

use reqwest::RequestBuilder;

use super::answer::{Answer, Silence};
use super::mask;

/// The largest answer that is read; theirs are a few kilobytes.
const LARGEST: usize = 256 * 1024;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub enum CallKind {
    /// To collect.
    Confirm,
    /// To say what is known.
    Lookup,
    /// To give back.
    Cancel,
}

/// A call and its answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What was asked for.
    pub kind: CallKind,
    /// Under which key; a lookup has none.
    pub idempotency_key: Option<String>,
    /// What we said, masked.
    pub request: String,
    /// The status; `None` when no answer came.
    pub http_status: Option<u16>,
    /// What came back, masked.
    pub response: Option<String>,
    /// What it means.
    pub answer: Answer,
    /// How long it took.
    pub elapsed: Duration,
}

/// Sends a request and reads what comes back.
pub(super) async fn run(
    kind: CallKind,
    key: Option<&str>,
    said: String,
    request: RequestBuilder,
) -> Exchange {
    let started = Instant::now();
    let got = send(request).await;
    let elapsed = started.elapsed();
    let (http_status, response, answer) = match got {
        Ok((status, body)) => {
            let answer = Answer::read((200..300).contains(&status), &body);
            (Some(status), Some(mask::response(&body)), answer)
        }
        Err(error) => {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "the payment provider gave no answer"
            );
            let silence = match error.is_connect() || error.is_builder() {
                true => Silence::NotSent,
                false => Silence::Lost,
            };
            (None, None, Answer::Silence(silence))
        }
    };
    Exchange {
        kind,
        idempotency_key: key.map(str::to_owned),
        request: said,
        http_status,
        response,
        answer,
        elapsed,
    }
}

async fn send(request: RequestBuilder) -> Result<(u16, Vec<u8>), reqwest::Error> {
    let mut response = request.send().await?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await? {
        let room = LARGEST - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if room < piece.len() {
            break;
        }
    }
    Ok((status, body))
}
