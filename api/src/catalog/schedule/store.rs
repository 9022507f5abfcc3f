//! The schedule in MySQL.

use chrono::{DateTime, NaiveDate, Utc};
use search::model::{AircraftCode, AirlineCode, FlightId, FlightNumber, Iata, Won};
use sqlx::{MySqlConnection, MySqlPool};

use super::flight::{FlightStatus, ScheduledFlight, Times};
use super::list::{ListAsk, Place};
use super::plan::{FlightPlan, LONGEST_FLIGHT};
use crate::catalog::CatalogError;
use crate::catalog::airplanes::AirplaneId;

/// The airplane of a flight.
pub(super) async fn airplane_of(
    conn: &mut MySqlConnection,
    flight: FlightId,
) -> sqlx::Result<Option<AirplaneId>> {
    let airplane = sqlx::query_scalar!("SELECT airplane_id FROM flights WHERE id = ?", flight.0)
        .fetch_optional(conn)
        .await?;
    Ok(airplane.map(AirplaneId))
}

/// Locks the row of a flight until the transaction ends; says whether there is one.
pub(super) async fn lock(conn: &mut MySqlConnection, flight: FlightId) -> sqlx::Result<bool> {
    let row = sqlx::query_scalar!("SELECT id FROM flights WHERE id = ? FOR UPDATE", flight.0)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// Reads a flight.
pub(super) async fn find(
    conn: &mut MySqlConnection,
    flight: FlightId,
) -> sqlx::Result<Option<ScheduledFlight>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date,
          f.departs_at AS "departs_at: DateTime<Utc>", f.arrives_at AS "arrives_at: DateTime<Utc>",
          f.airplane_id, a.registration, a.aircraft_type_code, f.distance_km, f.base_price,
          f.status AS "status: FlightStatus", f.version
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.id = ?
        "#,
        flight.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(ScheduledFlight::try_from).transpose()
}

/// A scheduled flight of the airplane that leaves it no time for another at `times`; `except` is not
/// looked at.
pub(super) async fn in_the_way(
    conn: &mut MySqlConnection,
    airplane: AirplaneId,
    times: Times,
    except: Option<FlightId>,
) -> sqlx::Result<Option<FlightNumber>> {
    let (start, end) = times.with_turnarounds();
    // Bounded from below, so that not all of the airplane's past is read.
    let earliest = start - LONGEST_FLIGHT;
    let row = sqlx::query!(
        "
        SELECT airline_code, number
        FROM flights
        WHERE airplane_id = ?
          AND departs_at BETWEEN ? AND ?
          AND departs_at < ?
          AND arrives_at > ?
          AND status = 'scheduled'
          AND id <> ?
        ORDER BY departs_at
        LIMIT 1
        ",
        airplane.0,
        earliest,
        end,
        end,
        start,
        except.map_or(0, |flight| flight.0),
    )
    .fetch_optional(conn)
    .await?;
    row.map(|row| number(&row.airline_code, row.number))
        .transpose()
}

/// Adds a flight.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    airplane: AirplaneId,
    plan: &FlightPlan,
) -> sqlx::Result<FlightId> {
    let inserted = sqlx::query!(
        "
        INSERT INTO flights (
          airline_code, number, origin, destination, departure_date, departs_at, arrives_at,
          airplane_id, distance_km, base_price
        )
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ",
        plan.number.airline.as_str(),
        plan.number.number,
        plan.origin.as_str(),
        plan.destination.as_str(),
        plan.times.departure_date,
        plan.times.departs_at,
        plan.times.arrives_at,
        airplane.0,
        plan.distance_km,
        plan.base_price.0,
    )
    .execute(conn)
    .await?;
    Ok(FlightId(inserted.last_insert_id()))
}

/// Changes the times and the price of a flight whose row is locked.
pub(super) async fn change(
    conn: &mut MySqlConnection,
    flight: FlightId,
    times: Times,
    base_price: Won,
) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE flights
        SET departure_date = ?, departs_at = ?, arrives_at = ?, base_price = ?,
          version = version + 1
        WHERE id = ?
        ",
        times.departure_date,
        times.departs_at,
        times.arrives_at,
        base_price.0,
        flight.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Cancels a flight whose row is locked.
