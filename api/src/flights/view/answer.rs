//! The answer of `/flight-plans`.

use search::model::Day;
use search::{Answer, Empty, EmptyReason, Itinerary, Place, Snapshot};
use serde::Serialize;
use utoipa::ToSchema;

use super::each::Each;
use super::facets::FacetsView;
use super::itinerary::ItineraryView;
use super::json::Json;
use super::place::{AsOfView, PlaceView};
use super::time::Date;
use crate::catalog::Catalog;
use crate::flights::find::Journeys;
use crate::flights::offer::Offer;
use crate::flights::params::{JourneyAsk, Way};
use crate::problem::Language;

/// Larger than most answers, so that a body rarely moves while it grows.
const ROOM: usize = 8 * 1024;

/// What every part of an answer is shown with.
pub(crate) struct Page<'a> {
    /// What was asked.
    pub(crate) ask: &'a JourneyAsk,
    /// The state of the index that answered.
    pub(crate) snapshot: &'a Snapshot,
    /// What things are called.
    pub(crate) catalog: &'a Catalog,
    /// What flights cost.
    pub(crate) offer: &'a Offer<'a>,
    /// In which language.
    pub(crate) language: Language,
}

/// The itineraries of one direction; for a round trip with those of the way back.
#[derive(Serialize, ToSchema)]
#[schema(as = Answer)]
pub(crate) struct AnswerView<'a> {
    /// Where it starts.
    from: PlaceView<'a>,
    /// Where it ends.
    to: PlaceView<'a>,
    /// The local day of departure.
    date: Date,
    /// How fresh the answer is.
    as_of: AsOfView,
    /// How many itineraries there are on all pages; pages reach the first 1,000.
    #[schema(example = 63)]
    total: u32,
    /// This page of them.
    #[schema(value_type = Vec<ItineraryView>)]
    itineraries: Each<'a, Page<'a>, Itinerary, ItineraryView<'a>>,
    /// Counts and lowest totals, each facet with every filter but its own.
    facets: FacetsView<'a>,
    /// Why there is nothing, when there is nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    empty: Option<EmptyView>,
    /// The `cursor` (on the way back: the `return_cursor`) of the next page; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// The way back, when `return_date` was given.
    #[serde(rename = "return", skip_serializing_if = "Option::is_none")]
    #[schema(no_recursion)]
    inbound: Option<Box<Self>>,
}

impl<'a> AnswerView<'a> {
    /// The answer to a question, one way or both.
    pub(crate) fn new(page: &'a Page<'a>, found: &'a Journeys) -> Self {
        let ask = page.ask;
        let inbound = found.inbound.as_ref().map(|(day, answer)| {
            let ends = (&ask.to, &ask.from);
            Box::new(Self::one_way(page, answer, ends, (Way::Back, *day)))
        });
        let ends = (&ask.from, &ask.to);
        Self {
            inbound,
            ..Self::one_way(page, &found.outbound, ends, (Way::Out, ask.date))
        }
    }

    /// The answer as JSON.
    pub(crate) fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut json = Json(Vec::with_capacity(ROOM));
        self.write(&mut json)?;
        debug_assert_eq!(
            String::from_utf8_lossy(&json.0),
            serde_json::to_string(self)?,
            "what is written by hand is what serde would write"
        );
        Ok(json.0)
    }

    fn write(&self, json: &mut Json) -> serde_json::Result<()> {
        json.put("{\"from\":");
        json.value(&self.from)?;
        json.put(",\"to\":");
        json.value(&self.to)?;
        json.put(",\"date\":");
        json.value(&self.date)?;
        json.put(",\"as_of\":");
        json.value(&self.as_of)?;
        json.put(",\"total\":");
        json.number(self.total);
        json.put(",\"itineraries\":");
        json.array(self.itineraries.iter(), |json, found| found.write(json))?;
        json.put(",\"facets\":");
        json.value(&self.facets)?;
        if let Some(empty) = &self.empty {
            json.put(",\"empty\":");
            json.value(empty)?;
        }
        json.put(",\"next_cursor\":");
        json.value(&self.next_cursor)?;
        if let Some(inbound) = &self.inbound {
            json.put(",\"return\":");
            inbound.write(json)?;
        }
        json.put("}");
        Ok(())
    }

    fn one_way(
        page: &'a Page<'a>,
        answer: &'a Answer,
        (from, to): (&'a Place, &'a Place),
        (way, day): (Way, Day),
    ) -> Self {
        let next = answer.next.as_ref();
        Self {
            from: from.into(),
            to: to.into(),
            date: Date(day),
            as_of: page.snapshot.into(),
            total: answer.total,
            itineraries: Each {
                context: page,
                items: &answer.itineraries,
                view: ItineraryView::new,
            },
            facets: FacetsView::new(page, &answer.facets),
            empty: answer.empty.as_ref().map(EmptyView::from),
            next_cursor: next.map(|place| page.ask.token(way, place)),
            inbound: None,
        }
    }
}

/// Why there is nothing.
#[derive(Serialize, ToSchema)]
#[schema(as = Empty)]
struct EmptyView {
    /// Why.
    reason: Reason,
    /// Up to three days with seats left, the nearest first.
    nearest_dates: Vec<Date>,
}

/// Why there is nothing.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EmptyReason)]
enum Reason {
    /// The places are not linked on any day.
    NoRoute,
    /// They are linked, but not on this day, or what flew has left.
    NotOnThisDay,
    /// There are flights, and none has the seats left.
    SoldOut,
    /// There are itineraries, and the filters let none through.
    Filtered,
}

impl From<&Empty> for EmptyView {
    fn from(empty: &Empty) -> Self {
        Self {
            reason: match empty.reason {
                EmptyReason::NoRoute => Reason::NoRoute,
                EmptyReason::NotOnThisDay => Reason::NotOnThisDay,
                EmptyReason::SoldOut => Reason::SoldOut,
                EmptyReason::Filtered => Reason::Filtered,
            },
            nearest_dates: empty.nearest.iter().copied().map(Date).collect(),
        }
    }
}
