//! What a traveller does not want to see, and in which order to show the rest.

use search::model::{AirlineCode, Won};
use search::{Band, Filters, Sort, Stops};

use super::{Params, reasons, value};
use crate::catalog::Catalog;
use crate::problem::Text;

/// The most airlines in a filter.
const MOST_AIRLINES: usize = 20;
/// More than anything costs, in KRW.
const MOST_WON: i64 = 10_000_000_000;
/// Longer than any journey takes.
const MOST_MINUTES: i64 = 10_000;

/// The orders as they are written.
pub(super) const SORTS: &[(&str, Sort)] = &[
    ("best", Sort::Best),
    ("price", Sort::Price),
    ("duration", Sort::Duration),
    ("departure", Sort::Departure),
    ("arrival", Sort::Arrival),
];

/// `max_stops` and `overnight`.
pub(super) fn stops(params: &mut Params<'_>) -> Stops {
    let most = params.read("max_stops", |text| value::number(text, 0, 1));
    let overnight = params.read("overnight", |text| {
        value::word(text, &[("true", true), ("false", false)])
    });
    if overnight == Some(true) && most != Some(1) {
        params.refuse("overnight", reasons::only_with("max_stops=1"));
    }
    match most {
        Some(1) => Stops::One {
            overnight: overnight.unwrap_or(false),
        },
        _ => Stops::None,
    }
}

/// `sort`.
pub(super) fn sort(params: &mut Params<'_>) -> Sort {
    let sort = params.read("sort", |text| value::word(text, SORTS));
    sort.unwrap_or_default()
}

/// Every filter.
pub(super) fn filters(params: &mut Params<'_>, catalog: &Catalog) -> Filters {
    let airlines = params.read("airlines", |text| airlines(text, catalog));
    Filters {
        airlines: airlines.unwrap_or_default(),
        departure: band(params, "depart_after", "depart_before"),
        arrival: band(params, "arrive_after", "arrive_before"),
        max_price: params
            .read("max_price", |text| value::number(text, 1, MOST_WON))
            .map(Won),
        max_duration: params
            .read("max_duration", |text| value::number(text, 1, MOST_MINUTES))
            .map(|minutes| minutes as u32),
    }
}

fn band(params: &mut Params<'_>, after: &'static str, before: &'static str) -> Band {
    let band = Band {
        after: params.read(after, value::time),
        before: params.read(before, value::time),
    };
    if band.after.is_some() && band.after == band.before {
        params.refuse(before, reasons::empty_band(after));
    }
    band
}

/// Codes with commas between them, sorted, each once.
fn airlines(text: &str, catalog: &Catalog) -> Result<Vec<AirlineCode>, Text> {
    if text.split(',').count() > MOST_AIRLINES {
        return Err(reasons::too_many_values(MOST_AIRLINES));
    }
    let find = |code: &str| {
        AirlineCode::parse(code)
            .ok()
            .filter(|code| catalog.knows_airline(*code))
            .ok_or_else(|| reasons::no_such_airline(code))
    };
    let mut airlines = text.split(',').map(find).collect::<Result<Vec<_>, _>>()?;
    airlines.sort_unstable();
    airlines.dedup();
    Ok(airlines)
}
