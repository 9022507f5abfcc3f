//! The answers of the calendar, the grid and "anywhere".

use search::model::{Day, Iata, Won};
use search::{DayFare, DestinationFare};
use serde::Serialize;
use utoipa::ToSchema;

use super::place::{AsOfView, PlaceView};
use super::time::Date;
use crate::catalog::Catalog;
use crate::flights::find::Grid;
use crate::flights::params::{AnywhereAsk, CalendarAsk, GridAsk};
use crate::problem::Language;

/// The lowest total of each day of a month.
#[derive(Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarView<'a> {
    /// Where it starts.
    from: PlaceView<'a>,
    /// Where it ends.
    to: PlaceView<'a>,
    /// How fresh the answer is.
    as_of: AsOfView,
    /// Every day of the month.
    days: Vec<DayView>,
}

impl<'a> CalendarView<'a> {
    /// A month of fares.
    pub(crate) fn new(ask: &'a CalendarAsk, as_of: AsOfView, fares: &[DayFare]) -> Self {
        Self {
            from: (&ask.from).into(),
            to: (&ask.to).into(),
            as_of,
            days: fares.iter().map(DayView::from).collect(),
        }
    }
}

/// What a day has to offer.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarDay)]
struct DayView {
    /// The local day of departure.
    date: Date,
    /// The lowest total for all passengers; null without a flight.
    #[schema(required, value_type = Option<i64>, example = 151_200)]
    min_total: Option<Won>,
    /// Direct flights with the seats left.
    #[schema(example = 63)]
    flights: u32,
}

impl From<&DayFare> for DayView {
    fn from(fare: &DayFare) -> Self {
        Self {
            date: Date(fare.day),
            min_total: fare.min_total,
            flights: fare.flights,
        }
    }
}

/// The lowest totals of the days around both days of a round trip.
#[derive(Serialize, ToSchema)]
#[schema(as = Grid)]
pub(crate) struct GridView<'a> {
    /// Where it starts.
    from: PlaceView<'a>,
    /// Where it turns back.
    to: PlaceView<'a>,
    /// How fresh the answer is.
    as_of: AsOfView,
    /// From three days before the day of departure to three days after it.
    rows: Vec<GridRowView>,
}

impl<'a> GridView<'a> {
    /// A grid of fares.
    pub(crate) fn new(ask: &'a GridAsk, as_of: AsOfView, grid: &Grid) -> Self {
        let rows = grid.days.iter().zip(&grid.totals);
        Self {
            from: (&ask.from).into(),
            to: (&ask.to).into(),
            as_of,
            rows: rows
                .map(|(day, totals)| GridRowView::new(*day, &grid.return_days, totals))
                .collect(),
        }
    }
}

/// A day of departure with its days of return.
#[derive(Serialize, ToSchema)]
#[schema(as = GridRow)]
struct GridRowView {
    /// The local day of departure.
    date: Date,
    /// From three days before the day of return to three days after it.
    cells: Vec<GridCellView>,
}

impl GridRowView {
    fn new(day: Day, return_days: &[Day], totals: &[Option<Won>]) -> Self {
        let cells = return_days.iter().zip(totals);
        Self {
            date: Date(day),
            cells: cells
                .map(|(return_day, min_total)| GridCellView {
                    return_date: Date(*return_day),
                    min_total: *min_total,
                })
                .collect(),
        }
    }
}

/// A pair of days.
#[derive(Serialize, ToSchema)]
#[schema(as = GridCell)]
struct GridCellView {
    /// The local day of the way back.
    return_date: Date,
    /// The lowest total there and back for all passengers; null where no pair of flights fits.
    #[schema(required, value_type = Option<i64>, example = 329_800)]
    min_total: Option<Won>,
}

/// Where one can go on a day, and for how much.
#[derive(Serialize, ToSchema)]
#[schema(as = Anywhere)]
pub(crate) struct AnywhereView<'a> {
    /// Where it starts.
    from: PlaceView<'a>,
    /// The local day of departure.
    date: Date,
    /// How fresh the answer is.
    as_of: AsOfView,
    /// Cities with a direct flight, the cheapest first.
    destinations: Vec<DestinationView<'a>>,
}

impl<'a> AnywhereView<'a> {
    /// The destinations of a day.
    pub(crate) fn new(
        (ask, as_of): (&'a AnywhereAsk, AsOfView),
        fares: &'a [DestinationFare],
        catalog: &'a Catalog,
        language: Language,
    ) -> Self {
        let destination = |fare: &'a DestinationFare| DestinationView {
            code: fare.city,
            name: catalog.city_name(&fare.city, language),
            min_total: fare.min_total,
            flights: fare.flights,
        };
        Self {
            from: (&ask.from).into(),
            date: Date(ask.date),
            as_of,
            destinations: fares.iter().map(destination).collect(),
        }
    }
}

/// A city that one can go to.
#[derive(Serialize, ToSchema)]
#[schema(as = Destination)]
struct DestinationView<'a> {
    /// Its code.
    #[schema(value_type = String, example = "TYO")]
    code: Iata,
    /// Its name.
    #[schema(example = "도쿄")]
    name: &'a str,
    /// The lowest total for all passengers.
    #[schema(value_type = i64, example = 151_200)]
    min_total: Won,
    /// Direct flights with the seats left.
    #[schema(example = 63)]
    flights: u32,
}
