//! Calls to the provider: bounded in time and size, and never sent on to another address.

use std::time::Duration;

use futures_util::future::BoxFuture;
use openidconnect::reqwest::redirect::Policy;
use openidconnect::reqwest::{self, Client};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// The largest answer that is read; a set of keys has a few KiB.
const LARGEST_ANSWER: usize = 256 * 1024;

/// How long the way to the provider may take to open.
const CONNECT: Duration = Duration::from_secs(3);

/// The way to the provider.
pub(super) struct Http(Client);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum HttpError {
    #[error("the request cannot be sent")]
    Request(#[from] reqwest::Error),
    #[error("the answer is larger than {LARGEST_ANSWER} bytes")]
    TooLarge,
    #[error("the answer cannot be passed on")]
    Response(#[from] axum::http::Error),
}

impl Http {
    /// A client whose calls take at most so long each.
    pub(super) fn new(patience: Duration) -> reqwest::Result<Self> {
        let client = Client::builder()
            // An answer that leads elsewhere could make us call what nobody outside may.
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(patience)
            .build()?;
        Ok(Self(client))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let mut answer = self.0.execute(request.try_into()?).await?;
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(HttpError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        let mut response = axum::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = HttpError;
    type Future = BoxFuture<'c, Result<HttpResponse, HttpError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}
