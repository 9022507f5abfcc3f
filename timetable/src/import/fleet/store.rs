//! The SQL of airplanes and seat layouts.

use search::model::{AircraftCode, AirlineCode, Cabin, CabinLayout, Layout, LayoutId};
use sqlx::MySqlConnection;

use super::super::store::Airplane;
use crate::layouts::SeatLayout;

/// A layout and its name.
pub(super) struct NamedLayout {
    pub(super) id: LayoutId,
    pub(super) name: String,
    pub(super) layout: Layout,
}

/// Every layout.
pub(super) async fn layouts(conn: &mut MySqlConnection) -> sqlx::Result<Vec<NamedLayout>> {
    let rows = sqlx::query!(
        "SELECT l.id, l.name, c.cabin AS \"cabin: String\", c.first_row, c.last_row, c.pattern,
                c.last_row_length
         FROM seat_layouts l
         JOIN seat_layout_cabins c ON c.layout_id = l.id
         ORDER BY l.id, c.first_row"
    )
    .fetch_all(conn)
    .await?;
    let mut layouts: Vec<NamedLayout> = Vec::new();
    for row in rows {
        let cabin = CabinLayout {
            cabin: Cabin::parse(&row.cabin)
                .ok_or_else(|| sqlx::Error::Decode("an unknown cabin".into()))?,
            first_row: row.first_row,
            last_row: row.last_row,
            pattern: row.pattern,
            last_row_length: row.last_row_length,
            exit_rows: Vec::new(), // nobody asks for them here
        };
        match layouts.last_mut().filter(|last| last.id.0 == row.id) {
            Some(last) => last.layout.cabins.push(cabin),
            None => layouts.push(NamedLayout {
                id: LayoutId(row.id),
                name: row.name,
                layout: Layout::new(vec![cabin]),
            }),
        }
    }
    Ok(layouts)
}

struct AirplaneRow {
    id: u32,
    airline: String,
    aircraft: String,
    layout: u32,
    pooled: bool,
}

impl AirplaneRow {
    fn read(self) -> sqlx::Result<Airplane> {
        let bad = |error: search::model::BadCode| sqlx::Error::Decode(Box::new(error));
        Ok(Airplane {
            id: self.id,
            airline: AirlineCode::parse(&self.airline).map_err(bad)?,
            aircraft: AircraftCode::parse(&self.aircraft).map_err(bad)?,
            layout: LayoutId(self.layout),
            pooled: self.pooled,
        })
    }
}

/// The airplane of a registration.
pub(super) async fn registered(
    conn: &mut MySqlConnection,
    registration: &str,
) -> sqlx::Result<Option<Airplane>> {
    let row = sqlx::query_as!(
        AirplaneRow,
        r#"
        SELECT id, airline_code AS airline, aircraft_type_code AS aircraft, layout_id AS layout,
               pooled AS "pooled: bool"
        FROM airplanes
        WHERE registration = ?
        "#,
        registration,
    )
    .fetch_optional(conn)
    .await?;
    row.map(AirplaneRow::read).transpose()
}

/// The airplane that stands for an airline's fleet of a type and layout.
pub(super) async fn pooled(
    conn: &mut MySqlConnection,
    airline: AirlineCode,
    aircraft: AircraftCode,
    layout: LayoutId,
) -> sqlx::Result<Option<Airplane>> {
    let row = sqlx::query_as!(
        AirplaneRow,
        r#"
        SELECT id, airline_code AS airline, aircraft_type_code AS aircraft, layout_id AS layout,
               pooled AS "pooled: bool"
        FROM airplanes
        WHERE airline_code = ? AND aircraft_type_code = ? AND layout_id = ? AND pooled
        ORDER BY id
        LIMIT 1
        "#,
        airline.as_str(),
        aircraft.as_str(),
        layout.0,
    )
    .fetch_optional(conn)
    .await?;
    row.map(AirplaneRow::read).transpose()
}

/// Inserts an airplane that stands for a fleet. Airline and type name it, and the layout where that
/// name is taken.
pub(super) async fn insert_pooled(
    conn: &mut MySqlConnection,
    airline: AirlineCode,
    aircraft: AircraftCode,
    layout: LayoutId,
) -> sqlx::Result<()> {
    let short = format!("{airline}-{aircraft}");
    let registration = match registered(conn, &short).await? {
        None => short,
        Some(_) => format!("{short}-{}", layout.0),
    };
    sqlx::query!(
        "INSERT INTO airplanes
           (registration, airline_code, aircraft_type_code, layout_id, pooled)
         VALUES (?, ?, ?, ?, TRUE)",
        registration,
        airline.as_str(),
        aircraft.as_str(),
        layout.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The layout of that name, inserted when it is not there.
pub(super) async fn layout_named(
    conn: &mut MySqlConnection,
    layout: &SeatLayout,
) -> sqlx::Result<LayoutId> {
    let known = sqlx::query_scalar!("SELECT id FROM seat_layouts WHERE name = ?", layout.name)
        .fetch_optional(&mut *conn)
        .await?;
    if let Some(id) = known {
        return Ok(LayoutId(id));
    }
    let inserted = sqlx::query!("INSERT INTO seat_layouts (name) VALUES (?)", layout.name)
        .execute(&mut *conn)
        .await?;
    let id = inserted.last_insert_id() as u32;
    for cabin in &layout.layout.cabins {
        let exit_rows: Vec<_> = cabin.exit_rows.iter().map(u16::to_string).collect();
        sqlx::query!(
            "INSERT INTO seat_layout_cabins
               (layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            id,
            cabin.cabin.as_str(),
            cabin.first_row,
            cabin.last_row,
            cabin.pattern,
            cabin.last_row_length,
            exit_rows.join(","),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(LayoutId(id))
}
