//! The SQL of an import. It reads and writes rows and decides nothing.

mod flights;

pub(super) use flights::{flights_on, flights_with, lock_flight};
use search::model::{
    AircraftCode, AirlineCode, Day, FlightId, FlightNumber, Iata, LayoutId, Minute, SeatIndex, Won,
};
use sqlx::MySqlConnection;

/// A flight that is in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) id: FlightId,
    pub(super) number: FlightNumber,
    pub(super) origin: Iata,
    pub(super) destination: Iata,
    pub(super) day: Day,
    pub(super) departs_at: Minute,
    pub(super) arrives_at: Minute,
    pub(super) base_price: Won,
    pub(super) status: Status,
    pub(super) airplane: Airplane,
}

/// Whether a flight takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(super) enum Status {
    Scheduled,
    Cancelled,
}

/// An airplane that is in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Airplane {
    pub(super) id: u32,
    pub(super) airline: AirlineCode,
    pub(super) aircraft: AircraftCode,
    pub(super) layout: LayoutId,
    pub(super) pooled: bool,
}

/// A seat that is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) seat: SeatIndex,
    /// Somebody ordered it; otherwise the operator blocks it.
    pub(super) ordered: bool,
}

/// Whether `timetable generate` began to fill this database and has not finished.
pub(super) async fn generated_in_part(conn: &mut MySqlConnection) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT COUNT(*) > 0 AS "found: bool" FROM timetable_runs WHERE finished_at IS NULL"#
    )
    .fetch_one(conn)
    .await
}

/// Locks an airplane: nobody else gives it a flight until the transaction ends.
pub(super) async fn lock_airplane(conn: &mut MySqlConnection, id: u32) -> sqlx::Result<()> {
    sqlx::query_scalar!("SELECT id FROM airplanes WHERE id = ? FOR UPDATE", id)
        .fetch_optional(conn)
        .await?;
    Ok(())
}

/// The taken seats of a flight.
pub(super) async fn claims(
    conn: &mut MySqlConnection,
    flight: FlightId,
) -> sqlx::Result<Vec<Claim>> {
    let rows = sqlx::query!(
        r#"
        SELECT seat_index, ticket_id IS NOT NULL AS "ordered!: bool"
        FROM seat_claims
        WHERE flight_id = ?
        ORDER BY seat_index
        "#,
        flight.0,
    )
    .fetch_all(conn)
    .await?;
    let claim = |seat, ordered| Claim {
        seat: SeatIndex(seat),
        ordered,
    };
    Ok(rows
        .into_iter()
        .map(|row| claim(row.seat_index, row.ordered))
        .collect())
}

/// A flight's columns as they shall be.
#[derive(Clone, Copy, Debug)]
pub(super) struct NewFlight {
    pub(super) number: FlightNumber,
    pub(super) origin: Iata,
    pub(super) destination: Iata,
    pub(super) day: Day,
    pub(super) departs_at: Minute,
    pub(super) arrives_at: Minute,
    pub(super) airplane: u32,
    pub(super) distance_km: u16,
    pub(super) base_price: Won,
}

/// Inserts a flight.
pub(super) async fn insert_flight(
    conn: &mut MySqlConnection,
    flight: &NewFlight,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO flights
           (airline_code, number, origin, destination, departure_date, departs_at, arrives_at,
            airplane_id, distance_km, base_price)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        flight.number.airline.as_str(),
        flight.number.number,
        flight.origin.as_str(),
        flight.destination.as_str(),
        flight.day.date(),
        flight.departs_at.utc(),
        flight.arrives_at.utc(),
        flight.airplane,
        flight.distance_km,
        flight.base_price.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes a flight, and makes it fly when it was cancelled.
pub(super) async fn change_flight(
    conn: &mut MySqlConnection,
    id: FlightId,
    flight: &NewFlight,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE flights
         SET destination = ?, departs_at = ?, arrives_at = ?, airplane_id = ?, distance_km = ?,
             base_price = ?, status = 'scheduled', version = version + 1
         WHERE id = ?",
        flight.destination.as_str(),
        flight.departs_at.utc(),
        flight.arrives_at.utc(),
        flight.airplane,
        flight.distance_km,
        flight.base_price.0,
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Cancels a flight.
pub(super) async fn cancel_flight(conn: &mut MySqlConnection, id: FlightId) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE flights SET status = 'cancelled', version = version + 1 WHERE id = ?",
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Leaves word of what must follow.
pub(super) async fn insert_outbox(
    conn: &mut MySqlConnection,
    kind: &str,
    payload: &serde_json::Value,
) -> sqlx::Result<()> {
    sqlx::query!(
        "INSERT INTO outbox (kind, payload, available_at, created_at)
         VALUES (?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
        kind,
        payload,
    )
    .execute(conn)
    .await?;
    Ok(())
}
