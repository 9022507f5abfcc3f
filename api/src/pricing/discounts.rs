//! What may come off a fare at one moment, for one buyer.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};
use search::model::Won;

use super::event::Event;
use super::fare::{Party, PassengerKind, Price, Terms};
use super::{Grade, Percent};

/// A grade that takes something off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The buyer's grade.
    pub grade: Grade,
    /// How much it takes off.
    pub rate: Percent,
}

/// The events as of one moment, and the grade of one buyer.
///
/// Which event applies is settled flight by flight, so that the price of an itinerary is the sum of
/// the prices of its flights, in a search as in an order.
#[derive(Clone, Debug)]
pub struct Discounts<'a> {
    now: DateTime<Utc>,
    /// Those valid now: the highest rate first, of equals the oldest.
    valid: Vec<&'a Event>,
    /// Those not begun or over.
    others: Vec<&'a Event>,
    membership: Option<Membership>,
}

/// What comes off one flight: an event by its position among those valid.
#[derive(Clone, Copy)]
pub(super) struct Off {
    pub(super) event: Option<usize>,
    event_rate: Option<Percent>,
    grade_rate: Option<Percent>,
}

/// What one ticket costs, and how much of its discount is whose.
pub(super) struct Reduced {
    pub(super) price: Price,
    pub(super) by_event: Won,
    pub(super) by_grade: Won,
}

impl<'a> Discounts<'a> {
    /// What applies at `now`; a buyer whose grade takes nothing off has no membership.
    pub fn at(
        now: DateTime<Utc>,
        events: impl IntoIterator<Item = &'a Event>,
        membership: Option<Membership>,
    ) -> Self {
        let by_now = events.into_iter().partition(|e| e.period.contains(now));
        let (mut valid, mut others): (Vec<&Event>, Vec<&Event>) = by_now;
        valid.sort_unstable_by_key(|event| (Reverse(event.rate), event.id));
        others.sort_unstable_by_key(|event| (event.period.starts_at, event.id));
        Self {
            now,
            valid,
            others,
            membership,
        }
    }

    /// Whether nothing comes off any flight.
    pub fn is_nothing(&self) -> bool {
        self.valid.is_empty() && self.membership.is_none()
    }

    /// What one traveller of that kind pays for a flight.
    pub fn price(&self, terms: Terms, kind: PassengerKind) -> Price {
        self.on(&terms).reduce(terms.price(kind)).price
    }

    /// What everybody pays together for a flight.
    pub fn total(&self, terms: Terms, party: Party) -> Won {
        let off = self.on(&terms);
        let of = |kind| {
            let reduced = off.reduce(terms.price(kind));
            reduced.price.total() * i64::from(party.count(kind))
        };
        PassengerKind::ALL.into_iter().map(of).sum()
    }

    /// The best event for a flight, and the grade.
    pub(super) fn on(&self, terms: &Terms) -> Off {
        let best = self.valid.iter().position(|e| e.scope.includes(terms));
        Off {
            event: best,
            event_rate: best.map(|event| self.valid[event].rate),
            grade_rate: self.membership.map(|membership| membership.rate),
        }
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) fn valid(&self) -> &[&'a Event] {
        &self.valid
    }

    pub(super) fn others(&self) -> &[&'a Event] {
        &self.others
    }

    pub(super) fn membership(&self) -> Option<Membership> {
        self.membership
    }
}

impl Off {
    /// The event first, then the grade on what the event left of the fare.
    pub(super) fn reduce(self, price: Price) -> Reduced {
        let off = |rate: Option<Percent>, fare| rate.map_or(Won(0), |rate| rate.of(fare));
        let by_event = off(self.event_rate, price.fare);
        let by_grade = off(self.grade_rate, price.fare - by_event);
        Reduced {
            price: Price {
                discount: by_event + by_grade,
                ..price
            },
            by_event,
            by_grade,
        }
    }
}