pub(super) async fn cancel(conn: &mut MySqlConnection, flight: FlightId) -> sqlx::Result<()> {
    sqlx::query!(
        "
        UPDATE flights
        SET status = 'cancelled', version = version + 1
        WHERE id = ?
        ",
        flight.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether somebody has a seat on a flight, paid or held.
pub(super) async fn has_customers(
    conn: &mut MySqlConnection,
    flight: FlightId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"
        SELECT EXISTS (
          SELECT 1
          FROM seat_claims
          WHERE flight_id = ? AND ticket_id IS NOT NULL
        ) AS "has_customers!: bool"
        "#,
        flight.0,
    )
    .fetch_one(conn)
    .await
}

/// A page of flights by date, number and origin, behind the ask's place. Either key that serves it,
/// `flights_number` or `flights_route`, is read within the days asked for.
pub(super) async fn list(
    db: &MySqlPool,
    ask: &ListAsk,
    limit: u32,
) -> Result<Vec<ScheduledFlight>, CatalogError> {
    let airline = ask.airline.as_ref().map(AirlineCode::as_str);
    let origin = ask.origin.as_ref().map(Iata::as_str);
    let destination = ask.destination.as_ref().map(Iata::as_str);
    let Place {
        date,
        number,
        origin: behind,
    } = ask.behind();
    let (code, number) = (number.airline, number.number);
    let rows = sqlx::query_as!(
        Row,
        r#"
        SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date,
          f.departs_at AS "departs_at: DateTime<Utc>", f.arrives_at AS "arrives_at: DateTime<Utc>",
          f.airplane_id, a.registration, a.aircraft_type_code, f.distance_km, f.base_price,
          f.status AS "status: FlightStatus", f.version
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.departure_date BETWEEN ? AND ?
          AND (
            f.departure_date > ?
            OR f.airline_code > ?
            OR f.airline_code = ? AND (f.number > ? OR f.number = ? AND f.origin > ?)
          )
          AND (? IS NULL OR f.airline_code = ?)
          AND (? IS NULL OR f.origin = ?)
          AND (? IS NULL OR f.destination = ?)
          AND (? IS NULL OR f.status = ?)
        ORDER BY f.departure_date, f.airline_code, f.number, f.origin
        LIMIT ?
        "#,
        date,
        ask.last,
        date,
        code.as_str(),
        code.as_str(),
        number,
        number,
        behind.as_str(),
        airline,
        airline,
        origin,
        origin,
        destination,
        destination,
        ask.status,
        ask.status,
        limit,
    )
    .fetch_all(db)
    .await?;
    let flights: sqlx::Result<_> = rows.into_iter().map(ScheduledFlight::try_from).collect();
    Ok(flights?)
}

struct Row {
    id: u64,
    airline_code: String,
    number: u16,
    origin: String,
    destination: String,
    departure_date: NaiveDate,
    departs_at: DateTime<Utc>,
    arrives_at: DateTime<Utc>,
    airplane_id: u32,
    registration: String,
    aircraft_type_code: String,
    distance_km: u16,
    base_price: i64,
    status: FlightStatus,
    version: u32,
}

impl TryFrom<Row> for ScheduledFlight {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: FlightId(row.id),
            number: number(&row.airline_code, row.number)?,
            origin: Iata::parse(&row.origin).map_err(decode)?,
            destination: Iata::parse(&row.destination).map_err(decode)?,
            times: Times {
                departure_date: row.departure_date,
                departs_at: row.departs_at,
                arrives_at: row.arrives_at,
            },
            airplane: AirplaneId(row.airplane_id),
            registration: row.registration,
            aircraft: AircraftCode::parse(&row.aircraft_type_code).map_err(decode)?,
            distance_km: row.distance_km,
            base_price: Won(row.base_price),
            status: row.status,
            version: row.version,
        })
    }
}

fn number(airline: &str, number: u16) -> sqlx::Result<FlightNumber> {
    let airline = AirlineCode::parse(airline).map_err(decode)?;
    Ok(FlightNumber { airline, number })
}

/// A row that does not say what the schema promises.
fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
