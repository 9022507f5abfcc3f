//! What an order may become, and until when it holds its seats. Pure: no clock, no I/O.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// How much longer a hold lasts when its customer asks for it, once.
pub(crate) const EXTENSION: TimeDelta = TimeDelta::minutes(5);

/// What a declined payment leaves at least, to try again.
pub(crate) const AFTER_DECLINE: TimeDelta = TimeDelta::minutes(3);

/// The longest that an order holds seats unpaid, from its creation.
pub(crate) const LONGEST_HOLD: TimeDelta = TimeDelta::minutes(20);

/// How long after its end an order may still be paid, when its very seats are free.
pub(crate) const REVIVAL: TimeDelta = TimeDelta::minutes(60);

/// Identifies an order.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct OrderId(pub Uuid);

/// Identifies a ticket: one passenger on one flight.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type,
)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct TicketId(pub Uuid);

/// The place of a passenger in the order, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PassengerNumber(pub u8);

/// Why a text is no id.
#[derive(Debug, thiserror::Error)]
#[error("not an id")]
pub struct BadId;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Its seats are taken until `hold_expires_at`.
    Held,
    /// A payment runs; its seats stay taken however long that takes.
    Paying,
    /// Paid. It stays so while single tickets are refunded.
    Paid,
    /// The time ran out; its seats are free.
    Expired,
    /// Given up, or refunded in full, or its flight was cancelled.
    Cancelled,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderEvent {
    /// The customer pays.
    ConfirmStarted,
    /// The provider has the money.
    Captured,
    /// The provider refused, and there is time to try again.
    Declined,
    /// The provider refused, and the hold is over.
    DeclinedTooLate,
    /// `hold_expires_at` passed.
    HoldRanOut,
    /// The customer no longer wants it.
    GivenUp,
    /// A flight of it was cancelled before it was paid.
    FlightCancelled,
    /// Its last ticket was refunded.
    RefundedInFull,
}

/// A move that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an order that is {from:?} does not know {event:?}")]
pub struct IllegalMove {
    /// Where the order stands.
    pub from: OrderStatus,
    /// What should have happened.
    pub event: OrderEvent,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(rename_all = "snake_case")]
pub enum TicketStatus {
    /// Its seat is taken, its order not paid.
    Held,
    /// Paid.
    Issued,
    /// Its money is on the way back; its seat is taken until that is certain.
    Refunding,
    /// Given up or refunded.
    Cancelled,
    /// The hold ran out.
    Expired,
}

/// From when to when an order holds its seats unpaid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// When the order was made.
    pub created_at: DateTime<Utc>,
    /// The first instant at which the seats are no longer held.
    pub expires_at: DateTime<Utc>,
    /// Whether the customer has had the extension.
    pub extended: bool,
}

impl OrderStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Held,
        Self::Paying,
        Self::Paid,
        Self::Expired,
        Self::Cancelled,
    ];

    /// The status after `event`, or why the move is refused.
    pub fn after(self, event: OrderEvent) -> Result<Self, IllegalMove> {
        use OrderEvent as E;
        match (self, event) {
            (Self::Held | Self::Expired, E::ConfirmStarted) => Ok(Self::Paying),
            (Self::Held, E::HoldRanOut) => Ok(Self::Expired),
            (Self::Held, E::GivenUp | E::FlightCancelled) => Ok(Self::Cancelled),
            (Self::Paying, E::Captured) => Ok(Self::Paid),
            (Self::Paying, E::Declined) => Ok(Self::Held),
            (Self::Paying, E::DeclinedTooLate) => Ok(Self::Expired),
            (Self::Paid, E::RefundedInFull) => Ok(Self::Cancelled),
            (from, event) => Err(IllegalMove { from, event }),
        }
    }

    /// Whether the order's seats are taken.
    pub fn has_seats(self) -> bool {
        matches!(self, Self::Held | Self::Paying | Self::Paid)
    }

    /// The name in MySQL and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Paying => "paying",
            Self::Paid => "paid",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }
}

impl TicketStatus {
    /// Whether the ticket's seat is taken.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Held | Self::Issued | Self::Refunding)
    }
}

impl Hold {
    /// A hold of `length` from now on.
    pub fn start(now: DateTime<Utc>, length: TimeDelta) -> Self {
        Self {
            created_at: now,
            expires_at: now + length,
            extended: false,
        }
    }

    /// Whether its time has passed.
    pub fn is_over(self, now: DateTime<Utc>) -> bool {
        now >= self.expires_at
    }

