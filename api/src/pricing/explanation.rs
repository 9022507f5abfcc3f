//! Why a price is what it is: what was taken off, and what was not and why.
//!
//! An order keeps its explanation as JSON, in words that every language can be made of.

use chrono::{DateTime, Utc};
use search::model::Won;
use serde::{Deserialize, Serialize};

use super::event::{Event, EventId};
use super::{Grade, Percent};
use crate::problem::Text;

/// What was taken off, in the order of application, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// What was taken off.
    pub applied: Vec<Applied>,
    /// What was not, the highest rate first; not every event that was far from applying.
    pub not_applied: Vec<NotApplied>,
}

/// A discount that was taken off at least one ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Applied {
    /// Where it comes from.
    pub source: Source,
    /// How much of a fare.
    pub rate: Percent,
    /// How much of all fares together.
    pub amount: Won,
}

/// A discount that was taken off no ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotApplied {
    /// Where it would have come from.
    pub source: Source,
    /// Why it was not.
    pub why: Why,
}

/// Where a discount comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A discount event, as it was called then.
    Event {
        /// Which.
        id: EventId,
        /// Its name.
        name: String,
    },
    /// The buyer's grade.
    Grade(Grade),
}

/// Why a discount was not taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// It is for other airlines.
    OtherAirlines,
    /// It is for other routes of these airlines.
    OtherRoutes,
    /// Another event takes more off, and only one is.
    BeatenBy(String),
    /// It begins later.
    NotBefore(DateTime<Utc>),
    /// It is over.
    OverSince(DateTime<Utc>),
    /// It would take off less than 10 won.
    TooLittle,
}

impl Source {
    /// What it is called.
    pub fn name(&self) -> Text {
        match self {
            Self::Event { name, .. } => Text::new(name.clone(), name.clone()),
            Self::Grade(grade) => {
                let grade = grade.as_str();
                Text::new(
                    format!("{grade} 회원 할인"),
                    format!("{grade} member discount"),
                )
            }
        }
    }
}

impl From<&Event> for Source {
    fn from(event: &Event) -> Self {
        Self::Event {
            id: event.id,
            name: event.name.clone(),
        }
    }
}

impl Why {
    /// The reason in a few words.
    pub fn text(&self) -> Text {
        match self {
            Self::OtherAirlines => Text::fixed("다른 항공사의 행사입니다", "is for other airlines"),
            Self::OtherRoutes => Text::fixed("다른 노선의 행사입니다", "is for other routes"),
            Self::BeatenBy(name) => Text::new(
                format!("더 많이 깎아 주는 ‘{name}’이(가) 적용되었습니다"),
                format!("{name:?} takes more off, and only one event applies"),
            ),
            Self::NotBefore(at) => {
                let at = minute(*at);
                Text::new(format!("{at}에 시작합니다"), format!("begins at {at}"))
            }
            Self::OverSince(at) => {
                let at = minute(*at);
                Text::new(format!("{at}에 끝났습니다"), format!("ended at {at}"))
            }
            Self::TooLittle => Text::fixed(
                "할인액이 10원보다 적습니다",
                "would take off less than 10 won",
            ),
        }
    }
}

/// An instant as people read it.
pub(super) fn minute(at: DateTime<Utc>) -> impl std::fmt::Display {
    at.format("%Y-%m-%d %H:%M UTC")
}
