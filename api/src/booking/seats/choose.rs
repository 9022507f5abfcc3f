//! Which seats a party gets: together if the cabin allows it.
//!
//! A *run* is a stretch of free seats side by side, with no aisle between them. The rule, in this
//! order: one run for all; one row, in as few runs as it takes; as few runs as it takes. Among equals
//! the first from the front. `hold.lua` follows the same rule, and a test compares the two.

use std::collections::HashSet;

use search::model::SeatIndex;

use super::plan::CabinPlan;

/// Free seats side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    row: u16,
    first: u16,
    seats: u16,
}

/// The seats that a party of `party` gets, in rising order. The front of the cabin is the seat `start`:
/// what lies before it comes last. `None` when fewer are free.
pub fn choose(
    plan: &CabinPlan,
    taken: &HashSet<SeatIndex>,
    party: u16,
    start: SeatIndex,
) -> Option<Vec<SeatIndex>> {
    let runs = runs(plan, taken, start);
    if total(&runs) < party {
        return None;
    }
    let mut pieces = if runs.iter().any(|run| run.seats >= party) {
        gather(runs, party, start)
    } else {
        one_row(&runs, party, start).unwrap_or_else(|| gather(runs, party, start))
    };
    pieces.sort_unstable_by_key(|piece| piece.first);
    let seats = pieces
        .iter()
        .flat_map(|piece| piece.first..piece.first + piece.seats);
    Some(seats.map(SeatIndex).collect())
}

/// How many seats of the cabin are free.
pub(super) fn free(plan: &CabinPlan, taken: &HashSet<SeatIndex>) -> u16 {
    let claimed = taken.iter().filter(|seat| plan.has(**seat)).count();
    plan.seats - claimed as u16
}

/// The runs of the cabin, the one that holds `start` first, those before it last.
fn runs(plan: &CabinPlan, taken: &HashSet<SeatIndex>, start: SeatIndex) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for block in plan.blocks() {
        let mut open = false;
        for seat in block.first..block.first + block.seats {
            let is_free = !taken.contains(&SeatIndex(seat));
            match runs.last_mut() {
                Some(run) if open && is_free => run.seats += 1,
                _ if is_free => runs.push(Run {
                    row: block.row,
                    first: seat,
                    seats: 1,
                }),
                _ => {}
            }
            open = is_free;
        }
    }
    let before = runs.partition_point(|run| run.first + run.seats <= start.0);
    runs.rotate_left(before);
    runs
}

/// The row that seats the party in the fewest runs; `None` when none seats it.
fn one_row(runs: &[Run], party: u16, start: SeatIndex) -> Option<Vec<Run>> {
    let mut rows: Vec<u16> = Vec::new();
    for run in runs {
        if !rows.contains(&run.row) {
            rows.push(run.row);
        }
    }
    let rows = rows.into_iter().map(|row| {
        let in_row = runs.iter().filter(|run| run.row == row);
        in_row.copied().collect::<Vec<_>>()
    });
    rows.filter(|row| total(row) >= party)
        .map(|row| gather(row, party, start))
        .min_by_key(Vec::len)
}

/// Seats for the party in the fewest runs: the first that is long enough for all that is left, or
/// else the longest. `runs` have seats enough.
fn gather(mut runs: Vec<Run>, party: u16, start: SeatIndex) -> Vec<Run> {
    let mut pieces = Vec::new();
    let mut left = party;
    while left > 0 {
        let enough = runs.iter().position(|run| run.seats >= left);
        let at = enough.unwrap_or_else(|| longest(&runs));
        let run = runs.remove(at);
        let seats = run.seats.min(left);
        // A start inside the run is kept as far as the run reaches.
        let first = start.0.clamp(run.first, run.first + run.seats - seats);
        let inside = run.first <= start.0 && start.0 < run.first + run.seats;
        pieces.push(Run {
            first: if inside { first } else { run.first },
            seats,
            ..run
        });
        left -= seats;
    }
    pieces
}

/// Where the longest run stands, the first of equals.
fn longest(runs: &[Run]) -> usize {
    let most = runs.iter().map(|run| run.seats).max();
    let found = runs.iter().position(|run| Some(run.seats) == most);
    found.expect("there are seats enough, so there is a run")
}

fn total(runs: &[Run]) -> u16 {
    runs.iter().map(|run| run.seats).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five rows of `ABC DEF`, whose last has four seats: 0 to 27.
    fn plan() -> CabinPlan {
        CabinPlan {
            first: 0,
            seats: 28,
            blocks: vec![3, 3],
        }
    }

    /// What a party gets when only these are free.
    fn chosen(free: &[u16], party: u16, start: u16) -> Option<Vec<u16>> {
        let taken = (0..28).filter(|seat| !free.contains(seat)).map(SeatIndex);
        let seats = choose(&plan(), &taken.collect(), party, SeatIndex(start));
        seats.map(|seats| seats.into_iter().map(|seat| seat.0).collect())
    }

    #[test]
    fn one_run_is_better_than_all_else() {
        // 2 and 3 have an aisle between them.
        assert_eq!(chosen(&[2, 3, 10, 11], 2, 0), Some(vec![10, 11]));
    }

    #[test]
    fn one_row_is_better_than_two() {
        assert_eq!(chosen(&[0, 6, 12, 14], 2, 0), Some(vec![12, 14]));
    }

    #[test]
    fn in_one_row_the_fewest_runs_are_taken() {
        // Row 0 seats four in three runs, row 1 in two.
        let free = [0, 2, 3, 4, 7, 8, 9, 10, 11];
        assert_eq!(chosen(&free, 4, 0), Some(vec![7, 9, 10, 11]));
    }

    #[test]
    fn over_several_rows_the_fewest_runs_are_taken() {
        let free = [0, 2, 4, 6, 7, 8, 12, 13, 18];
        assert_eq!(chosen(&free, 5, 0), Some(vec![6, 7, 8, 12, 13]));
    }

    #[test]
    fn a_party_gets_all_its_seats_or_none() {
        assert_eq!(chosen(&[0, 6, 27], 3, 0), Some(vec![0, 6, 27]));
        assert_eq!(chosen(&[0, 6, 27], 4, 0), None);
        assert_eq!(chosen(&[], 1, 0), None);
    }

    #[test]
    fn whoever_starts_elsewhere_gets_other_seats() {
        let all: Vec<_> = (0..28).collect();
        assert_eq!(chosen(&all, 2, 0), Some(vec![0, 1]));
        assert_eq!(chosen(&all, 2, 13), Some(vec![13, 14]));
        assert_eq!(chosen(&all, 3, 13), Some(vec![12, 13, 14]));
        // Nothing lies behind it that seats three: the search goes on at the front.
        assert_eq!(chosen(&all, 3, 27), Some(vec![0, 1, 2]));
    }

    #[test]
    fn seats_of_other_cabins_are_not_counted() {
        let plan = CabinPlan {
            first: 8,
            seats: 2,
            blocks: vec![2],
        };
        let taken = HashSet::from([SeatIndex(0), SeatIndex(9), SeatIndex(10)]);
        assert_eq!(free(&plan, &taken), 1);
    }
}
