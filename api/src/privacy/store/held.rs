//! Holds of somebody who leaves.

use chrono::{DateTime, Utc};
use search::model::{FlightId, SeatIndex};
use sqlx::MySqlConnection;

use crate::accounts::UserId;

/// A seat that is held for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::privacy) struct HeldSeat {
    pub(in crate::privacy) flight: FlightId,
    pub(in crate::privacy) index: SeatIndex,
}

/// The seats that a user's holds have taken.
pub(in crate::privacy) async fn seats(
    conn: &mut MySqlConnection,
    id: UserId,
) -> sqlx::Result<Vec<HeldSeat>> {
    let rows = sqlx::query!(
        "
        SELECT seat_claims.flight_id, seat_claims.seat_index
        FROM orders
        JOIN tickets ON tickets.order_id = orders.id
        JOIN seat_claims ON seat_claims.ticket_id = tickets.id
        WHERE orders.user_id = ? AND orders.status = 'held'
        ORDER BY seat_claims.flight_id, seat_claims.seat_index
        ",
        id,
    )
    .fetch_all(conn)
    .await?;
    let seat = |(flight, index)| HeldSeat {
        flight: FlightId(flight),
        index: SeatIndex(index),
    };
    Ok(rows
        .into_iter()
        .map(|row| seat((row.flight_id, row.seat_index)))
        .collect())
}

/// Ends a user's holds and frees their seats: claims first, which name tickets, then the orders,
/// which say what was held.
pub(in crate::privacy) async fn cancel(
    conn: &mut MySqlConnection,
    id: UserId,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        DELETE seat_claims
        FROM seat_claims
        JOIN tickets ON tickets.id = seat_claims.ticket_id
        JOIN orders ON orders.id = tickets.order_id
        WHERE orders.user_id = ? AND orders.status = 'held'
        ",
        id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        UPDATE tickets
        JOIN orders ON orders.id = tickets.order_id
        SET tickets.status = 'cancelled'
        WHERE orders.user_id = ? AND orders.status = 'held' AND tickets.status = 'held'
        ",
        id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        INSERT INTO order_events (order_id, seq, at, what, detail)
        SELECT orders.id,
          1 + COALESCE((SELECT MAX(e.seq) FROM order_events e WHERE e.order_id = orders.id), 0),
          ?, 'given_up', '{}'
        FROM orders
        WHERE orders.user_id = ? AND orders.status = 'held'
        ",
        now,
        id,
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "
        UPDATE orders
        SET status = 'cancelled', updated_at = ?, version = version + 1
        WHERE user_id = ? AND status = 'held'
        ",
        now,
        id,
    )
    .execute(conn)
    .await?;
    Ok(())
}
