//! What came off a price and what did not, in one language.

use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use crate::pricing::{Applied, Explanation, NotApplied, Percent};
use crate::problem::Language;

/// A discount that was taken off.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Discount)]
pub struct DiscountView {
    /// What it is called.
    #[schema(example = "겨울 특가")]
    name: String,
    /// How much of the fare, in percent.
    #[schema(value_type = u8, example = 10)]
    rate: Percent,
    /// How much of all fares together.
    #[schema(value_type = i64, example = 15_030)]
    amount: Won,
}

/// A discount that was not taken off.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = NotApplied)]
pub struct NotAppliedView {
    /// What it is called.
    #[schema(example = "제주 특가")]
    name: String,
    /// Why it was not.
    #[schema(example = "다른 노선의 행사입니다")]
    why: String,
}

impl DiscountView {
    /// What was taken off, in the order of application.
    pub fn of(explanation: &Explanation, language: Language) -> Vec<Self> {
        let view = |applied: &Applied| Self {
            name: applied.source.name().get(language).to_owned(),
            rate: applied.rate,
            amount: applied.amount,
        };
        explanation.applied.iter().map(view).collect()
    }
}

impl NotAppliedView {
    /// What was not taken off.
    pub fn of(explanation: &Explanation, language: Language) -> Vec<Self> {
        let view = |not: &NotApplied| Self {
            name: not.source.name().get(language).to_owned(),
            why: not.why.text().get(language).to_owned(),
        };
        explanation.not_applied.iter().map(view).collect()
    }
}