    /// The hold with its one extension; `None` when it has had that.
    pub fn extend(self) -> Option<Self> {
        let latest = (self.created_at + LONGEST_HOLD).max(self.expires_at);
        (!self.extended).then(|| Self {
            expires_at: (self.expires_at + EXTENSION).min(latest),
            extended: true,
            ..self
        })
    }

    /// What a refused payment that began at `started` means now, and the hold that is left.
    ///
    /// A hold that was over when the payment began does not come back.
    pub fn declined(self, started: DateTime<Utc>, now: DateTime<Utc>) -> (OrderEvent, Self) {
        let latest = (self.created_at + LONGEST_HOLD).max(self.expires_at);
        let expires_at = self.expires_at.max(now + AFTER_DECLINE).min(latest);
        if self.is_over(started) || now >= expires_at {
            return (OrderEvent::DeclinedTooLate, self);
        }
        (OrderEvent::Declined, Self { expires_at, ..self })
    }

    /// Whether an order that has expired may still be paid.
    pub fn may_be_revived(self, now: DateTime<Utc>) -> bool {
        now < self.expires_at + REVIVAL
    }
}

impl OrderId {
    /// A new id; later ones sort after earlier ones.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for OrderId {
    fn default() -> Self {
        Self::new()
    }
}

impl TicketId {
    /// A new id; later ones sort after earlier ones.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl Default for TicketId {
    fn default() -> Self {
        Self::new()
    }
}

impl FromStr for OrderId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Uuid::parse_str(text).map(Self).map_err(|_| BadId)
    }
}

impl FromStr for TicketId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        Uuid::parse_str(text).map(Self).map_err(|_| BadId)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TicketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [OrderEvent; 8] = [
        OrderEvent::ConfirmStarted,
        OrderEvent::Captured,
        OrderEvent::Declined,
        OrderEvent::DeclinedTooLate,
        OrderEvent::HoldRanOut,
        OrderEvent::GivenUp,
        OrderEvent::FlightCancelled,
        OrderEvent::RefundedInFull,
    ];

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn hold() -> Hold {
        Hold::start(at(0), TimeDelta::minutes(10))
    }

    #[test]
    fn every_move_that_is_not_in_the_picture_is_refused() {
        use {OrderEvent as E, OrderStatus as S};
        let allowed = [
            (S::Held, E::ConfirmStarted, S::Paying),
            (S::Held, E::HoldRanOut, S::Expired),
            (S::Held, E::GivenUp, S::Cancelled),
            (S::Held, E::FlightCancelled, S::Cancelled),
            (S::Expired, E::ConfirmStarted, S::Paying),
            (S::Paying, E::Captured, S::Paid),
            (S::Paying, E::Declined, S::Held),
            (S::Paying, E::DeclinedTooLate, S::Expired),
            (S::Paid, E::RefundedInFull, S::Cancelled),
        ];
        for from in S::ALL {
            for event in EVENTS {
                let known = allowed.iter().find(|a| (a.0, a.1) == (from, event));
                let expected = known.map_or(Err(IllegalMove { from, event }), |a| Ok(a.2));
                assert_eq!(from.after(event), expected);
            }
        }
    }

    #[test]
    fn a_paid_order_is_never_expired_or_given_up() {
        for event in EVENTS {
            let after = OrderStatus::Paid.after(event);
            assert_eq!(after.is_ok(), event == OrderEvent::RefundedInFull);
        }
    }

    #[test]
    fn a_hold_is_over_to_the_second() {
        assert!(!hold().is_over(at(599)));
        assert!(hold().is_over(at(600)));
    }

    #[test]
    fn a_hold_is_extended_once() {
        let longer = hold().extend().unwrap();
        assert_eq!(longer.expires_at, at(900));
        assert_eq!(longer.extend(), None);
    }

    #[test]
    fn a_declined_payment_leaves_three_minutes_but_never_more_than_twenty_in_all() {
        for (started, now, expected) in [
            (60, 70, Some(600)),
            (590, 595, Some(775)),
            (599, 1_000, Some(1_180)),
            (599, 1_100, Some(1_200)),
            (599, 1_200, None),
            // It was over when the payment began.
            (600, 605, None),
        ] {
            let (event, left) = hold().declined(at(started), at(now));
            match expected {
                Some(expires_at) => {
                    assert_eq!(
                        (event, left.expires_at),
                        (OrderEvent::Declined, at(expires_at))
                    );
                }
                None => assert_eq!((event, left), (OrderEvent::DeclinedTooLate, hold())),
            }
        }
    }

    #[test]
    fn an_expired_order_may_be_paid_for_an_hour() {
        assert!(hold().may_be_revived(at(600 + 3_599)));
        assert!(!hold().may_be_revived(at(600 + 3_600)));
    }
}
