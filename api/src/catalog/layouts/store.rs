//! Seat layouts in MySQL.

use search::model::{CabinLayout, Layout, LayoutId};
use sqlx::{MySqlConnection, MySqlPool};

use super::plan::LayoutPlan;
use crate::catalog::CatalogError;
use crate::catalog::store::CabinRow;

/// A layout as it is kept.
pub(super) struct SeatLayout {
    pub(super) id: LayoutId,
    pub(super) name: String,
    /// How many airplanes have it.
    pub(super) airplanes: i64,
    pub(super) layout: Layout,
}

/// Layouts by id, from the one behind `after`.
pub(super) async fn list(
    db: &MySqlPool,
    after: LayoutId,
    limit: u32,
) -> Result<Vec<SeatLayout>, CatalogError> {
    let rows = sqlx::query!(
        "
        SELECT l.id, l.name,
          (SELECT COUNT(*) FROM airplanes WHERE airplanes.layout_id = l.id) AS airplanes
        FROM seat_layouts l
        WHERE l.id > ?
        ORDER BY l.id
        LIMIT ?
        ",
        after.0,
        limit,
    )
    .fetch_all(db)
    .await?;
    let last = rows.last().map_or(after.0, |row| row.id);
    let mut cabins = cabins(db, after, LayoutId(last)).await?;
    let layouts = rows.into_iter().map(|row| {
        let id = LayoutId(row.id);
        let its_own = cabins.extract_if(.., |(layout, _)| *layout == id);
        SeatLayout {
            id,
            name: row.name,
            airplanes: row.airplanes.unwrap_or_default(),
            layout: Layout::new(its_own.map(|(_, cabin)| cabin).collect()),
        }
    });
    Ok(layouts.collect())
}

/// The cabins of the layouts behind `after`, up to `last`.
async fn cabins(
    db: &MySqlPool,
    after: LayoutId,
    last: LayoutId,
) -> Result<Vec<(LayoutId, CabinLayout)>, CatalogError> {
    let rows = sqlx::query_as!(
        CabinRow,
        "
        SELECT layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
        FROM seat_layout_cabins
        WHERE layout_id > ? AND layout_id <= ?
        ",
        after.0,
        last.0,
    )
    .fetch_all(db)
    .await?;
    rows.into_iter()
        .map(|row| Ok((LayoutId(row.layout_id), row.try_into()?)))
        .collect()
}

/// Adds a layout with its cabins.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    plan: &LayoutPlan,
) -> sqlx::Result<LayoutId> {
    let layout = sqlx::query!("INSERT INTO seat_layouts (name) VALUES (?)", plan.name)
        .execute(&mut *conn)
        .await?;
    // The column is an INT UNSIGNED, so the id fits.
    let id = LayoutId(layout.last_insert_id() as u32);
    for cabin in &plan.layout.cabins {
        let exit_rows: Vec<_> = cabin.exit_rows.iter().map(u16::to_string).collect();
        sqlx::query!(
            "
            INSERT INTO seat_layout_cabins (
              layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
            )
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ",
            id.0,
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
    Ok(id)
}
