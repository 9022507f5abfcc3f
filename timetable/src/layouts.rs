//! The seat layout of each aircraft type.
//!
//! Ids count the passenger types in the order of their codes, so that they are the same with and
//! without a database.

use search::model::{AircraftCode, Cabin, CabinLayout, Layout, LayoutId, PerCabin};

use crate::reference::{AircraftType, Category, Reference};

/// A seat layout and the aircraft type that has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeatLayout {
    /// Its row in `seat_layouts`.
    pub id: LayoutId,
    /// The aircraft type.
    pub aircraft: AircraftCode,
    /// The type's name and code.
    pub name: String,
    /// The seats.
    pub layout: Layout,
}

/// The layouts of every type that a schedule may use.
pub(crate) fn layouts(reference: &Reference) -> Vec<SeatLayout> {
    reference
        .aircraft
        .values()
        .filter(|aircraft| aircraft.is_airliner() && aircraft.modern_equivalent.is_none())
        .zip(1..)
        .map(|(aircraft, id)| SeatLayout {
            id: LayoutId(id),
            aircraft: aircraft.code,
            name: format!("{} ({})", aircraft.name, aircraft.code),
            layout: layout(aircraft),
        })
        .collect()
}

fn layout(aircraft: &AircraftType) -> Layout {
    let front_to_back = [
        Cabin::First,
        Cabin::Business,
        Cabin::Premium,
        Cabin::Economy,
    ];
    let patterns = patterns(aircraft);
    let mut cabins: Vec<CabinLayout> = Vec::new();
    for cabin in front_to_back {
        let (seats, pattern) = (aircraft.seats[cabin], patterns[cabin]);
        if seats > 0 {
            let in_front = cabins.last().map(|cabin| cabin.last_row);
            let first_row = first_row(cabin, aircraft.category, in_front);
            cabins.push(rows(cabin, first_row, pattern, seats));
        }
    }
    Layout::new(cabins)
}

/// First stands at 1 and business on wide-bodies at 7; what follows begins a new ten.
fn first_row(cabin: Cabin, category: Category, in_front: Option<u16>) -> u16 {
    match (cabin, category, in_front) {
        (Cabin::Business, Category::Wide, _) => 7,
        (Cabin::Premium | Cabin::Economy, _, Some(row)) => row.next_multiple_of(10) + 1,
        _ => 1,
    }
}

fn rows(cabin: Cabin, first_row: u16, pattern: &str, seats: u16) -> CabinLayout {
    let row_length = pattern.replace(' ', "").len() as u16;
    let rows = seats.div_ceil(row_length);
    CabinLayout {
        cabin,
        first_row,
        last_row: first_row + rows - 1,
        pattern: pattern.to_owned(),
        last_row_length: seats - (rows - 1) * row_length,
        exit_rows: exit_rows(cabin, first_row, rows),
    }
}

/// Exits are at the front and in the middle of economy.
fn exit_rows(cabin: Cabin, first_row: u16, rows: u16) -> Vec<u16> {
    let mut exits = match cabin {
        Cabin::Economy => vec![first_row, first_row + rows / 2],
        Cabin::Premium | Cabin::Business | Cabin::First => vec![],
    };
    exits.dedup();
    exits
}

/// Seat letters from left to right, a space for each aisle.
fn patterns(aircraft: &AircraftType) -> PerCabin<&'static str> {
    const NONE: &str = "";
    const SUITES: &str = "A DG K";
    match aircraft.category {
        Category::Narrow => PerCabin(["ABC DEF", "ABC DEF", "AC DF", NONE]),
        Category::RegionalJet => PerCabin(["AC DF", NONE, "A CD", NONE]),
        Category::Turboprop if aircraft.seats[Cabin::Economy] > 19 => {
            PerCabin(["AC DF", NONE, NONE, NONE])
        }
        Category::Turboprop => PerCabin(["A C", NONE, NONE, NONE]),
        Category::Freighter | Category::Helicopter => PerCabin([NONE; 4]),
        Category::Wide => match aircraft.code.as_str() {
            "763" | "764" => PerCabin(["AB DEF HK", "AB DE HK", SUITES, SUITES]),
            "781" | "787" | "788" | "789" | "351" | "359" => {
                PerCabin(["ABC DEF GHJ", "AB DEF HK", SUITES, SUITES])
            }
            code if code.starts_with('3') && !code.starts_with("38") => {
                PerCabin(["AB DEFG HK", "AB DEF HK", SUITES, SUITES])
            }
            _ => PerCabin(["ABC DEFG HJK", "AB DEFG HK", SUITES, SUITES]),
        },
    }
}

#[cfg(test)]
mod tests {
    use search::model::SeatIndex;

    use super::*;

    fn of(code: &str) -> SeatLayout {
        let mut layouts = layouts(&Reference::read()).into_iter();
        layouts.find(|it| it.aircraft.as_str() == code).unwrap()
    }

    fn cabin_rows(code: &str) -> Vec<(Cabin, u16, u16, String)> {
        let cabins = of(code).layout.cabins.into_iter();
        cabins
            .map(|it| (it.cabin, it.first_row, it.last_row, it.pattern))
            .collect()
    }

    #[test]
    fn a_738_has_business_in_rows_1_2_and_economy_in_11_40() {
        assert_eq!(
            cabin_rows("738"),
            [
                (Cabin::Business, 1, 2, "AC DF".into()),
                (Cabin::Economy, 11, 40, "ABC DEF".into()),
            ]
        );
        assert_eq!(of("738").layout.cabins[1].exit_rows, [11, 26]);
    }

    #[test]
    fn wide_bodies_start_a_new_ten_behind_each_cabin() {
        assert_eq!(
            cabin_rows("748"),
            [
                (Cabin::First, 1, 2, "A DG K".into()),
                (Cabin::Business, 7, 18, "A DG K".into()),
                (Cabin::Premium, 21, 24, "AB DEFG HK".into()),
                (Cabin::Economy, 31, 58, "ABC DEFG HJK".into()),
            ]
        );
        assert_eq!(cabin_rows("763")[1].3, "AB DEF HK");
        assert_eq!(cabin_rows("789")[2].3, "ABC DEF GHJ");
        assert_eq!(cabin_rows("333")[1].3, "AB DEFG HK");
        assert_eq!(cabin_rows("BE1"), [(Cabin::Economy, 1, 10, "A C".into())]);
    }

    #[test]
    fn every_layout_seats_what_its_type_seats() {
        let reference = Reference::read();
        for it in layouts(&reference) {
            let aircraft = reference.aircraft_type(it.aircraft);
            assert_eq!(it.layout.capacity(), aircraft.seats, "{}", it.name);
            let seats: u16 = aircraft.seats.0.iter().sum();
            let last = it.layout.seat_number(SeatIndex(seats - 1));
            assert!(last.is_some(), "{}", it.name);
            for pair in it.layout.cabins.windows(2) {
                assert!(pair[0].last_row < pair[1].first_row, "{}", it.name);
            }
        }
    }
}
