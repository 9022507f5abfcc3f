//! What we owe when the airline cancels a flight.

use search::model::Won;
use sqlx::{MySqlConnection, MySqlPool};
use uuid::Uuid;

use crate::booking::order::{OrderId, TicketId};

/// What a refund kept of tickets whose flight is cancelled.
pub(crate) async fn fees_of_cancelled(
    conn: &mut MySqlConnection,
    id: Uuid,
) -> sqlx::Result<Vec<(TicketId, Won)>> {
    let rows = sqlx::query!(
        r#"
        SELECT k.ticket_id AS "ticket: TicketId", k.fee
        FROM refund_tickets k
        JOIN tickets t ON t.id = k.ticket_id
        JOIN flights f ON f.id = t.flight_id
        WHERE k.refund_id = ? AND k.fee > 0 AND f.status = 'cancelled'
        "#,
        id
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.ticket, Won(row.fee)))
        .collect())
}

/// Paid orders with a live ticket on a cancelled flight, and no refund that runs; without locks.
pub(crate) async fn paid_on_cancelled(db: &MySqlPool, limit: u32) -> sqlx::Result<Vec<OrderId>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT o.id AS "id: OrderId"
        FROM flights f
        JOIN tickets t ON t.flight_id = f.id AND t.status = 'issued'
        JOIN orders o ON o.id = t.order_id
        WHERE o.status = 'paid' AND f.status = 'cancelled' AND NOT EXISTS (
          SELECT 1 FROM refunds r WHERE r.order_id = o.id AND r.status IN ('requested', 'unknown')
        )
        LIMIT ?
        "#,
        limit
    )
    .fetch_all(db)
    .await
}
