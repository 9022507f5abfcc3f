//! The comparison that does nothing: axum hands out bytes that it has in memory.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;

type Answers = Arc<HashMap<String, Bytes>>;

/// Serves the answers in `file`: lines of a path, its length, and that many bytes.
pub(crate) async fn serve(listen: &str, file: &str) -> Result<()> {
    let answers: Answers = Arc::new(read(file)?);
    let router = Router::new()
        .route("/flight-plans", get(hand_out))
        .route("/healthz", get(|| async {}))
        .with_state(answers);
    let listener = TcpListener::bind(listen).await?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // As the api does; a socket that refuses is only slower.
        _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn hand_out(State(answers): State<Answers>, uri: Uri) -> Response {
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    match answers.get(path) {
        Some(bytes) => {
            ([(header::CONTENT_TYPE, "application/json")], bytes.clone()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Appends one answer to the bytes of a file that [`serve`] reads.
pub(crate) fn append(file: &mut Vec<u8>, path: &str, body: &[u8]) {
    file.extend_from_slice(format!("{path} {}\n", body.len()).as_bytes());
    file.extend_from_slice(body);
}

fn read(file: &str) -> Result<HashMap<String, Bytes>> {
    let mut rest = Bytes::from(std::fs::read(file)?);
    let mut answers = HashMap::new();
    while !rest.is_empty() {
        let end = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .context("no head")?;
        let head = rest.split_to(end + 1);
        let head = std::str::from_utf8(&head)?.trim_end();
        let (path, length) = head.split_once(' ').context("no length")?;
        let body = rest.split_to(length.parse()?);
        answers.insert(path.to_owned(), body);
    }
    Ok(answers)
}
