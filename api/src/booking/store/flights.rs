//! The flights of an order.

use chrono::{DateTime, Utc};
use search::model::{AircraftCode, AirlineCode, Day, FlightId, FlightNumber, Iata, LayoutId, Won};
use sqlx::MySqlConnection;

use super::valid;
use crate::booking::rules::FlightFacts;

/// A flight, scheduled or cancelled.
pub(crate) async fn facts(
    conn: &mut MySqlConnection,
    id: FlightId,
) -> sqlx::Result<Option<FlightFacts>> {
    let row = sqlx::query!(
        r#"
        SELECT f.airline_code, f.number, f.origin, f.destination, f.departure_date,
          f.departs_at AS "departs_at: DateTime<Utc>", f.arrives_at AS "arrives_at: DateTime<Utc>",
          f.distance_km, f.base_price, f.status = 'cancelled' AS "cancelled!: bool", a.layout_id,
          a.aircraft_type_code
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.id = ?
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(FlightFacts {
        id,
        number: FlightNumber {
            airline: valid("flights", AirlineCode::parse(&row.airline_code))?,
            number: row.number,
        },
        origin: valid("flights", Iata::parse(&row.origin))?,
        destination: valid("flights", Iata::parse(&row.destination))?,
        day: valid("flights", Day::of(row.departure_date).ok_or("a day"))?,
        departs_at: row.departs_at,
        arrives_at: row.arrives_at,
        distance_km: row.distance_km,
        base_price: Won(row.base_price),
        cancelled: row.cancelled,
        layout: LayoutId(row.layout_id),
        aircraft: valid("flights", AircraftCode::parse(&row.aircraft_type_code))?,
    }))
}

/// When a flight leaves, with its row locked against change until the transaction ends; `None` when
/// it is cancelled or unknown.
pub(crate) async fn lock_scheduled(
    conn: &mut MySqlConnection,
    id: FlightId,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        r#"
        SELECT departs_at AS "departs_at: DateTime<Utc>"
        FROM flights
        WHERE id = ? AND status = 'scheduled'
        LOCK IN SHARE MODE
        "#,
        id.0
    )
    .fetch_optional(conn)
    .await
}
