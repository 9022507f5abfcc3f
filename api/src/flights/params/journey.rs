//! What `/flight-plans` was asked.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use search::model::{Day, Minute};
use search::{Band, Cursor, Filters, Place, Query, Sort, Stops};

use super::{BookableDays, Params, Travellers, ends, filters, reasons, value};
use crate::catalog::Catalog;
use crate::problem::ApiError;

/// Itineraries on a page, unless the parameters say otherwise.
const LIMIT: usize = 20;
/// The most itineraries on a page.
const MOST: i64 = 100;

/// A search, one way or round trip, with every part of it good.
#[derive(Clone, Debug)]
pub(crate) struct JourneyAsk {
    /// Where it starts.
    pub(crate) from: Place,
    /// Where it ends, or turns back.
    pub(crate) to: Place,
    /// The local day of departure.
    pub(crate) date: Day,
    /// The local day of the way back.
    pub(crate) return_date: Option<Day>,
    /// Days that can be searched.
    pub(crate) days: BookableDays,
    /// Who travels, and where they sit.
    pub(crate) travellers: Travellers,
    /// Whether they would change airplanes.
    pub(crate) stops: Stops,
    filters: Filters,
    sort: Sort,
    limit: usize,
    after: Option<Cursor>,
    return_after: Option<Cursor>,
}

/// One of the two ways of a round trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From origin to destination.
    Out,
    /// And home again.
    Back,
}

impl JourneyAsk {
    /// Reads a search out of its parameters.
    pub(crate) fn read(
        mut params: Params<'_>,
        catalog: &Catalog,
        now: DateTime<Utc>,
    ) -> Result<Self, ApiError> {
        let (from, to) = ends::both(&mut params, &catalog.airports);
        let days = BookableDays::at(from.as_ref(), &catalog.airports, now);
        let date = params.require("date", |text| days.day(text));
        let return_date = params.read("return_date", |text| days.return_day(date, text));
        let travellers = Travellers::read(&mut params);
        let stops = filters::stops(&mut params);
        let sort = filters::sort(&mut params);
        let filters = filters::filters(&mut params, catalog);
        // Whatever was refused until here, no cursor belongs to it.
        let is_good = params.refusals() == 0;
        let limit = params.read("limit", |text| value::number(text, 1, MOST));
        let ask = match (from, to, date) {
            (Some(from), Some(to), Some(date)) if is_good => Some(Self {
                from,
                to,
                date,
                return_date,
                days,
                travellers,
                stops,
                filters,
                sort,
                limit: limit.map_or(LIMIT, |limit| limit as usize),
                after: None,
                return_after: None,
            }),
            _ => None,
        };
        let after = cursor(&mut params, "cursor", ask.as_ref(), Way::Out);
        let return_after = cursor(&mut params, "return_cursor", ask.as_ref(), Way::Back);
        params.finish(ask.map(|ask| Self {
            after,
            return_after,
            ..ask
        }))
    }

    /// The way out, leaving at `earliest` or later.
    pub(crate) fn outbound(&self, earliest: Minute) -> Query {
        Query {
            from: self.from.airports.clone(),
            to: self.to.airports.clone(),
            day: self.date,
            cabin: self.travellers.cabin,
            seats: self.travellers.party.seats(),
            earliest,
            stops: self.stops,
            filters: self.filters.clone(),
            sort: self.sort,
            limit: self.limit,
            after: self.after,
        }
    }

    /// The way back on `day`, leaving at `earliest` or later.
    pub(crate) fn inbound(&self, day: Day, earliest: Minute) -> Query {
        Query {
            from: self.to.airports.clone(),
            to: self.from.airports.clone(),
            day,
            after: self.return_after,
            ..self.outbound(earliest)
        }
    }

    /// The token that continues one way of this search after `place`.
    pub(crate) fn token(&self, way: Way, place: &Cursor) -> String {
        place.encode(&self.question(way))
    }

    /// What the pages of an answer have in common: all but limit, cursors and language.
    fn question(&self, way: Way) -> Vec<u8> {
        let mut text = Vec::with_capacity(128);
        // A vector takes whatever is written.
        _ = self.write_question(way, &mut text);
        text
    }

    fn write_question(&self, way: Way, text: &mut Vec<u8>) -> io::Result<()> {
        let Travellers { party, cabin } = self.travellers;
        let way = match way {
            Way::Out => "out",
            Way::Back => "back",
        };
        let stops = match self.stops {
            Stops::None => "direct",
            Stops::One { overnight: false } => "one",
            Stops::One { overnight: true } => "overnight",
        };
        let sort = match self.sort {
            Sort::Best => "best",
            Sort::Price => "price",
            Sort::Duration => "duration",
            Sort::Departure => "departure",
            Sort::Arrival => "arrival",
        };
        write!(
            text,
            "{way} {} {} {}",
            self.from.code, self.to.code, self.date.0
        )?;
        write!(text, " {}", self.return_date.map_or(0, |day| day.0))?;
        write!(
            text,
            " {} {} {}",
            party.adults, party.children, party.infants
        )?;
        write!(text, " {} {stops} {sort}", cabin.as_str())?;
        for airline in &self.filters.airlines {
            write!(text, " {airline}")?;
        }
        for Band { after, before } in [self.filters.departure, self.filters.arrival] {
            write!(text, " {after:?} {before:?}")?;
        }
        let max_price = self.filters.max_price.map(|most| most.0);
        write!(text, " {max_price:?} {:?}", self.filters.max_duration)
    }
}

/// Where the page of one way starts. A cursor that `ask` did not make is refused.
fn cursor(
    params: &mut Params<'_>,
    name: &'static str,
    ask: Option<&JourneyAsk>,
    way: Way,
) -> Option<Cursor> {
    let token = params.take(name)?;
    let found = match ask {
        Some(ask) if way == Way::Back && ask.return_date.is_none() => {
            params.refuse(name, reasons::only_with("return_date"));
            return None;
        }
        Some(ask) => Cursor::decode(&token, &ask.question(way)),
        None => None,
    };
    if found.is_none() {
        params.refuse(name, reasons::other_query());
    }
    found
}
