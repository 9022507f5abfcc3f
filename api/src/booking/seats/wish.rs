//! Which seats somebody wants, and how MySQL's claims answer that.

use std::collections::HashSet;

use search::model::{Cabin, Layout, SeatIndex};

use super::choose::{choose, free};
use super::plan::CabinPlan;
use super::{Held, Refused};

/// Seats that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Any seats, together if possible.
    Any {
        /// In this cabin.
        cabin: Cabin,
        /// So many.
        party: u16,
    },
    /// Exactly these.
    Named {
        /// The cabin that all of them are in.
        cabin: Cabin,
        /// Each once.
        seats: Vec<SeatIndex>,
    },
}

impl Wish {
    /// The plan of the cabin, once it is known that the named seats are seats of it.
    pub(super) fn plan(&self, layout: &Layout) -> Result<CabinPlan, Refused> {
        match self {
            Self::Any { cabin, .. } => Ok(CabinPlan::new(layout, *cabin)),
            Self::Named { cabin, seats } => {
                let plan = CabinPlan::new(layout, *cabin);
                let mut seen = HashSet::new();
                let wrong = seats.iter().filter(|s| !plan.has(**s) || !seen.insert(**s));
                let wrong: Vec<_> = wrong.copied().collect();
                if wrong.is_empty() {
                    Ok(plan)
                } else {
                    Err(Refused::Misnamed(wrong))
                }
            }
        }
    }

    /// The seats that this wish gets of a cabin in which these are taken.
    pub(super) fn choose_from(
        &self,
        plan: &CabinPlan,
        taken: &HashSet<SeatIndex>,
    ) -> Result<Held, Refused> {
        let left = free(plan, taken);
        match self {
            Self::Any { party, .. } => {
                let start = any_free(plan, taken).ok_or(Refused::SoldOut { left })?;
                let seats = choose(plan, taken, *party, start).ok_or(Refused::SoldOut { left })?;
                let left = left - party;
                Ok(Held { seats, left })
            }
            Self::Named { seats, .. } => {
                let gone = seats.iter().filter(|seat| taken.contains(seat));
                let gone: Vec<_> = gone.copied().collect();
                if !gone.is_empty() {
                    return Err(Refused::Taken { seats: gone, left });
                }
                let left = left - seats.len() as u16;
                let seats = seats.clone();
                Ok(Held { seats, left })
            }
        }
    }
}

/// A random free seat, so that those who choose at the same moment choose different ones.
fn any_free(plan: &CabinPlan, taken: &HashSet<SeatIndex>) -> Option<SeatIndex> {
    let seats = (plan.first..plan.first + plan.seats).map(SeatIndex);
    let free: Vec<_> = seats.filter(|seat| !taken.contains(seat)).collect();
    if free.is_empty() {
        return None;
    }
    Some(free[rand::random_range(0..free.len())])
}

#[cfg(test)]
mod tests {
    use search::model::CabinLayout;

    use super::*;

    /// Seats 0 to 3 in business, 4 to 15 in economy.
    fn layout() -> Layout {
        let cabin = |cabin, first_row, last_row, pattern: &str| CabinLayout {
            cabin,
            first_row,
            last_row,
            pattern: pattern.into(),
            last_row_length: pattern.replace(' ', "").len() as u16,
            exit_rows: vec![],
        };
        Layout::new(vec![
            cabin(Cabin::Business, 1, 1, "AC DF"),
            cabin(Cabin::Economy, 11, 12, "ABC DEF"),
        ])
    }

    fn named(seats: &[u16]) -> Wish {
        Wish::Named {
            cabin: Cabin::Economy,
            seats: seats.iter().copied().map(SeatIndex).collect(),
        }
    }

    #[test]
    fn seats_of_another_cabin_and_seats_named_twice_are_refused() {
        assert!(named(&[4, 15]).plan(&layout()).is_ok());
        let refused = named(&[4, 3, 9, 9, 16]).plan(&layout());
        let wrong = [3, 9, 16].map(SeatIndex);
        assert!(matches!(refused, Err(Refused::Misnamed(seats)) if seats == wrong));
    }

    #[test]
    fn of_named_seats_those_that_are_taken_are_told() {
        let wish = named(&[6, 5, 4]);
        let plan = wish.plan(&layout()).unwrap();
        let taken = [0, 4, 6].map(SeatIndex).into();
        let gone = [6, 4].map(SeatIndex);
        let refused = wish.choose_from(&plan, &taken);
        assert!(matches!(refused, Err(Refused::Taken { seats, left: 10 }) if seats == gone));

        let held = wish.choose_from(&plan, &HashSet::new()).unwrap();
        assert_eq!(held.seats, [6, 5, 4].map(SeatIndex));
        assert_eq!(held.left, 9);
    }

    #[test]
    fn any_seats_are_free_ones_of_the_cabin() {
        let wish = Wish::Any {
            cabin: Cabin::Economy,
            party: 2,
        };
        let plan = wish.plan(&layout()).unwrap();
        let taken: HashSet<_> = [4, 5, 10, 11, 12].map(SeatIndex).into();
        let mut seen = HashSet::new();
        while seen.len() < 7 {
            let held = wish.choose_from(&plan, &taken).unwrap();
            assert_eq!((held.seats.len(), held.left), (2, 5));
            assert!(
                held.seats
                    .iter()
                    .all(|s| plan.has(*s) && !taken.contains(s))
            );
            // Side by side: 7 and 8, 8 and 9, 13 and 14, 14 and 15; never 6, which stands alone.
            assert_eq!(held.seats[0].0 + 1, held.seats[1].0);
            seen.extend(held.seats);
            if seen.len() == 6 {
                break;
            }
        }
        let all: HashSet<_> = (4..16).map(SeatIndex).collect();
        let refused = wish.choose_from(&plan, &all);
        assert!(matches!(refused, Err(Refused::SoldOut { left: 0 })));
    }
}
