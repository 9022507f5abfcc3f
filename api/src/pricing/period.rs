//! When an event is valid, and how that may change.
//!
//! What was valid stays valid: nobody takes away a discount from a time in which it may have been
//! used, or adds one to a time that is over.

use chrono::{DateTime, TimeDelta, Utc};

use super::refusal::{Refusal, When};

/// The longest an event may last.
const LONGEST: TimeDelta = TimeDelta::days(366);
/// How far ahead it may be set up.
const FARTHEST: TimeDelta = TimeDelta::days(2 * 366);

/// From one second to another, which is outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// The first instant inside.
    pub starts_at: DateTime<Utc>,
    /// The first instant after it.
    pub ends_at: DateTime<Utc>,
}

impl Period {
    /// Whether `at` is inside.
    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.starts_at <= at && at < self.ends_at
    }

    /// Whether the two have an instant in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }

    /// What is wrong with it for an event that is made at `now`.
    pub(super) fn refused_at(&self, now: DateTime<Utc>) -> Vec<Refusal> {
        let mut refused = self.refused_ever(now);
        if self.starts_at < now {
            refused.push(Refusal::Passed(When::Start));
        }
        refused
    }

    /// What is wrong with it, at `now`, in place of `before`.
    pub(super) fn refused_after(&self, before: &Self, now: DateTime<Utc>) -> Vec<Refusal> {
        if before.ends_at <= now {
            return vec![Refusal::Over(before.ends_at)];
        }
        let mut refused = self.refused_ever(now);
        if self.starts_at == before.starts_at {
            return refused;
        }
        if before.starts_at <= now {
            refused.push(Refusal::HasBegun(before.starts_at));
        } else if self.starts_at < now {
            refused.push(Refusal::Passed(When::Start));
        }
        refused
    }

    fn refused_ever(&self, now: DateTime<Utc>) -> Vec<Refusal> {
        let mut refused = Vec::new();
        for (when, at) in [(When::Start, self.starts_at), (When::End, self.ends_at)] {
            if at.timestamp_subsec_nanos() != 0 {
                refused.push(Refusal::NotASecond(when));
            }
        }
        if self.ends_at <= self.starts_at {
            refused.push(Refusal::EndsFirst);
        } else if self.ends_at < now {
            refused.push(Refusal::Passed(When::End));
        } else if self.ends_at - self.starts_at > LONGEST {
            refused.push(Refusal::TooLong(LONGEST.num_days()));
        } else if self.ends_at - now > FARTHEST {
            refused.push(Refusal::TooFar(FARTHEST.num_days()));
        }
        refused
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-12-01T00:00:00Z".parse().unwrap()
    }

    /// From so many seconds after now to so many.
    fn period((from, to): (i64, i64)) -> Period {
        Period {
            starts_at: now() + TimeDelta::seconds(from),
            ends_at: now() + TimeDelta::seconds(to),
        }
    }

    const DAY: i64 = 86_400;

    #[test]
    fn a_new_event_lies_ahead_and_ends_after_it_starts() {
        use Refusal as R;
        for (at, refused) in [
            ((0, 1), vec![]),
            ((0, 366 * DAY), vec![]),
            ((366 * DAY, 732 * DAY), vec![]),
            ((-1, 1), vec![R::Passed(When::Start)]),
            ((5, 5), vec![R::EndsFirst]),
            ((5, 4), vec![R::EndsFirst]),
            ((-9, -5), vec![R::Passed(When::End), R::Passed(When::Start)]),
            ((0, 366 * DAY + 1), vec![R::TooLong(366)]),
            ((400 * DAY, 732 * DAY + 1), vec![R::TooFar(732)]),
        ] {
            assert_eq!(period(at).refused_at(now()), refused, "{at:?}");
        }
        let half = Period {
            starts_at: now() + TimeDelta::milliseconds(500),
            ..period((0, 9))
        };
        assert_eq!(half.refused_at(now()), [R::NotASecond(When::Start)]);
    }

    #[test]
    fn what_may_have_been_used_stays() {
        use Refusal as R;
        let begun = R::HasBegun(now() - TimeDelta::seconds(5));
        for (before, after, refused) in [
            // Not begun: it may move, but not into the past.
            ((5, 9), (0, 1), vec![]),
            ((5, 9), (-1, 9), vec![R::Passed(When::Start)]),
            ((5, 9), (9, 9), vec![R::EndsFirst]),
            // Begun: its end may move, but not before now.
            ((-5, 9), (-5, 0), vec![]),
            ((-5, 9), (-5, 100), vec![]),
            ((-5, 9), (-5, -1), vec![R::Passed(When::End)]),
            ((-5, 9), (-4, 9), vec![begun.clone()]),
            ((-5, 9), (-6, 9), vec![begun.clone()]),
            ((-5, 9), (3, 9), vec![begun]),
            // Over.
            ((-5, 0), (-5, 9), vec![R::Over(now())]),
        ] {
            let found = period(after).refused_after(&period(before), now());
            assert_eq!(found, refused, "{before:?} {after:?}");
        }
    }

    #[test]
    fn periods_that_touch_do_not_overlap() {
        let middle = period((10, 20));
        for (other, overlaps) in [
            ((0, 10), false),
            ((20, 30), false),
            ((0, 11), true),
            ((19, 30), true),
            ((12, 15), true),
            ((0, 30), true),
        ] {
            assert_eq!(middle.overlaps(&period(other)), overlaps, "{other:?}");
            assert_eq!(period(other).overlaps(&middle), overlaps, "{other:?}");
        }
    }
}
