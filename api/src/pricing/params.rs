//! Query parameters of the list of discount events.

use utoipa::IntoParams;

use super::EventId;
use crate::problem::ApiError;
use crate::request::Params;
use crate::request::params::{reasons, value};

/// Events on a page, unless the parameters say otherwise.
const LIMIT: usize = 20;
/// The most events on a page.
const MOST: i64 = 100;

/// Which page of the events.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "documents what `ListAsk` reads")]
pub(super) struct ListParams {
    /// How many events, 1 to 100.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Which page of the events.
pub(super) struct ListAsk {
    /// At most how many.
    pub(super) limit: usize,
    /// Only those after this one.
    pub(super) after: EventId,
}

impl ListAsk {
    /// Reads it out of its parameters.
    pub(super) fn read(mut params: Params<'_>) -> Result<Self, ApiError> {
        let limit = params.read("limit", |text| value::number(text, 1, MOST));
        let after = params.read("cursor", |text| {
            text.parse().map_err(|_| reasons::other_query())
        });
        params.finish(Some(Self {
            limit: limit.map_or(LIMIT, |limit| limit as usize),
            after: EventId(after.unwrap_or(0)),
        }))
    }
}
