//! Seat layouts and airplanes.

use mysql_async::Transaction;
use mysql_async::prelude::Queryable;
use search::model::CabinLayout;

use super::LoadError;
use crate::schedule::{Airplane, Schedule};

/// Inserts the layouts and airplanes of a new run, with their ids.
pub(super) async fn insert(tx: &mut Transaction<'_>, schedule: &Schedule) -> Result<(), LoadError> {
    let layouts = schedule.layouts();
    tx.exec_batch(
        "INSERT INTO seat_layouts (id, name) VALUES (?, ?)",
        layouts.iter().map(|it| (it.id.0, &it.name)),
    )
    .await?;
    let cabins = layouts
        .iter()
        .flat_map(|it| it.layout.cabins.iter().map(|cabin| (it.id.0, cabin)));
    tx.exec_batch(
        "INSERT INTO seat_layout_cabins
           (layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
        cabins.map(|(layout, cabin)| {
            (
                layout,
                cabin.cabin.as_str(),
                cabin.first_row,
                cabin.last_row,
                &cabin.pattern,
                cabin.last_row_length,
                exit_rows(cabin),
            )
        }),
    )
    .await?;
    tx.exec_batch(
        "INSERT INTO airplanes
           (id, registration, airline_code, aircraft_type_code, layout_id, pooled)
         VALUES (?, ?, ?, ?, ?, TRUE)",
        schedule.airplanes().iter().map(|it| {
            let (airline, aircraft) = (it.airline.to_string(), it.aircraft.to_string());
            (it.id, registration(it), airline, aircraft, it.layout.0)
        }),
    )
    .await?;
    Ok(())
}

fn exit_rows(cabin: &CabinLayout) -> String {
    let rows: Vec<_> = cabin.exit_rows.iter().map(u16::to_string).collect();
    rows.join(",")
}

/// A fleet has no registration of its own: airline and type name it.
fn registration(airplane: &Airplane) -> String {
    format!("{}-{}", airplane.airline, airplane.aircraft)
}
