//! Airplanes in MySQL.

use search::model::{AircraftCode, AirlineCode, LayoutId};
use sqlx::{MySqlConnection, MySqlPool};

use super::airplane::{Airplane, AirplaneId};
use crate::catalog::CatalogError;

/// What an airplane is registered with, as far as it is known.
pub(super) struct Known {
    pub(super) airline: bool,
    pub(super) aircraft: bool,
    pub(super) layout: bool,
}

/// Which of an airplane's codes and ids there are.
pub(super) async fn known(
    conn: &mut MySqlConnection,
    airline: &str,
    aircraft: &str,
    layout: i64,
) -> sqlx::Result<Known> {
    sqlx::query_as!(
        Known,
        r#"
        SELECT EXISTS (SELECT 1 FROM airlines WHERE code = ?) AS "airline!: bool",
          EXISTS (SELECT 1 FROM aircraft_types WHERE code = ?) AS "aircraft!: bool",
          EXISTS (SELECT 1 FROM seat_layouts WHERE id = ?) AS "layout!: bool"
        "#,
        airline,
        aircraft,
        layout,
    )
    .fetch_one(conn)
    .await
}

/// Adds an airplane, whose id is not read.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    airplane: &Airplane,
) -> sqlx::Result<AirplaneId> {
    let inserted = sqlx::query!(
        "
        INSERT INTO airplanes (registration, airline_code, aircraft_type_code, layout_id, pooled)
        VALUES (?, ?, ?, ?, ?)
        ",
        airplane.registration,
        airplane.airline.as_str(),
        airplane.aircraft.as_str(),
        airplane.layout.0,
        airplane.pooled,
    )
    .execute(conn)
    .await?;
    // The column is an INT UNSIGNED, so the id fits.
    Ok(AirplaneId(inserted.last_insert_id() as u32))
}

/// Airplanes by id, from the one behind `after`, of one airline or of all.
pub(super) async fn list(
    db: &MySqlPool,
    airline: Option<AirlineCode>,
    after: AirplaneId,
    limit: u32,
) -> Result<Vec<Airplane>, CatalogError> {
    let airline = airline.as_ref().map(AirlineCode::as_str);
    let rows = sqlx::query_as!(
        Row,
        r#"
        SELECT id, registration, airline_code, aircraft_type_code, layout_id, pooled AS "pooled: bool"
        FROM airplanes
        WHERE id > ? AND (? IS NULL OR airline_code = ?)
        ORDER BY id
        LIMIT ?
        "#,
        after.0,
        airline,
        airline,
        limit,
    )
    .fetch_all(db)
    .await?;
    let airplanes: sqlx::Result<_> = rows.into_iter().map(Airplane::try_from).collect();
    Ok(airplanes?)
}

/// Reads an airplane and locks its row until the transaction ends, so that its flights are written
/// one after the other.
pub(in crate::catalog) async fn find_for_update(
    conn: &mut MySqlConnection,
    id: AirplaneId,
) -> sqlx::Result<Option<Airplane>> {
    let row = sqlx::query_as!(
        Row,
        r#"
        SELECT id, registration, airline_code, aircraft_type_code, layout_id, pooled AS "pooled: bool"
        FROM airplanes
        WHERE id = ?
        FOR UPDATE
        "#,
        id.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(Airplane::try_from).transpose()
}

struct Row {
    id: u32,
    registration: String,
    airline_code: String,
    aircraft_type_code: String,
    layout_id: u32,
    pooled: bool,
}

impl TryFrom<Row> for Airplane {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        let decode = |error| sqlx::Error::Decode(Box::new(error));
        Ok(Self {
            id: AirplaneId(row.id),
            registration: row.registration,
            airline: AirlineCode::parse(&row.airline_code).map_err(decode)?,
            aircraft: AircraftCode::parse(&row.aircraft_type_code).map_err(decode)?,
            layout: LayoutId(row.layout_id),
            pooled: row.pooled,
        })
    }
}
