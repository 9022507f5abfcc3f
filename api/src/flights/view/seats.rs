//! The answer of `/flight-plans/{id}/seats`.

use search::model::{Cabin, FlightId};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::flights::params::CabinName;
use crate::flights::seat_map::{CabinSeats, Row, Seat, SeatMap};

/// The seats of a flight at this moment.
#[derive(Serialize, ToSchema)]
#[schema(as = SeatMap)]
pub(crate) struct SeatMapView<'a> {
    /// The flight.
    #[schema(value_type = u64, example = 1_234_567)]
    flight_id: FlightId,
    /// Its cabins from the front.
    cabins: Vec<CabinSeatsView<'a>>,
}

impl<'a> SeatMapView<'a> {
    /// The seats of a flight.
    pub(crate) fn new(flight_id: FlightId, map: &'a SeatMap) -> Self {
        Self {
            flight_id,
            cabins: map.cabins.iter().map(CabinSeatsView::from).collect(),
        }
    }
}

/// The seats of a cabin.
#[derive(Serialize, ToSchema)]
#[schema(as = CabinSeats)]
struct CabinSeatsView<'a> {
    /// Which cabin.
    #[schema(value_type = CabinName)]
    cabin: Cabin,
    /// Seats in it.
    #[schema(example = 178)]
    capacity: usize,
    /// Seats that nobody has.
    #[schema(example = 41)]
    free: usize,
    /// Seat letters of a full row from left to right, a space for each aisle.
    #[schema(example = "ABC DEF")]
    pattern: &'a str,
    /// Its rows from the front.
    rows: Vec<RowView>,
}

impl<'a> From<&'a CabinSeats> for CabinSeatsView<'a> {
    fn from(cabin: &'a CabinSeats) -> Self {
        Self {
            cabin: cabin.cabin,
            capacity: cabin.capacity(),
            free: cabin.free(),
            pattern: &cabin.pattern,
            rows: cabin.rows.iter().map(RowView::from).collect(),
        }
    }
}

/// A row of seats.
#[derive(Serialize, ToSchema)]
#[schema(as = SeatRow)]
struct RowView {
    /// Its number.
    #[schema(example = 12)]
    row: u16,
    /// Its seats from left to right.
    seats: Vec<SeatView>,
}

impl From<&Row> for RowView {
    fn from(row: &Row) -> Self {
        let seats = row.seats.iter();
        Self {
            row: row.number,
            seats: seats.map(|seat| SeatView::new(row, seat)).collect(),
        }
    }
}

/// A seat.
#[derive(Serialize, ToSchema)]
#[schema(as = Seat)]
struct SeatView {
    /// Row and letter.
    #[schema(value_type = String, example = "12A")]
    number: SeatNumber,
    /// Whether somebody has it.
    state: SeatState,
    /// Whether it is beside a window.
    #[schema(example = true)]
    window: bool,
    /// Whether it is beside an aisle.
    #[schema(example = false)]
    aisle: bool,
    /// Whether its row is beside an emergency exit.
    #[schema(example = false)]
    exit: bool,
}

/// Whether a seat can be had.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SeatState {
    Free,
    Taken,
}

impl SeatView {
    fn new(row: &Row, seat: &Seat) -> Self {
        Self {
            number: SeatNumber(row.number, seat.letter),
            state: if seat.taken {
                SeatState::Taken
            } else {
                SeatState::Free
            },
            window: seat.window,
            aisle: seat.aisle,
            exit: row.exit,
        }
    }
}

struct SeatNumber(u16, char);

impl Serialize for SeatNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(row, letter) = self;
        serializer.collect_str(&format_args!("{row}{letter}"))
    }
}
