//! What MySQL knows about the seats of a flight.

use search::model::{FlightId, LayoutId, SeatIndex};
use sqlx::MySqlPool;
use uuid::Uuid;

use super::sum::Fact;
use crate::booking::TicketId;

/// The seat layout of a flight, cancelled or not; `None` when it is unknown.
pub(super) async fn layout_of(db: &MySqlPool, flight: FlightId) -> sqlx::Result<Option<LayoutId>> {
    let layout = sqlx::query_scalar!(
        "
        SELECT airplanes.layout_id
        FROM flights
        JOIN airplanes ON airplanes.id = flights.airplane_id
        WHERE flights.id = ?
        ",
        flight.0
    )
    .fetch_optional(db)
    .await?;
    Ok(layout.map(LayoutId))
}

/// Every claim and every live ticket with a seat, of one moment: one statement is one snapshot.
pub(super) async fn facts(db: &MySqlPool, flight: FlightId) -> sqlx::Result<Vec<Fact>> {
    let rows = sqlx::query!(
        r#"
        SELECT
          seat_index AS "seat!: u16",
          ticket_id AS "ticket: Uuid",
          FALSE AS "is_ticket!: bool",
          FALSE AS "is_held!: bool"
        FROM seat_claims
        WHERE flight_id = ?
        UNION ALL
        SELECT seat_index, id, TRUE, status = 'held'
        FROM tickets
        WHERE flight_id = ? AND seat_index IS NOT NULL AND status IN ('held', 'issued', 'refunding')
        "#,
        flight.0,
        flight.0
    )
    .fetch_all(db)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let seat = SeatIndex(row.seat);
        match row.ticket.map(TicketId) {
            Some(ticket) if row.is_ticket && row.is_held => Fact::Held(seat, ticket),
            Some(ticket) if row.is_ticket => Fact::Sold(seat, ticket),
            ticket => Fact::Claim(seat, ticket),
        }
    });
    Ok(facts.collect())
}
