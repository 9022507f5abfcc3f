//! What `/airports` was asked.

use search::suggest::{LONGEST_INPUT, MOST_SUGGESTIONS};

use super::{Params, reasons, value};
use crate::problem::ApiError;

/// Suggestions, unless the parameters say otherwise.
const LIMIT: usize = 8;

/// What somebody wrote, looking for an airport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AirportAsk {
    /// What was written.
    pub(crate) text: String,
    /// At most how many suggestions.
    pub(crate) limit: usize,
}

impl AirportAsk {
    /// Reads it out of its parameters.
    pub(crate) fn read(mut params: Params<'_>) -> Result<Self, ApiError> {
        let text = params.require("q", |text| {
            if text.chars().count() > LONGEST_INPUT {
                return Err(reasons::too_long(LONGEST_INPUT));
            }
            Ok(text.to_owned())
        });
        let limit = params.read("limit", |text| {
            value::number(text, 1, MOST_SUGGESTIONS as i64)
        });
        let limit = limit.map_or(LIMIT, |limit| limit as usize);
        params.finish(text.map(|text| Self { text, limit }))
    }
}
