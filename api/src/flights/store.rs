//! Seats of a flight in MySQL.

use std::collections::HashSet;

use search::model::{FlightId, LayoutId, SeatIndex};
use sqlx::MySqlPool;

/// The seat layout of a flight; `None` when it is cancelled or unknown.
pub(crate) async fn layout_of(db: &MySqlPool, flight: FlightId) -> sqlx::Result<Option<LayoutId>> {
    let layout = sqlx::query_scalar!(
        "
        SELECT airplanes.layout_id
        FROM flights
        JOIN airplanes ON airplanes.id = flights.airplane_id
        WHERE flights.id = ? AND flights.status = 'scheduled'
        ",
        flight.0
    )
    .fetch_optional(db)
    .await?;
    Ok(layout.map(LayoutId))
}

/// The seats of a flight that are taken.
pub(crate) async fn taken_seats(
    db: &MySqlPool,
    flight: FlightId,
) -> sqlx::Result<HashSet<SeatIndex>> {
    let seats = sqlx::query_scalar!(
        "SELECT seat_index FROM seat_claims WHERE flight_id = ?",
        flight.0
    )
    .fetch_all(db)
    .await?;
    Ok(seats.into_iter().map(SeatIndex).collect())
}
