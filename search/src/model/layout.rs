//! Seat layouts: which seats an airplane has, and how they are numbered.
//!
//! A seat has a number for people (`12A`) and an index for machines: 0..capacity-1, cabin by cabin
//! from the front, row by row, left to right.

use super::{Cabin, PerCabin};

/// The place of a seat in its layout, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeatIndex(pub u16);

/// The rows of one cabin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CabinLayout {
    /// Which cabin.
    pub cabin: Cabin,
    /// Number of its first row.
    pub first_row: u16,
    /// Number of its last row.
    pub last_row: u16,
    /// Seat letters from left to right, a space for each aisle: `ABC DEF`.
    pub pattern: String,
    /// Seats in the last row, which is filled from the left.
    pub last_row_length: u16,
    /// Rows beside an emergency exit.
    pub exit_rows: Vec<u16>,
}

impl CabinLayout {
    /// Seats in the cabin.
    pub fn capacity(&self) -> u16 {
        (self.last_row - self.first_row) * self.row_length() + self.last_row_length
    }

    fn row_length(&self) -> u16 {
        self.letters().count() as u16
    }

    fn letters(&self) -> impl Iterator<Item = char> + '_ {
        self.pattern.chars().filter(|letter| *letter != ' ')
    }
}

/// The seats of an airplane, cabin by cabin from the front.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The cabins in order of their rows.
    pub cabins: Vec<CabinLayout>,
}

impl Layout {
    /// A layout of these cabins, in whatever order they come.
    pub fn new(mut cabins: Vec<CabinLayout>) -> Self {
        cabins.sort_by_key(|cabin| cabin.first_row);
        Self { cabins }
    }

    /// Seats in each cabin.
    pub fn capacity(&self) -> PerCabin<u16> {
        let mut seats = PerCabin::default();
        for cabin in &self.cabins {
            seats[cabin.cabin] += cabin.capacity();
        }
        seats
    }

    /// The cabin that a seat is in; `None` beyond the capacity.
    pub fn cabin_of(&self, seat: SeatIndex) -> Option<Cabin> {
        self.locate(seat).map(|(cabin, _)| cabin.cabin)
    }

    /// The row and letter of a seat; `None` beyond the capacity.
    pub fn seat_number(&self, seat: SeatIndex) -> Option<(u16, char)> {
        let (cabin, offset) = self.locate(seat)?;
        let letter = cabin
            .letters()
            .nth(usize::from(offset % cabin.row_length()))?;
        Some((cabin.first_row + offset / cabin.row_length(), letter))
    }

    fn locate(&self, seat: SeatIndex) -> Option<(&CabinLayout, u16)> {
        let mut offset = seat.0;
        for cabin in &self.cabins {
            if offset < cabin.capacity() {
                return Some((cabin, offset));
            }
            offset -= cabin.capacity();
        }
        None
    }
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
            exit_rows: vec![],
        };
        Layout::new(vec![
            cabin(Cabin::Economy, 11, 40, "ABC DEF", 4),
            cabin(Cabin::Business, 1, 2, "AC DF", 4),
        ])
    }

    #[test]
    fn seats_are_numbered_from_the_front() {
        let layout = b738();
        assert_eq!(layout.capacity(), PerCabin([178, 0, 8, 0]));
        assert_eq!(layout.seat_number(SeatIndex(0)), Some((1, 'A')));
        assert_eq!(layout.seat_number(SeatIndex(7)), Some((2, 'F')));
        assert_eq!(layout.seat_number(SeatIndex(8)), Some((11, 'A')));
        assert_eq!(layout.seat_number(SeatIndex(185)), Some((40, 'D')));
        assert_eq!(layout.seat_number(SeatIndex(186)), None);
    }

    #[test]
    fn every_seat_is_in_its_cabin() {
        let layout = b738();
        let in_cabin = |cabin| {
            (0..200)
                .filter(|i| layout.cabin_of(SeatIndex(*i)) == Some(cabin))
                .count() as u16
        };
        for cabin in Cabin::ALL {
            assert_eq!(in_cabin(cabin), layout.capacity()[cabin]);
        }
    }
}
