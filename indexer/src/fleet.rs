//! The airplanes and their seats: what a flight's row leaves unsaid.

use fnv::FnvHashMap;
use mysql_async::Conn;
use mysql_async::prelude::Queryable;
use search::model::{
    AircraftCode, Cabin, CabinLayout, Flight, Layout, LayoutId, PerCabin, SeatIndex,
};

const AIRPLANES: &str = "SELECT id, layout_id, aircraft_type_code FROM airplanes";

const CABINS: &str = "
    SELECT layout_id, cabin, first_row, last_row, pattern, last_row_length
    FROM seat_layout_cabins";

/// Every airplane, as one connection's snapshot has it.
pub(crate) struct Fleet {
    airplanes: FnvHashMap<u32, Airplane>,
    layouts: FnvHashMap<LayoutId, Seats>,
}

/// What a flight takes from its airplane.
#[derive(Clone, Copy)]
pub(crate) struct Airplane {
    pub(crate) layout: LayoutId,
    pub(crate) aircraft: AircraftCode,
    pub(crate) capacity: PerCabin<u16>,
}

/// The seats of one layout.
struct Seats {
    capacity: PerCabin<u16>,
    /// The cabin of each seat, by seat index.
    cabins: Vec<Cabin>,
}

type AirplaneRow = (u32, u32, String);
type CabinRow = (u32, String, u16, u16, String, u16);

impl Fleet {
    pub(crate) async fn read(conn: &mut Conn) -> mysql_async::Result<Self> {
        let mut cabins: FnvHashMap<LayoutId, Vec<CabinLayout>> = FnvHashMap::default();
        for row in conn.query::<CabinRow, _>(CABINS).await? {
            let (layout, cabin) = cabin_layout(row);
            cabins.entry(layout).or_default().extend(cabin);
        }
        let layouts: FnvHashMap<_, _> = cabins
            .into_iter()
            .map(|(id, cabins)| (id, Seats::of(&Layout::new(cabins))))
            .collect();
        let rows = conn.query::<AirplaneRow, _>(AIRPLANES).await?;
        let airplanes = rows.into_iter().filter_map(|(id, layout, aircraft)| {
            let layout = LayoutId(layout);
            let airplane = Airplane {
                layout,
                aircraft: AircraftCode::parse(&aircraft).ok()?,
                capacity: layouts.get(&layout)?.capacity,
            };
            Some((id, airplane))
        });
        Ok(Self {
            airplanes: airplanes.collect(),
            layouts,
        })
    }

    /// The airplane with that id; `None` also for one that has no seats.
    pub(crate) fn airplane(&self, id: u32) -> Option<Airplane> {
        self.airplanes.get(&id).copied()
    }

    /// Counts a claimed seat of a flight. A seat that its layout does not have cannot be missing.
    pub(crate) fn claim(&self, flight: &mut Flight, seat: SeatIndex) {
        let seats = self.layouts.get(&flight.layout);
        if let Some(cabin) = seats.and_then(|seats| seats.cabins.get(usize::from(seat.0))) {
            let left = &mut flight.seats_left[*cabin];
            *left = left.saturating_sub(1);
        }
    }
}

impl Seats {
    fn of(layout: &Layout) -> Self {
        let cabins = (0..=u16::MAX).map_while(|seat| layout.cabin_of(SeatIndex(seat)));
        Self {
            capacity: layout.capacity(),
            cabins: cabins.collect(),
        }
    }
}

/// A row of `seat_layout_cabins`; no cabin when its name is unknown, which its ENUM rules out.
fn cabin_layout(row: CabinRow) -> (LayoutId, Option<CabinLayout>) {
    let (layout, cabin, first_row, last_row, pattern, last_row_length) = row;
    let cabin = Cabin::parse(&cabin).map(|cabin| CabinLayout {
        cabin,
        first_row,
        last_row,
        pattern,
        last_row_length,
        exit_rows: Vec::new(), // nobody asks the index for them
    });
    (LayoutId(layout), cabin)
}
