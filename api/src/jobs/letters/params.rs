//! Which letters are looked for.

use crate::problem::ApiError;
use crate::request::Params;
use crate::request::params::{reasons, value};

/// Letters on a page, unless the parameters say otherwise.
const LIMIT: i64 = 20;

/// The most letters on a page.
const MOST: i64 = 100;

/// A page of letters.
pub(super) struct LettersAsk {
    /// Only those that were given up, or only the others; `None`: all.
    pub(super) dead: Option<bool>,
    /// Below which id the page begins.
    pub(super) before: u64,
    /// How long it is.
    pub(super) limit: u32,
}

impl LettersAsk {
    /// Reads it, or names everything that is wrong.
    pub(super) fn read(mut params: Params<'_>) -> Result<Self, ApiError> {
        let dead = params.read("dead", |text| {
            value::word(text, &[("true", true), ("false", false)])
        });
        let limit = params.read("limit", |text| value::number(text, 1, MOST));
        let cursor = params.read("cursor", |text| {
            value::number(text, 1, i64::MAX).map_err(|_| reasons::not_a_cursor())
        });
        params.finish(Some(Self {
            dead,
            before: cursor.unwrap_or(i64::MAX).unsigned_abs(),
            limit: limit.unwrap_or(LIMIT) as u32,
        }))
    }
}
