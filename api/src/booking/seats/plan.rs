//! What choosing seats must know of a cabin: which seats stand side by side.

use search::model::{Cabin, Layout, SeatIndex};

/// The seats of one cabin as the script and [`super::choose()`] walk through them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CabinPlan {
    /// Index of its first seat.
    pub first: u16,
    /// Seats in it; 0 when the airplane has no such cabin.
    pub seats: u16,
    /// Seats between two aisles, from left to right, in a full row. The last row may end early.
    pub blocks: Vec<u16>,
}

/// Seats side by side, with no aisle between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// Which row of the cabin, from 0.
    pub row: u16,
    /// Index of its first seat.
    pub first: u16,
    /// Seats in it.
    pub seats: u16,
}

impl CabinPlan {
    /// The plan of a cabin of this layout.
    pub fn new(layout: &Layout, cabin: Cabin) -> Self {
        let mut first = 0;
        for rows in &layout.cabins {
            if rows.cabin == cabin {
                let blocks = rows.pattern.split(' ').map(|b| b.chars().count() as u16);
                return Self {
                    first,
                    seats: rows.capacity(),
                    blocks: blocks.filter(|seats| *seats > 0).collect(),
                };
            }
            first += rows.capacity();
        }
        Self::default()
    }

    /// Whether a seat is in the cabin.
    pub fn has(&self, seat: SeatIndex) -> bool {
        (self.first..self.first + self.seats).contains(&seat.0)
    }

    /// Its blocks from the front, each row from left to right.
    pub fn blocks(&self) -> Vec<Block> {
        let end = self.first + self.seats;
        let mut found = Vec::new();
        let (mut first, mut row) = (self.first, 0);
        while first < end && !self.blocks.is_empty() {
            for seats in &self.blocks {
                let seats = (*seats).min(end - first);
                if seats > 0 {
                    found.push(Block { row, first, seats });
                }
                first += seats;
            }
            row += 1;
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use search::model::CabinLayout;

    use super::*;

    fn layout() -> Layout {
        let cabin = |cabin, first_row, last_row, pattern: &str, last_row_length| CabinLayout {
            cabin,
            first_row,
            last_row,
            pattern: pattern.into(),
            last_row_length,
            exit_rows: vec![],
        };
        Layout::new(vec![
            cabin(Cabin::Economy, 21, 22, "ABC DEFG HJK", 4),
            cabin(Cabin::First, 1, 2, "A DG K", 4),
        ])
    }

    #[test]
    fn blocks_end_at_aisles_and_with_the_last_row() {
        let plan = CabinPlan::new(&layout(), Cabin::Economy);
        assert_eq!((plan.first, plan.seats), (8, 14));
        let blocks: Vec<_> = plan
            .blocks()
            .iter()
            .map(|b| (b.row, b.first, b.seats))
            .collect();
        assert_eq!(
            blocks,
            [(0, 8, 3), (0, 11, 4), (0, 15, 3), (1, 18, 3), (1, 21, 1)]
        );
        assert!(plan.has(SeatIndex(8)) && plan.has(SeatIndex(21)));
        assert!(!plan.has(SeatIndex(7)) && !plan.has(SeatIndex(22)));
    }

    #[test]
    fn a_cabin_that_is_not_there_has_no_seats() {
        let plan = CabinPlan::new(&layout(), Cabin::Business);
        assert_eq!(plan, CabinPlan::default());
        assert!(plan.blocks().is_empty() && !plan.has(SeatIndex(0)));
    }
}
