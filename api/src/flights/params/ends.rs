//! Where a journey starts and ends.

use search::{Airports, Place};

use super::{Params, reasons};
use crate::problem::Text;

/// The airport or city that a parameter names.
pub(super) fn place(
    params: &mut Params<'_>,
    name: &'static str,
    airports: &Airports,
) -> Option<Place> {
    params.require(name, |code| find(airports, code))
}

/// `from` and `to`, which must not share an airport.
pub(super) fn both(params: &mut Params<'_>, airports: &Airports) -> (Option<Place>, Option<Place>) {
    let from = place(params, "from", airports);
    let to = place(params, "to", airports);
    if let (Some(from), Some(to)) = (&from, &to)
        && from
            .airports
            .iter()
            .any(|airport| to.airports.contains(airport))
    {
        params.refuse("to", reasons::same_place());
    }
    (from, to)
}

fn find(airports: &Airports, code: &str) -> Result<Place, Text> {
    airports
        .place(code)
        .ok_or_else(|| reasons::no_such_place(code))
}
