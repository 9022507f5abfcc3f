//! Filters and facets, in one pass over the itineraries.

use crate::airports::LocalTime;
use crate::model::Won;
use crate::query::{Facet, Facets, Filters, Query};

use super::gather::{Candidates, Found};

/// The itineraries that pass every filter, and the facets of all.
pub(super) fn select(candidates: &Candidates, query: &Query) -> (Vec<Found>, Facets) {
    let mut wanted = Vec::with_capacity(candidates.found.len());
    let mut facets = Facets::default();
    for found in &candidates.found {
        let verdict = Verdict::on(candidates, found, &query.filters);
        count(&mut facets, candidates, found, verdict);
        if verdict.passes_all_but(0) {
            wanted.push(*found);
        }
    }
    facets.stops.sort_unstable_by_key(|facet| facet.value);
    facets.departure.sort_unstable_by_key(|facet| facet.value);
    facets.arrival.sort_unstable_by_key(|facet| facet.value);
    facets
        .airlines
        .sort_unstable_by(|a, b| b.count.cmp(&a.count).then(a.value.cmp(&b.value)));
    (wanted, facets)
}

const AIRLINES: u8 = 1;
const DEPARTURE: u8 = 2;
const ARRIVAL: u8 = 4;
const PRICE_OR_DURATION: u8 = 8;

/// Which filters an itinerary fails: one bit each.
#[derive(Clone, Copy)]
struct Verdict(u8);

impl Verdict {
    fn on(candidates: &Candidates, found: &Found, filters: &Filters) -> Self {
        let airline_wanted = filters.airlines.is_empty()
            || candidates
                .segments_of(found)
                .all(|segment| filters.airlines.contains(&segment.flight.number.airline));
        let departs = candidates.first(found).departs.minute_of_day();
        let arrives = candidates.last(found).arrives.minute_of_day();
        let too_dear = filters.max_price.is_some_and(|most| found.total > most);
        let too_long = filters
            .max_duration
            .is_some_and(|most| found.duration_minutes > most);
        let fails = |bit: u8, fails: bool| if fails { bit } else { 0 };
        Self(
            fails(AIRLINES, !airline_wanted)
                | fails(DEPARTURE, !filters.departure.contains(departs))
                | fails(ARRIVAL, !filters.arrival.contains(arrives))
                | fails(PRICE_OR_DURATION, too_dear || too_long),
        )
    }

    fn passes_all_but(self, filters: u8) -> bool {
        self.0 & !filters == 0
    }
}

fn count(facets: &mut Facets, candidates: &Candidates, found: &Found, verdict: Verdict) {
    if verdict.passes_all_but(0) {
        add(&mut facets.stops, found.stops(), found.total);
    }
    if verdict.passes_all_but(AIRLINES) {
        let mut airlines = candidates
            .segments_of(found)
            .map(|segment| segment.flight.number.airline);
        let first = airlines.next();
        // An itinerary of two airlines is left by choosing neither of them alone.
        if let Some(airline) = first.filter(|first| airlines.all(|airline| airline == *first)) {
            add(&mut facets.airlines, airline, found.total);
        }
    }
    if verdict.passes_all_but(DEPARTURE) {
        add(
            &mut facets.departure,
            quarter(candidates.first(found).departs),
            found.total,
        );
    }
    if verdict.passes_all_but(ARRIVAL) {
        add(
            &mut facets.arrival,
            quarter(candidates.last(found).arrives),
            found.total,
        );
    }
}

/// The six hours of the day that a local time lies in, 0 to 3.
fn quarter(time: LocalTime) -> u8 {
    (time.minute_of_day() / 360) as u8
}

fn add<T: PartialEq>(facets: &mut Vec<Facet<T>>, value: T, total: Won) {
    match facets.iter_mut().find(|facet| facet.value == value) {
        Some(facet) => {
            facet.count += 1;
            facet.min_total = facet.min_total.min(total);
        }
        None => facets.push(Facet {
            value,
            count: 1,
            min_total: total,
        }),
    }
}
