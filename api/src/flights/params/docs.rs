//! The parameters as the OpenAPI document describes them.
//!
//! A test holds them to what the addresses really know.

use utoipa::IntoParams;

use super::names::{CabinName, SortName};

/// Both ends of a journey.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `ends` reads them")]
pub(crate) struct EndsParams {
    /// Airport (`ICN`) or city (`SEL`) to leave from. Where a code is both, it means the city;
    /// `BKK.apt` means the airport.
    #[param(example = "SEL")]
    from: String,
    /// Airport or city to arrive at; it shares no airport with `from`.
    #[param(example = "TYO")]
    to: String,
}

/// The start of a journey.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `ends` reads it")]
pub(crate) struct FromParams {
    /// Airport (`ICN`) or city (`SEL`) to leave from.
    #[param(example = "SEL")]
    from: String,
}

/// The day of departure.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `days` reads it")]
pub(crate) struct DateParams {
    /// Local day of departure, from today at the origin to 400 days ahead.
    #[param(format = Date, example = "2026-12-24")]
    date: String,
}

/// A month.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `days` reads it")]
pub(crate) struct MonthParams {
    /// The month.
    #[param(example = "2026-12")]
    month: String,
}

/// The day of return where there must be one.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `days` reads it")]
pub(crate) struct ReturnParams {
    /// Local day of the way back, not before `date`.
    #[param(format = Date, example = "2026-12-28")]
    return_date: String,
}

/// How many travel.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `travellers` reads them")]
pub(crate) struct PartyParams {
    /// From 12 years.
    #[param(minimum = 1, maximum = 9, default = 1)]
    adults: Option<u8>,
    /// 2 to 11 years. Adults and children are at most 9 together.
    #[param(minimum = 0, maximum = 9, default = 0)]
    children: Option<u8>,
    /// Under 2 years, on the lap of an adult: not more than adults.
    #[param(minimum = 0, maximum = 9, default = 0)]
    infants: Option<u8>,
}

/// The cabin.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `travellers` reads it")]
pub(crate) struct CabinParams {
    /// Economy, unless it is given.
    #[param(inline)]
    cabin: Option<CabinName>,
}

/// Everything else that a search knows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "only described; `journey` and `filters` read them"
)]
pub(crate) struct SearchParams {
    /// Local day of the way back, not before `date`: asks for a round trip.
    #[param(format = Date)]
    return_date: Option<String>,
    /// 0: direct flights; 1: also itineraries with one connection.
    #[param(minimum = 0, maximum = 1, default = 0)]
    max_stops: Option<u8>,
    /// Whether a connection may last up to 24 hours instead of 8; only with `max_stops=1`.
    #[param(default = false)]
    overnight: Option<bool>,
    /// Best, unless it is given: the lowest sum of price per passenger, 15,000 KRW an hour, 60,000
    /// a stop, and 20,000 if it leaves before 06:00 or arrives from 23:30 to 05:59.
    #[param(inline)]
    sort: Option<SortName>,
    /// Codes with commas between them; every flight of an itinerary is by one of them.
    #[param(example = "KE,OZ")]
    airlines: Option<String>,
    /// Earliest local time of departure.
    #[param(example = "06:00")]
    depart_after: Option<String>,
    /// The departure is before this local time; earlier than `depart_after` means past midnight,
    /// the same is refused.
    depart_before: Option<String>,
    /// Earliest local time of arrival.
    arrive_after: Option<String>,
    /// The arrival is before this local time; earlier than `arrive_after` means past midnight, the
    /// same is refused.
    arrive_before: Option<String>,
    /// The highest total of all passengers, in KRW, of one direction.
    #[param(minimum = 1, maximum = 10_000_000_000_i64)]
    max_price: Option<i64>,
    /// The longest duration of one direction, in minutes.
    #[param(minimum = 1, maximum = 10_000)]
    max_duration: Option<u32>,
    /// Itineraries on a page, of each direction.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u8>,
    /// `next_cursor` of the last page, with everything but `limit` as it was.
    cursor: Option<String>,
    /// `next_cursor` of the last page of the way back.
    return_cursor: Option<String>,
}

/// What somebody wrote, looking for an airport.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; `airport_search` reads them")]
pub(crate) struct AirportParams {
    /// The start of a name or a code, in Korean or English; 초성 and a forgotten 한/영 key are
    /// understood.
    #[param(max_length = 64, example = "도쿄")]
    q: String,
    /// How many suggestions.
    #[param(minimum = 1, maximum = 20, default = 8)]
    limit: Option<u8>,
}
