//! Pages of the lists of fleet and schedule: how long they are, and where those by id begin.

use utoipa::IntoParams;

use crate::problem::Text;
use crate::request::Params;
use crate::request::params::{reasons, value};

/// Entries on a page when nobody says how many.
const USUAL: u32 = 20;

/// The most entries on a page.
const MOST: u32 = 100;

/// Which page of a list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described")]
pub(super) struct PageParams {
    /// Entries on the page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u32>,
    /// The `next_cursor` of the page before, with the same parameters.
    cursor: Option<String>,
}

/// How many entries are wanted.
pub(super) fn limit(params: &mut Params<'_>) -> u32 {
    let limit = params.read("limit", |text| value::number(text, 1, MOST.into()));
    limit.map_or(USUAL, |limit| limit as u32)
}

/// The id behind which a page begins.
pub(super) fn after(params: &mut Params<'_>) -> u32 {
    params.read("cursor", id).unwrap_or(0)
}

fn id(text: &str) -> Result<u32, Text> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    let id = text.parse().ok().filter(|_| is_number);
    id.ok_or_else(reasons::not_a_cursor)
}

/// Leaves `limit` of the entries found, of which one more was looked for, and says behind which id
/// the next page begins.
pub(super) fn cut<T>(found: &mut Vec<T>, limit: u32, id: impl Fn(&T) -> u32) -> Option<String> {
    let limit = limit as usize;
    let has_more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| has_more);
    last.map(|entry| id(entry).to_string())
}
