//! Claims on seats: the rows that say a seat is taken.

use search::model::{FlightId, SeatIndex};
use sqlx::MySqlConnection;

use super::violates;
use crate::booking::order::{OrderId, TicketId, TicketStatus};

/// A seat of a flight that belongs to a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Seat {
    /// The flight.
    pub(crate) flight: FlightId,
    /// Where it stands in the layout.
    pub(crate) index: SeatIndex,
    /// Whose it is.
    pub(crate) ticket: TicketId,
}

/// Why a seat cannot be claimed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClaimError {
    /// Somebody has it.
    #[error("seat {} of flight {} is taken", .0.index.0, .0.flight)]
    Taken(Seat),
    /// MySQL refused or is away.
    #[error("could not claim a seat")]
    Db(#[from] sqlx::Error),
}

/// Claims a seat. Whoever claims several does so in the order of [`Seat`].
pub(crate) async fn insert(conn: &mut MySqlConnection, seat: Seat) -> Result<(), ClaimError> {
    let done = sqlx::query!(
        "INSERT INTO seat_claims (flight_id, seat_index, ticket_id) VALUES (?, ?, ?)",
        seat.flight.0,
        seat.index.0,
        seat.ticket,
    )
    .execute(conn)
    .await;
    match done {
        Ok(_) => Ok(()),
        Err(error) if violates(&error, "PRIMARY") => Err(ClaimError::Taken(seat)),
        Err(error) => Err(error.into()),
    }
}

/// Frees the seat of a ticket.
pub(crate) async fn delete(conn: &mut MySqlConnection, seat: Seat) -> sqlx::Result<()> {
    sqlx::query!(
        "DELETE FROM seat_claims WHERE flight_id = ? AND seat_index = ? AND ticket_id = ?",
        seat.flight.0,
        seat.index.0,
        seat.ticket,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The tickets of an order in that status which have a seat, in the order of their claims. The
/// order's row is locked.
pub(crate) async fn seats_of(
    conn: &mut MySqlConnection,
    order: OrderId,
    status: TicketStatus,
) -> sqlx::Result<Vec<Seat>> {
    let rows = sqlx::query!(
        r#"
        SELECT id AS "id: TicketId", flight_id, seat_index AS "seat_index!"
        FROM tickets
        WHERE order_id = ? AND status = ? AND seat_index IS NOT NULL
        ORDER BY flight_id, seat_index
        "#,
        order,
        status,
    )
    .fetch_all(conn)
    .await?;
    let seats = rows.into_iter().map(|row| Seat {
        flight: FlightId(row.flight_id),
        index: SeatIndex(row.seat_index),
        ticket: row.id,
    });
    Ok(seats.collect())
}

/// Frees every seat of an order's tickets in that status; returns those seats.
pub(crate) async fn delete_of(
    conn: &mut MySqlConnection,
    order: OrderId,
    status: TicketStatus,
) -> sqlx::Result<Vec<Seat>> {
    let seats = seats_of(conn, order, status).await?;
    for seat in &seats {
        delete(conn, *seat).await?;
    }
    Ok(seats)
}
