//! The seats of a flight as people see them: cabins, rows, and who got there first.

use std::collections::HashSet;

use search::model::{Cabin, CabinLayout, Layout, SeatIndex};

/// The seats of a flight, cabin by cabin from the front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeatMap {
    /// The cabins.
    pub(crate) cabins: Vec<CabinSeats>,
}

/// The seats of one cabin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CabinSeats {
    /// Which cabin.
    pub(crate) cabin: Cabin,
    /// Seat letters from left to right, a space for each aisle.
    pub(crate) pattern: String,
    /// The rows from the front.
    pub(crate) rows: Vec<Row>,
}

/// A row of seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its number.
    pub(crate) number: u16,
    /// Whether an emergency exit is beside it.
    pub(crate) exit: bool,
    /// Its seats from left to right.
    pub(crate) seats: Vec<Seat>,
}

/// One seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Seat {
    /// Its letter in the row.
    pub(crate) letter: char,
    /// Whether somebody has it.
    pub(crate) taken: bool,
    /// Whether a window is beside it.
    pub(crate) window: bool,
    /// Whether an aisle is beside it.
    pub(crate) aisle: bool,
}

impl SeatMap {
    /// The seats of a layout, of which those in `taken` are taken.
    pub(crate) fn new(layout: &Layout, taken: &HashSet<SeatIndex>) -> Self {
        let mut first = 0;
        let mut cabins = Vec::with_capacity(layout.cabins.len());
        for cabin in &layout.cabins {
            cabins.push(CabinSeats::new(cabin, SeatIndex(first), taken));
            first += cabin.capacity();
        }
        Self { cabins }
    }
}

impl CabinSeats {
    /// Seats in the cabin.
    pub(crate) fn capacity(&self) -> usize {
        self.rows.iter().map(|row| row.seats.len()).sum()
    }

    /// Seats that nobody has.
    pub(crate) fn free(&self) -> usize {
        let seats = self.rows.iter().flat_map(|row| &row.seats);
        seats.filter(|seat| !seat.taken).count()
    }

    fn new(cabin: &CabinLayout, first: SeatIndex, taken: &HashSet<SeatIndex>) -> Self {
        let places = places(&cabin.pattern);
        let mut indexes = (first.0..first.0 + cabin.capacity()).map(SeatIndex);
        let rows = (cabin.first_row..=cabin.last_row).map(|number| Row {
            number,
            exit: cabin.exit_rows.contains(&number),
            // The last row ends where the seats do.
            seats: places
                .iter()
                .zip(&mut indexes)
                .map(|(place, index)| Seat {
                    taken: taken.contains(&index),
                    ..*place
                })
                .collect(),
        });
        Self {
            cabin: cabin.cabin,
            rows: rows.collect(),
            pattern: cabin.pattern.clone(),
        }
    }
}

/// The seats of a full row.
fn places(pattern: &str) -> Vec<Seat> {
    let signs: Vec<char> = pattern.chars().collect();
    let at = |position: Option<usize>| position.and_then(|position| signs.get(position));
    signs
        .iter()
        .enumerate()
        .filter(|(_, sign)| **sign != ' ')
        .map(|(position, letter)| {
            let beside = [at(position.checked_sub(1)), at(Some(position + 1))];
            Seat {
                letter: *letter,
                taken: false,
                window: beside.contains(&None),
                aisle: beside.contains(&Some(&' ')),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn b738() -> Layout {
        let cabin = |cabin, first_row, last_row, pattern: &str, last_row_length| CabinLayout {
            cabin,
            first_row,
            last_row,
            pattern: pattern.into(),
            last_row_length,
            exit_rows: vec![11],
        };
        Layout::new(vec![
            cabin(Cabin::Economy, 11, 13, "ABC DEF", 4),
            cabin(Cabin::Business, 1, 2, "AC DF", 4),
        ])
    }

    #[test]
    fn every_seat_has_the_number_that_its_layout_gives_it() {
        let layout = b738();
        let map = SeatMap::new(&layout, &HashSet::new());
        let rows = map.cabins.iter().flat_map(|cabin| &cabin.rows);
        let numbers: Vec<_> = rows
            .flat_map(|row| row.seats.iter().map(|seat| (row.number, seat.letter)))
            .collect();
        let expected: Vec<_> = (0..)
            .map_while(|index| layout.seat_number(SeatIndex(index)))
            .collect();
        assert_eq!(numbers, expected);
        assert_eq!(numbers.len(), 8 + 16);
    }

    #[test]
    fn a_taken_seat_is_not_counted_as_free() {
        let map = SeatMap::new(&b738(), &HashSet::from([SeatIndex(0), SeatIndex(23)]));
        let [business, economy] = &map.cabins[..] else {
            panic!("two cabins");
        };
        assert_eq!((business.capacity(), business.free()), (8, 7));
        assert_eq!((economy.capacity(), economy.free()), (16, 15));
        assert!(business.rows[0].seats[0].taken);
        assert!(economy.rows[2].seats[3].taken);
    }

    #[test]
    fn windows_are_outermost_and_aisles_border_a_gap() {
        let map = SeatMap::new(&b738(), &HashSet::new());
        let row = &map.cabins[1].rows[0];
        let windows: String = row
            .seats
            .iter()
            .filter(|s| s.window)
            .map(|s| s.letter)
            .collect();
        let aisles: String = row
            .seats
            .iter()
            .filter(|s| s.aisle)
            .map(|s| s.letter)
            .collect();
        assert_eq!((windows.as_str(), aisles.as_str()), ("AF", "CD"));
        assert!(row.exit && !map.cabins[1].rows[1].exit);
    }
}
