//! A body of JSON.

mod faults;
mod stand_in;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use serde::de::DeserializeOwned;

use crate::problem::{ApiError, Code, FieldError, Text};

/// A body of JSON that is a `T`. What is wrong with it is named in one answer, each part by its JSON
/// pointer: members that `T` does not know (it says `deny_unknown_fields`), that are missing, and
/// that are of another kind. 415 when it is not JSON by its header, 413 when it is too long.
#[derive(Clone, Copy, Debug)]
pub struct JsonBody<T>(pub T);

/// Why a body is not read.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("the content type is not JSON")]
    OtherType,
    #[error("the body is larger than the limit")]
    TooLarge,
    #[error("the body could not be received")]
    CutOff,
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal {
            Refusal::OtherType => Code::UnsupportedMediaType,
            Refusal::TooLarge => Code::TooLarge,
            Refusal::CutOff => Code::InvalidRequest,
        };
        Self::new(code).because(refusal)
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(Refusal::OtherType.into());
        }
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejection| match rejection.into_response().status() {
            StatusCode::PAYLOAD_TOO_LARGE => Refusal::TooLarge,
            _ => Refusal::CutOff,
        })?;
        read(&bytes).map(Self).map_err(ApiError::invalid)
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// What the bytes say, or everything that is wrong with them.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Vec<FieldError>> {
    let refusal = match serde_json::from_slice(bytes) {
        Ok(body) => return Ok(body),
        Err(error) => error,
    };
    let mut found = match serde_json::from_slice(bytes) {
        Ok(value) => faults::all::<T>(value),
        Err(_) => vec![],
    };
    // It is not JSON at all, or says something twice, which a value cannot show.
    if found.is_empty() {
        let place = format!("line {}, column {}", refusal.line(), refusal.column());
        let message = Text::new(
            format!("JSON으로 읽을 수 없습니다 ({place})"),
            format!("cannot be read as JSON: {refusal}"),
        );
        found.push(FieldError::pointer("", message));
    }
    Err(found)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::problem::{Language, Place};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Order {
        flights: Vec<Part>,
        contact: Contact,
        total: Option<i64>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Part {
        id: u64,
        cabin: Cabin,
        #[serde(default)]
        seats: Vec<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Cabin {
        Economy,
        First,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Contact {
        email: String,
        born: chrono::NaiveDate,
    }

    /// The pointers and English messages of what is wrong.
    fn faults(body: &str) -> Vec<(String, String)> {
        let errors = read::<Order>(body.as_bytes()).expect_err("something is wrong");
        let each = errors.into_iter().map(|error| match error.place {
            Place::Pointer(pointer) => (pointer, error.message.get(Language::En).to_owned()),
            Place::Parameter(name) => panic!("{name} is a parameter"),
        });
        each.collect()
    }

    fn pointers(body: &str) -> Vec<String> {
        faults(body)
            .into_iter()
            .map(|(pointer, _)| pointer)
            .collect()
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let mut found = pointers(
            r#"{"flights":[{"id":"one","cabin":"best","seat":1},{"id":-1,"cabin":"first","seats":["1A",2]}],
                "contact":{"born":"2026-02-30","fax":1},"total":1.5,"a/b":0,"~":0}"#,
        );
        found.sort();
        let expected = [
            "/a~1b",
            "/contact/born",
            "/contact/email",
            "/contact/fax",
            "/flights/0/cabin",
            "/flights/0/id",
            "/flights/0/seat",
            "/flights/1/id",
            "/flights/1/seats/1",
            "/total",
            "/~0",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn an_empty_object_names_what_it_lacks() {
        assert_eq!(pointers("{}"), ["/flights", "/contact"]);
    }

    #[test]
    fn each_mistake_says_what_would_be_right() {
        let body = r#"{"flights":[{"id":"one","cabin":"best"}],"contact":{"email":"","born":"2026-01-01"},"x":1}"#;
        let found = faults(body);
        let message = |pointer: &str| {
            let found = found.iter().find(|(at, _)| at == pointer);
            found.map(|(_, message)| message.as_str()).unwrap()
        };
        assert_eq!(message("/flights/0/id"), "is not a whole number");
        assert_eq!(message("/flights/0/cabin"), "is none of economy, first");
        assert_eq!(
            message("/x"),
            "is not known here; known are flights, contact, total"
        );
    }

    #[test]
    fn a_wrong_whole_is_named_as_a_whole() {
        for body in ["[]", "1", "null", "\"{}\""] {
            assert_eq!(pointers(body)[0], "", "{body}");
        }
    }

    #[test]
    fn what_is_not_json_or_says_something_twice_is_refused() {
        let twice =
            r#"{"total":1,"total":2,"flights":[],"contact":{"email":"","born":"2026-01-01"}}"#;
        for body in ["", "{", "{]", "\u{feff}{}", "{\"total\": NaN}", twice] {
            assert_eq!(pointers(body), [""], "{body}");
        }
    }

    #[test]
    fn a_body_full_of_mistakes_is_not_read_for_ever() {
        let members: Vec<_> = (0..5_000).map(|n| format!("\"m{n}\":0")).collect();
        let body = format!("{{{}}}", members.join(","));
        assert_eq!(pointers(&body).len(), faults::MOST);
    }
}
