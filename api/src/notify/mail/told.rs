//! What a letter tells of an order: plain values, as they are when it is sent.

use chrono::{DateTime, Utc};
use search::model::Won;

use super::Occasion;
use crate::problem::Language;

/// What is known of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// Which, for the address of its page.
    pub(super) id: uuid::Uuid,
    /// For people.
    pub(super) reference: String,
    /// What the customer reads.
    pub(super) language: Language,
    /// Where the letter goes; empty when the customer has left.
    pub(super) email: String,
    /// Whether its seats wait to be paid.
    pub(super) is_held: bool,
    /// Until when they do.
    pub(super) hold_expires_at: DateTime<Utc>,
    /// What it costs.
    pub(super) total: Won,
    /// In the order of travel.
    pub(super) flights: Vec<Journey>,
    /// By flight, then by passenger: those that are paid.
    pub(super) tickets: Vec<Seated>,
    /// The refund, where the letter is about one.
    pub(super) refund: Option<Returned>,
}

/// A flight, by the clocks of its airports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Journey {
    /// Such as `KE703`.
    pub(super) number: String,
    /// Code and name of the airport.
    pub(super) origin: String,
    /// The same.
    pub(super) destination: String,
    /// Date and time.
    pub(super) departs_at: String,
    /// Date and time.
    pub(super) arrives_at: String,
    /// Whether it will not fly.
    pub(super) cancelled: bool,
}

/// A ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seated {
    /// Such as `KE703`.
    pub(super) flight: String,
    /// Surname first, as in the passport.
    pub(super) name: String,
    /// `None`: an infant on a lap.
    pub(super) seat: Option<String>,
}

/// A refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Returned {
    /// What goes back.
    pub(super) amount: Won,
    /// What is kept.
    pub(super) fee: Won,
    /// Whether the provider refused for good.
    pub(super) refused: bool,
}

impl Told {
    /// Whether there is somebody to tell, and it is still worth telling.
    pub(super) fn is_wanted(&self, occasion: Occasion) -> bool {
        let still_true = match occasion {
            Occasion::Held => self.is_held,
            Occasion::Refund => self.refund.is_some(),
            Occasion::Paid | Occasion::FlightCancelled => true,
        };
        still_true && !self.email.is_empty()
    }
}
