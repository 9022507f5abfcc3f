//! Counts and lowest totals of an answer.

use search::model::{AirlineCode, Won};
use search::{Facet, Facets};
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Page;
use super::each::Each;

/// How many itineraries have what, and from what total.
#[derive(Serialize, ToSchema)]
#[schema(as = Facets)]
pub(crate) struct FacetsView<'a> {
    /// By number of stops.
    #[schema(value_type = Vec<StopsFacetView>)]
    stops: Each<'a, Page<'a>, Facet<u8>, StopsFacetView>,
    /// By airline: what choosing it alone would leave; the most itineraries first.
    #[schema(value_type = Vec<AirlineFacetView>)]
    airlines: Each<'a, Page<'a>, Facet<AirlineCode>, AirlineFacetView<'a>>,
    /// By local time of departure.
    #[schema(value_type = Vec<HoursFacetView>)]
    departure: Each<'a, Page<'a>, Facet<u8>, HoursFacetView>,
    /// By local time of arrival.
    #[schema(value_type = Vec<HoursFacetView>)]
    arrival: Each<'a, Page<'a>, Facet<u8>, HoursFacetView>,
}

impl<'a> FacetsView<'a> {
    pub(super) fn new(page: &'a Page<'a>, facets: &'a Facets) -> Self {
        let hours = |items| Each {
            context: page,
            items,
            view: HoursFacetView::new,
        };
        Self {
            stops: Each {
                context: page,
                items: &facets.stops,
                view: StopsFacetView::new,
            },
            airlines: Each {
                context: page,
                items: &facets.airlines,
                view: AirlineFacetView::new,
            },
            departure: hours(&facets.departure),
            arrival: hours(&facets.arrival),
        }
    }
}

/// Itineraries with so many stops.
#[derive(Serialize, ToSchema)]
#[schema(as = StopsFacet)]
struct StopsFacetView {
    /// How many stops.
    #[schema(example = 0)]
    value: u8,
    /// How many itineraries.
    #[schema(example = 63)]
    count: u32,
    /// The lowest total among them.
    #[schema(value_type = i64, example = 151_200)]
    min_total: Won,
}

impl StopsFacetView {
    fn new(_: &Page<'_>, facet: &Facet<u8>) -> Self {
        Self {
            value: facet.value,
            count: facet.count,
            min_total: facet.min_total,
        }
    }
}

/// Itineraries of an airline.
#[derive(Serialize, ToSchema)]
#[schema(as = AirlineFacet)]
struct AirlineFacetView<'a> {
    /// The airline.
    #[schema(value_type = String, example = "KE")]
    value: AirlineCode,
    /// Its name.
    #[schema(example = "대한항공")]
    name: &'a str,
    /// How many itineraries.
    #[schema(example = 11)]
    count: u32,
    /// The lowest total among them.
    #[schema(value_type = i64, example = 192_300)]
    min_total: Won,
}

impl<'a> AirlineFacetView<'a> {
    fn new(page: &'a Page<'a>, facet: &'a Facet<AirlineCode>) -> Self {
        Self {
            value: facet.value,
            name: page.catalog.airline_name(&facet.value, page.language),
            count: facet.count,
            min_total: facet.min_total,
        }
    }
}

/// Itineraries within six hours of the day.
#[derive(Serialize, ToSchema)]
#[schema(as = HoursFacet)]
struct HoursFacetView {
    /// From which hour to which.
    value: Hours,
    /// How many itineraries.
    #[schema(example = 20)]
    count: u32,
    /// The lowest total among them.
    #[schema(value_type = i64, example = 151_200)]
    min_total: Won,
}

impl HoursFacetView {
    fn new(_: &Page<'_>, facet: &Facet<u8>) -> Self {
        Self {
            value: match facet.value {
                0 => Hours::Night,
                1 => Hours::Morning,
                2 => Hours::Afternoon,
                _ => Hours::Evening,
            },
            count: facet.count,
            min_total: facet.min_total,
        }
    }
}

/// Six hours of the day.
#[derive(Serialize, ToSchema)]
enum Hours {
    #[serde(rename = "00-06")]
    Night,
    #[serde(rename = "06-12")]
    Morning,
    #[serde(rename = "12-18")]
    Afternoon,
    #[serde(rename = "18-24")]
    Evening,
}
