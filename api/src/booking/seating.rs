//! Finding seats for an order before MySQL is asked to give them.

use std::collections::BTreeMap;

use search::model::{FlightId, SeatIndex};

use super::rules::{Known, seat_in};
use super::seats::{Refused, Wish};
use super::store::claims::Seat;
use super::wanted::{SeatNumber, Wanted};
use crate::app::App;

/// Who says which seats are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Redis, which knows nearly everything at once.
    Maps,
    /// MySQL, which is right and slow.
    Mysql,
}

/// The seats of an order: for each flight, by its position, one for each who has a seat.
pub(crate) type Seating = Vec<Vec<SeatIndex>>;

/// Why there are no seats.
#[derive(Debug, thiserror::Error)]
pub enum NoSeats {
    /// Fewer are free than travel.
    #[error("{left} seats are left on flight {position} of the order")]
    SoldOut {
        /// Which flight of the order.
        position: usize,
        /// Seats of the cabin that are free.
        left: u16,
    },
    /// Somebody has seats that were named.
    #[error("named seats on flight {position} of the order are taken")]
    Taken {
        /// Which flight of the order.
        position: usize,
        /// Which seats.
        seats: Vec<SeatNumber>,
        /// Seats of the cabin that are free, when that is known.
        left: Option<u16>,
    },
    /// Too many choose from MySQL already.
    #[error("too many choose seats from MySQL already")]
    Busy,
    /// A named seat is not in the cabin, which the rules had said it is.
    #[error("a named seat is not in its cabin")]
    Misnamed,
    /// MySQL refused or is away.
    #[error("could not read the claims of a flight")]
    Db(#[from] sqlx::Error),
}

/// Seats for everybody on every flight, taken in the maps; all of them or none.
pub(crate) async fn find(
    app: &App,
    wanted: &Wanted,
    known: &[Known],
    asked: Asked,
) -> Result<Seating, NoSeats> {
    let mut order: Vec<usize> = (0..wanted.flights.len()).collect();
    order.sort_by_key(|position| wanted.flights[*position].id);
    let mut seating: Seating = vec![vec![]; wanted.flights.len()];
    for position in order {
        match on_flight(app, wanted, known, (position, asked)).await {
            Ok(seats) => seating[position] = seats,
            Err(error) => {
                let_go(app, wanted, &seating).await;
                return Err(error);
            }
        }
    }
    Ok(seating)
}

/// Says that nobody has the seats of an order that came to nothing.
pub(crate) async fn let_go(app: &App, wanted: &Wanted, seating: &Seating) {
    for (flight, seats) in wanted.flights.iter().zip(seating) {
        if !seats.is_empty() {
            app.seats.release(flight.id, seats).await;
        }
    }
}

/// Says that nobody has these seats any more.
pub(crate) async fn release(app: &App, seats: &[Seat]) {
    for (flight, seats) in by_flight(seats) {
        app.seats.release(flight, &seats).await;
    }
}

/// Says that somebody has these seats.
pub(crate) async fn mark_taken(app: &App, seats: &[Seat]) {
    for (flight, seats) in by_flight(seats) {
        app.seats.mark_taken(flight, &seats).await;
    }
}

fn by_flight(seats: &[Seat]) -> BTreeMap<FlightId, Vec<SeatIndex>> {
    let mut flights: BTreeMap<FlightId, Vec<SeatIndex>> = BTreeMap::new();
    for seat in seats {
        flights.entry(seat.flight).or_default().push(seat.index);
    }
    flights
}

async fn on_flight(
    app: &App,
    wanted: &Wanted,
    known: &[Known],
    (position, asked): (usize, Asked),
) -> Result<Vec<SeatIndex>, NoSeats> {
    let flight = &wanted.flights[position];
    let layout = &known[position].layout;
    let wish = match &flight.seats {
        None => Wish::Any {
            cabin: flight.cabin,
            party: wanted.party().seats(),
        },
        Some(seats) => {
            let indexes = seats.iter().map(|seat| seat_in(layout, flight, *seat));
            Wish::Named {
                cabin: flight.cabin,
                seats: indexes.collect::<Option<_>>().ok_or(NoSeats::Misnamed)?,
            }
        }
    };
    let held = match asked {
        Asked::Maps => app.seats.hold(flight.id, layout, &wish).await,
        Asked::Mysql => app.seats.hold_from_mysql(flight.id, layout, &wish).await,
    };
    match held {
        Ok(held) => Ok(held.seats),
        Err(Refused::SoldOut { left }) => Err(NoSeats::SoldOut { position, left }),
        Err(Refused::Taken { seats, left }) => {
            let numbers = seats
                .iter()
                .filter_map(|seat| SeatNumber::of(layout, *seat));
            Err(NoSeats::Taken {
                position,
                seats: numbers.collect(),
                left: Some(left),
            })
        }
        Err(Refused::Misnamed(_)) => Err(NoSeats::Misnamed),
        Err(Refused::Busy) => Err(NoSeats::Busy),
        Err(Refused::Db(error)) => Err(error.into()),
    }
}
