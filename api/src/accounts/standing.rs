//! How far a member has come: the grade that was earned, and how far the next one is.

use chrono::{DateTime, Months, Utc};
use search::model::Won;
use serde::Serialize;
use utoipa::ToSchema;

use super::user::Grade;

/// How many months of payments count.
const MONTHS: Months = Months::new(12);

/// From how much paid each grade is earned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Thresholds(Vec<(Won, Grade)>);

/// What is known of a member's grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The grade they have.
    pub grade: Grade,
    /// Until then an administrator has set it.
    pub until: Option<DateTime<Utc>>,
    /// What they paid in the last 12 months, less what came back.
    pub paid: Won,
    /// The next grade; `None` at the highest.
    pub next: Option<NextGrade>,
}

/// A grade that may be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NextGrade {
    /// Which.
    pub grade: Grade,
    /// From how much paid in 12 months it is earned.
    #[schema(value_type = i64, example = 3_000_000)]
    pub threshold: Won,
    /// How much is missing; nothing when it comes with the next look at what was paid.
    #[schema(value_type = i64, example = 1_760_000)]
    pub missing: Won,
}

impl Thresholds {
    /// The highest grade that is earned by what was paid.
    pub(super) fn earned(&self, paid: Won) -> Grade {
        let reached = self.0.iter().filter(|(from, _)| *from <= paid);
        let grades = reached.map(|(_, grade)| *grade);
        grades.max().unwrap_or(Grade::Basic)
    }

    /// The grade above another.
    pub(super) fn next(&self, grade: Grade, paid: Won) -> Option<NextGrade> {
        let above = self.0.iter().filter(|(_, other)| *other > grade);
        let (threshold, next) = above.min_by_key(|(_, other)| *other)?;
        Some(NextGrade {
            grade: *next,
            threshold: *threshold,
            missing: (*threshold - paid).max(Won(0)),
        })
    }
}

impl FromIterator<(Won, Grade)> for Thresholds {
    fn from_iter<I: IntoIterator<Item = (Won, Grade)>>(thresholds: I) -> Self {
        Self(thresholds.into_iter().collect())
    }
}

/// What was captured after this counts at `now`.
pub(super) fn counts_after(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(MONTHS).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thresholds() -> Thresholds {
        [
            (Won(3_000_000), Grade::Vip),
            (Won(0), Grade::Basic),
            (Won(1_000_000), Grade::Premium),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn a_grade_is_earned_from_its_threshold_on() {
        for (paid, grade) in [
            (-1, Grade::Basic),
            (0, Grade::Basic),
            (999_999, Grade::Basic),
            (1_000_000, Grade::Premium),
            (2_999_999, Grade::Premium),
            (3_000_000, Grade::Vip),
            (900_000_000, Grade::Vip),
        ] {
            assert_eq!(thresholds().earned(Won(paid)), grade, "{paid}");
        }
    }

    #[test]
    fn the_next_grade_is_the_one_above() {
        for (grade, paid, next) in [
            (Grade::Basic, 0, Some((Grade::Premium, 1_000_000))),
            (Grade::Basic, 999_990, Some((Grade::Premium, 10))),
            (Grade::Premium, 1_200_000, Some((Grade::Vip, 1_800_000))),
            // Set by an administrator, with little or much paid.
            (Grade::Premium, 0, Some((Grade::Vip, 3_000_000))),
            (Grade::Basic, 5_000_000, Some((Grade::Premium, 0))),
            (Grade::Vip, 0, None),
        ] {
            let found = thresholds().next(grade, Won(paid));
            let found = found.map(|next| (next.grade, next.missing.0));
            assert_eq!(found, next, "{grade:?} {paid}");
        }
    }

    #[test]
    fn twelve_months_are_those_of_the_calendar() {
        for (now, after) in [
            ("2026-12-01T00:00:00Z", "2025-12-01T00:00:00Z"),
            ("2028-02-29T12:00:00Z", "2027-02-28T12:00:00Z"),
        ] {
            let [now, after] = [now, after].map(|at| at.parse().unwrap());
            assert_eq!(counts_after(now), after);
        }
    }
}
