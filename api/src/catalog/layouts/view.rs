//! Seat layouts as JSON.

use search::model::CabinLayout;
use serde::Serialize;
use utoipa::ToSchema;

use super::store::SeatLayout;

/// A seat layout.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeatLayout)]
pub(super) struct LayoutView {
    #[schema(example = 1)]
    id: u32,
    #[schema(example = "738 of 186")]
    name: String,
    /// Seats in all cabins.
    #[schema(example = 186)]
    seats: u32,
    /// How many airplanes have it.
    airplanes: i64,
    /// From the front.
    cabins: Vec<CabinView>,
}

/// A cabin of a seat layout.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeatLayoutCabin)]
struct CabinView {
    #[schema(example = "economy")]
    cabin: &'static str,
    #[schema(example = 178)]
    seats: u16,
    #[schema(example = 11)]
    first_row: u16,
    #[schema(example = 40)]
    last_row: u16,
    /// The letters of the seats from left to right, a space for each aisle.
    #[schema(example = "ABC DEF")]
    pattern: String,
    /// Seats in the last row, filled from the left.
    #[schema(example = 4)]
    last_row_length: u16,
    /// Rows beside an emergency exit.
    #[schema(example = json!([11, 25]))]
    exit_rows: Vec<u16>,
}

/// A page of seat layouts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeatLayouts)]
pub(super) struct LayoutsView {
    pub(super) items: Vec<LayoutView>,
    /// What to give as `cursor` for the next page; null on the last.
    pub(super) next_cursor: Option<String>,
}

impl From<&SeatLayout> for LayoutView {
    fn from(layout: &SeatLayout) -> Self {
        let cabins: Vec<_> = layout.layout.cabins.iter().map(CabinView::from).collect();
        Self {
            id: layout.id.0,
            name: layout.name.clone(),
            seats: cabins.iter().map(|cabin| u32::from(cabin.seats)).sum(),
            airplanes: layout.airplanes,
            cabins,
        }
    }
}

impl From<&CabinLayout> for CabinView {
    fn from(cabin: &CabinLayout) -> Self {
        Self {
            cabin: cabin.cabin.as_str(),
            seats: cabin.capacity(),
            first_row: cabin.first_row,
            last_row: cabin.last_row,
            pattern: cabin.pattern.clone(),
            last_row_length: cabin.last_row_length,
            exit_rows: cabin.exit_rows.clone(),
        }
    }
}
