//! Reading flights with their airplanes.

use chrono::{NaiveDate, NaiveDateTime};
use search::model::{AirlineCode, Day, FlightId, FlightNumber, LayoutId, Minute, Won};
use sqlx::MySqlConnection;

use super::{Airplane, Status, Stored};

/// The flights of an airline on a date, local at their origins.
pub(in super::super) async fn flights_on(
    conn: &mut MySqlConnection,
    airline: AirlineCode,
    day: Day,
) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        FlightRow,
        r#"
        SELECT f.id, f.airline_code AS airline, f.number, f.origin, f.destination,
               f.departure_date, f.departs_at, f.arrives_at, f.base_price,
               f.status AS "status: Status", f.airplane_id, a.airline_code AS airplane_airline,
               a.aircraft_type_code AS aircraft, a.layout_id AS layout, a.pooled AS "pooled: bool"
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.departure_date = ? AND f.airline_code = ?
        ORDER BY f.id
        "#,
        day.date(),
        airline.as_str(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(FlightRow::read).collect()
}

/// The flights of an airplane that take place in part between two instants.
pub(in super::super) async fn flights_with(
    conn: &mut MySqlConnection,
    airplane: u32,
    from: Minute,
    to: Minute,
) -> sqlx::Result<Vec<Stored>> {
    let rows = sqlx::query_as!(
        FlightRow,
        r#"
        SELECT f.id, f.airline_code AS airline, f.number, f.origin, f.destination,
               f.departure_date, f.departs_at, f.arrives_at, f.base_price,
               f.status AS "status: Status", f.airplane_id, a.airline_code AS airplane_airline,
               a.aircraft_type_code AS aircraft, a.layout_id AS layout, a.pooled AS "pooled: bool"
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.airplane_id = ? AND f.status = 'scheduled'
          AND f.departs_at < ? AND f.departs_at > ? - INTERVAL 2 DAY AND f.arrives_at > ?
        ORDER BY f.departs_at
        "#,
        airplane,
        to.utc(),
        from.utc(),
        from.utc(),
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter().map(FlightRow::read).collect()
}

/// Reads a flight and locks its row: nobody takes a seat of it until the transaction ends. Not in one
/// statement, which would lock its airplane too.
pub(in super::super) async fn lock_flight(
    conn: &mut MySqlConnection,
    id: FlightId,
) -> sqlx::Result<Option<Stored>> {
    sqlx::query_scalar!("SELECT id FROM flights WHERE id = ? FOR UPDATE", id.0)
        .fetch_optional(&mut *conn)
        .await?;
    let row = sqlx::query_as!(
        FlightRow,
        r#"
        SELECT f.id, f.airline_code AS airline, f.number, f.origin, f.destination,
               f.departure_date, f.departs_at, f.arrives_at, f.base_price,
               f.status AS "status: Status", f.airplane_id, a.airline_code AS airplane_airline,
               a.aircraft_type_code AS aircraft, a.layout_id AS layout, a.pooled AS "pooled: bool"
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.id = ?
        "#,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(FlightRow::read).transpose()
}

/// A flight as columns.
struct FlightRow {
    id: u64,
    airline: String,
    number: u16,
    origin: String,
    destination: String,
    departure_date: NaiveDate,
    departs_at: NaiveDateTime,
    arrives_at: NaiveDateTime,
    base_price: i64,
    status: Status,
    airplane_id: u32,
    airplane_airline: String,
    aircraft: String,
    layout: u32,
    pooled: bool,
}

impl FlightRow {
    fn read(self) -> sqlx::Result<Stored> {
        Ok(Stored {
            id: FlightId(self.id),
            number: FlightNumber {
                airline: code(&self.airline)?,
                number: self.number,
            },
            origin: code(&self.origin)?,
            destination: code(&self.destination)?,
            day: Day::of(self.departure_date)
                .ok_or_else(|| sqlx::Error::Decode("a date outside of the range".into()))?,
            departs_at: Minute::of_utc(self.departs_at),
            arrives_at: Minute::of_utc(self.arrives_at),
            base_price: Won(self.base_price),
            status: self.status,
            airplane: Airplane {
                id: self.airplane_id,
                airline: code(&self.airplane_airline)?,
                aircraft: code(&self.aircraft)?,
                layout: LayoutId(self.layout),
                pooled: self.pooled,
            },
        })
    }
}

fn code<T: std::str::FromStr>(text: &str) -> sqlx::Result<T>
where
    T::Err: std::error::Error + Send + Sync + 'static,
{
    text.parse()
        .map_err(|bad| sqlx::Error::Decode(Box::new(bad)))
}
