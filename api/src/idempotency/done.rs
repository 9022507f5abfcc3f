//! What a write answers, and what is kept of it.

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, VARY};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use uuid::Uuid;

use super::ask::Ask;
use super::store::Row;
use crate::problem::{ApiError, Language};

/// What a write answers.
#[derive(Debug)]
pub struct Done {
    pub(super) status: StatusCode,
    pub(super) language: Language,
    pub(super) body: Vec<u8>,
    pub(super) resource: Option<Uuid>,
}

impl Done {
    /// An answer with this body, which a repeated request gets again as it is.
    pub fn json(
        status: StatusCode,
        view: &impl Serialize,
        language: Language,
    ) -> Result<Self, ApiError> {
        let body = serde_json::to_vec(view).map_err(ApiError::internal)?;
        Ok(Self {
            status,
            language,
            body,
            resource: None,
        })
    }

    /// The same, of which a repeated request is shown `resource` as it is then.
    #[must_use]
    pub fn about(self, resource: Uuid) -> Self {
        Self {
            resource: Some(resource),
            ..self
        }
    }

    pub(super) fn kept(&self, ask: &Ask) -> Row {
        let body = match self.resource {
            Some(_) => String::new(),
            None => String::from_utf8_lossy(&self.body).into_owned(),
        };
        Row {
            fingerprint: ask.fingerprint.to_vec(),
            status: self.status.as_u16(),
            body,
            resource: self.resource,
        }
    }
}

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(
            CONTENT_LANGUAGE,
            HeaderValue::from_static(self.language.tag()),
        );
        headers.insert(VARY, HeaderValue::from_static("accept-language"));
        response
    }
}
