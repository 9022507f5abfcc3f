//! What the auditor asks: each statement names what does not agree.

use chrono::{DateTime, Utc};
use sqlx::MySqlPool;

use crate::booking::auditor::MOST_NAMED;

/// Orders with a live ticket whose seat has no claim of it.
pub(crate) async fn tickets_without_claim(
    db: &MySqlPool,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT o.reference AS "name!: String"
        FROM orders o
        JOIN tickets t ON t.order_id = o.id
        LEFT JOIN seat_claims c
          ON c.flight_id = t.flight_id AND c.seat_index = t.seat_index AND c.ticket_id = t.id
        WHERE o.updated_at >= ? AND t.status IN ('held', 'issued', 'refunding')
          AND t.seat_index IS NOT NULL AND c.flight_id IS NULL
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Orders with a ticket that has a claim and is not live, or on another seat.
pub(crate) async fn claims_without_ticket(
    db: &MySqlPool,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT o.reference AS "name!: String"
        FROM orders o
        JOIN tickets t ON t.order_id = o.id
        JOIN seat_claims c ON c.ticket_id = t.id
        WHERE o.updated_at >= ? AND (
          t.status NOT IN ('held', 'issued', 'refunding') OR t.seat_index IS NULL
          OR c.flight_id <> t.flight_id OR c.seat_index <> t.seat_index
        )
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Flights of orders with a claim beyond the seats of their airplane.
pub(crate) async fn beyond_capacity(
    db: &MySqlPool,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT CONCAT('flight ', f.id) AS "name!: String"
        FROM orders o
        JOIN order_flights s ON s.order_id = o.id
        JOIN flights f ON f.id = s.flight_id
        JOIN airplanes a ON a.id = f.airplane_id
        JOIN seat_claims c ON c.flight_id = f.id
        WHERE o.updated_at >= ? AND c.seat_index >= (
          SELECT SUM(
            (l.last_row - l.first_row) * CHAR_LENGTH(REPLACE(l.pattern, ' ', '')) + l.last_row_length
          )
          FROM seat_layout_cabins l
          WHERE l.layout_id = a.layout_id
        )
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Flights with a claim beyond the seats of their airplane, also claims of the operator.
pub(crate) async fn all_beyond_capacity(db: &MySqlPool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT CONCAT('flight ', f.id) AS "name!: String"
        FROM (
          SELECT flight_id, MAX(seat_index) AS last_seat FROM seat_claims GROUP BY flight_id
        ) c
        JOIN flights f ON f.id = c.flight_id
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE c.last_seat >= (
          SELECT SUM(
            (l.last_row - l.first_row) * CHAR_LENGTH(REPLACE(l.pattern, ' ', '')) + l.last_row_length
          )
          FROM seat_layout_cabins l
          WHERE l.layout_id = a.layout_id
        )
        LIMIT ?
        "#,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Orders whose tickets do not stand where the order does.
pub(crate) async fn ticket_status(
    db: &MySqlPool,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT DISTINCT o.reference AS "name!: String"
        FROM orders o
        JOIN tickets t ON t.order_id = o.id
        WHERE o.updated_at >= ? AND NOT (
          o.status IN ('held', 'paying') AND t.status = 'held'
          OR o.status = 'paid' AND t.status IN ('issued', 'refunding', 'cancelled')
          OR o.status = 'expired' AND t.status = 'expired'
          OR o.status = 'cancelled' AND t.status = 'cancelled'
        )
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Orders that do not cost what their tickets cost.
pub(crate) async fn totals(db: &MySqlPool, since: DateTime<Utc>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT o.reference AS "name!: String"
        FROM orders o
        WHERE o.updated_at >= ? AND o.total <> (
          SELECT COALESCE(SUM(t.total), 0) FROM tickets t WHERE t.order_id = o.id
        )
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}

/// Orders for which we hold more or less than their live tickets and fees cost. A payment that came
/// too late and is on its way back counts as given back.
pub(crate) async fn money(db: &MySqlPool, since: DateTime<Utc>) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"
        SELECT o.reference AS "name!: String"
        FROM orders o
        WHERE o.updated_at >= ? AND (
          SELECT COALESCE(SUM(p.amount), 0)
          FROM payments p
          WHERE p.order_id = o.id AND p.status = 'captured'
        ) - (
          SELECT COALESCE(SUM(r.amount), 0)
          FROM refunds r
          WHERE r.order_id = o.id AND (
            r.status = 'done' OR r.cause = 'not_honoured' AND r.status IN ('requested', 'unknown')
          )
        ) <> (
          SELECT COALESCE(SUM(t.total), 0)
          FROM tickets t
          WHERE t.order_id = o.id AND t.status IN ('issued', 'refunding')
        ) + (
          SELECT COALESCE(SUM(k.fee), 0)
          FROM refund_tickets k
          JOIN refunds r ON r.id = k.refund_id
          WHERE r.order_id = o.id AND r.status = 'done'
        ) - (
          -- Fees that went back when the flight was cancelled after all.
          SELECT COALESCE(SUM(b.amount), 0)
          FROM refund_tickets b
          JOIN refunds r ON r.id = b.refund_id
          WHERE r.order_id = o.id AND r.status = 'done' AND r.cause = 'flight_cancelled' AND EXISTS (
            SELECT 1
            FROM refund_tickets a
            JOIN refunds q ON q.id = a.refund_id
            WHERE a.ticket_id = b.ticket_id AND q.status = 'done' AND q.cause = 'customer'
          )
        )
        LIMIT ?
        "#,
        since,
        MOST_NAMED,
    )
    .fetch_all(db)
    .await
}
