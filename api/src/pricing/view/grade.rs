//! A member's grade and what it takes off.

use chrono::{DateTime, Utc};
use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{Grade, NextGrade, Standing};
use crate::pricing::GradeRates;

/// A member's grade.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GradeDiscount)]
pub(in crate::pricing) struct GradeView {
    /// The grade.
    grade: Grade,
    /// How much of the fare it takes off, in percent, of what an event leaves.
    #[schema(example = 3)]
    rate_percent: u8,
    /// Until then the grade stays as an administrator set it; null when it follows what was paid.
    #[schema(required)]
    grade_until: Option<DateTime<Utc>>,
    /// What was paid in the last 12 months, less what came back.
    #[schema(value_type = i64, example = 1_240_000)]
    paid: Won,
    /// The next grade; null at the highest.
    #[schema(required)]
    next: Option<NextGradeView>,
}

/// A grade that may be reached, and what it takes off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NextGradeDiscount)]
struct NextGradeView {
    #[serde(flatten)]
    next: NextGrade,
    /// How much of the fare it takes off, in percent.
    #[schema(example = 5)]
    rate_percent: u8,
}

impl GradeView {
    /// The grade of a member, with what grades take off.
    pub(in crate::pricing) fn new(standing: &Standing, rates: &GradeRates) -> Self {
        let percent = |grade| rates.rate(grade).map_or(0, |rate| rate.get());
        Self {
            grade: standing.grade,
            rate_percent: percent(standing.grade),
            grade_until: standing.until,
            paid: standing.paid,
            next: standing.next.map(|next| NextGradeView {
                next,
                rate_percent: percent(next.grade),
            }),
        }
    }
}
