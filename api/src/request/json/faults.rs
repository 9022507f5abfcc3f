//! Everything that is wrong with a value.
//!
//! `serde` stops at the first mistake. So a mistake is noted, something that fits is put in its place,
//! and the value is read again, until it can be read. Where nothing fits, the search ends there.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::stand_in;
use crate::problem::{FieldError, Text};
use crate::request::params::reasons;

/// As many mistakes as one answer names.
pub(super) const MOST: usize = 20;

/// As often as a value is mended and read again: mistakes inside of mistakes are not named.
const MOST_ROUNDS: usize = 60;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Where, as a JSON pointer.
    pub(super) pointer: String,
    pub(super) kind: Kind,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nobody knows the member; these are known.
    Unknown(Vec<String>),
    /// The member is not there.
    Missing,
    /// It is none of these words.
    NoneOf(Vec<String>),
    /// It is not what `serde` expected, in its words.
    Other(String),
    /// A type of ours has refused it, in its words.
    Refused(String),
}

/// Everything that is wrong with `value` as a `T`, up to [`MOST`].
pub(super) fn all<T: DeserializeOwned>(mut value: Value) -> Vec<FieldError> {
    let mut found: Vec<Fault> = Vec::new();
    for _ in 0..MOST_ROUNDS {
        let Some(fault) = first::<T>(&value) else {
            break;
        };
        let is_mended = stand_in::mend::<T>(&mut value, &fault);
        let is_inside = |outer: &Fault| fault.is_at_or_below(&outer.pointer);
        if !found.iter().any(is_inside) {
            found.push(fault);
        }
        if !is_mended || found.len() == MOST {
            break;
        }
    }
    found.into_iter().map(Fault::into_error).collect()
}

/// The first mistake that `serde` meets.
pub(super) fn first<T: DeserializeOwned>(value: &Value) -> Option<Fault> {
    let error = serde_path_to_error::deserialize::<_, T>(value).err()?;
    let path = pointer(error.path());
    Some(Fault::of(path, &error.into_inner().to_string()))
}

impl Fault {
    fn of(path: String, message: &str) -> Self {
        let quoted: Vec<_> = message
            .split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        let starts = |with: &str| message.starts_with(with);
        let expected = message
            .split_once(", expected ")
            .map(|(_, what)| what.to_owned());
        let (pointer, kind) = match (quoted.split_first(), expected) {
            // Its path leads to the member; that of a missing one to where it should be.
            (Some((_, known)), _) if starts("unknown field") => {
                (path, Kind::Unknown(known.to_vec()))
            }
            (Some((name, _)), _) if starts("missing field") => (below(&path, name), Kind::Missing),
            (Some((_, known)), _) if starts("unknown variant") => {
                (path, Kind::NoneOf(known.to_vec()))
            }
            (_, Some(expected)) if starts("invalid ") => (path, Kind::Other(expected)),
            _ => (path, Kind::Refused(message.to_owned())),
        };
        Self { pointer, kind }
    }

    pub(super) fn is_at_or_below(&self, pointer: &str) -> bool {
        let rest = self.pointer.strip_prefix(pointer);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    fn into_error(self) -> FieldError {
        let message = match self.kind {
            Kind::Unknown(known) => {
                let known: Vec<_> = known.iter().map(String::as_str).collect();
                reasons::unknown(&known)
            }
            Kind::Missing => reasons::missing(),
            Kind::NoneOf(words) => reasons::not_one_of(words.iter().map(String::as_str)),
            Kind::Other(expected) => not(&expected),
            Kind::Refused(message) => Text::new(
                format!("올바른 값이 아닙니다 ({message})"),
                format!("is not valid: {message}"),
            ),
        };
        FieldError::pointer(self.pointer, message)
    }
}

/// That something is not what `serde` expected.
fn not(expected: &str) -> Text {
    match expected.split(' ').next().unwrap_or(expected) {
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "integer" => {
            Text::fixed("정수여야 합니다", "is not a whole number")
        }
        "f32" | "f64" => Text::fixed("숫자여야 합니다", "is not a number"),
        "struct" | "map" => Text::fixed("객체여야 합니다", "is not an object"),
        _ if expected.starts_with("a string") => {
            Text::fixed("문자열이어야 합니다", "is not a text")
        }
        _ if expected.starts_with("a boolean") => {
            Text::fixed("true나 false여야 합니다", "is neither true nor false")
        }
        _ if expected.starts_with("a sequence") => {
            Text::fixed("배열이어야 합니다", "is not a list")
        }
        _ => Text::new(
            format!("올바른 값이 아닙니다 ({expected})"),
            format!("is not {expected}"),
        ),
    }
}

/// The JSON pointer of a path.
fn pointer(path: &serde_path_to_error::Path) -> String {
    use serde_path_to_error::Segment;
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => pointer = below(&pointer, &index.to_string()),
            Segment::Map { key } => pointer = below(&pointer, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// The pointer to a member.
fn below(pointer: &str, name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("{pointer}/{name}")
}
