//! The reference data, row by row: what is there is brought up to date, nothing is deleted.

use mysql_async::Transaction;
use mysql_async::prelude::Queryable;

use super::LoadError;
use crate::reference::Reference;

/// Writes the rows that others refer to first.
pub(super) async fn upsert(
    tx: &mut Transaction<'_>,
    reference: &Reference,
) -> Result<(), LoadError> {
    countries(tx, reference).await?;
    cities(tx, reference).await?;
    airports(tx, reference).await?;
    airlines(tx, reference).await?;
    aircraft_types(tx, reference).await
}

/// Whether every row is there. Rows are never deleted, so it is enough to count them.
pub(super) async fn is_there(
    tx: &mut Transaction<'_>,
    reference: &Reference,
) -> Result<bool, LoadError> {
    let counts: Option<(usize, usize, usize, usize, usize)> = tx
        .query_first(
            "SELECT
               (SELECT COUNT(*) FROM countries),
               (SELECT COUNT(*) FROM cities),
               (SELECT COUNT(*) FROM airports),
               (SELECT COUNT(*) FROM airlines),
               (SELECT COUNT(*) FROM aircraft_types)",
        )
        .await?;
    Ok(
        counts.is_some_and(|(countries, cities, airports, airlines, aircraft)| {
            countries >= reference.countries.len()
                && cities >= reference.cities.len()
                && airports >= reference.airports.len()
                && airlines >= reference.airlines.len()
                && aircraft >= reference.aircraft.len()
        }),
    )
}

async fn countries(tx: &mut Transaction<'_>, reference: &Reference) -> Result<(), LoadError> {
    let rows = reference.countries.iter();
    tx.exec_batch(
        "INSERT INTO countries (code, name_en, name_ko)
         VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE name_en = VALUES(name_en), name_ko = VALUES(name_ko)",
        rows.map(|it| (it.code.as_str(), &it.name_en, &it.name_ko)),
    )
    .await?;
    Ok(())
}

async fn cities(tx: &mut Transaction<'_>, reference: &Reference) -> Result<(), LoadError> {
    let rows = reference.cities.iter();
    tx.exec_batch(
        "INSERT INTO cities (code, country_code, name_en, name_ko)
         VALUES (?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE
           country_code = VALUES(country_code),
           name_en = VALUES(name_en),
           name_ko = VALUES(name_ko)",
        rows.map(|it| {
            (
                it.code.as_str(),
                it.country.as_str(),
                &it.name_en,
                &it.name_ko,
            )
        }),
    )
    .await?;
    Ok(())
}

async fn airports(tx: &mut Transaction<'_>, reference: &Reference) -> Result<(), LoadError> {
    let rows = reference.airports.values();
    tx.exec_batch(
        "INSERT INTO airports
           (code, icao, city_code, country_code, name_en, name_ko, latitude, longitude, timezone,
            size, city_rank, routes)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE
           icao = VALUES(icao),
           city_code = VALUES(city_code),
           country_code = VALUES(country_code),
           name_en = VALUES(name_en),
           name_ko = VALUES(name_ko),
           latitude = VALUES(latitude),
           longitude = VALUES(longitude),
           timezone = VALUES(timezone),
           size = VALUES(size),
           city_rank = VALUES(city_rank),
           routes = VALUES(routes)",
        rows.map(|row| {
            let it = &row.airport;
            (
                it.code.as_str(),
                &row.icao,
                it.city.as_str(),
                it.country.as_str(),
                &it.name_en,
                &it.name_ko,
                it.latitude,
                it.longitude,
                it.zone.name(),
                row.size.as_str(),
                row.city_rank,
                it.routes,
            )
        }),
    )
    .await?;
    Ok(())
}

async fn airlines(tx: &mut Transaction<'_>, reference: &Reference) -> Result<(), LoadError> {
    let rows = reference.airlines.values();
    tx.exec_batch(
        "INSERT INTO airlines (code, icao, country_code, name_en, name_ko, low_cost, active)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE
           icao = VALUES(icao),
           country_code = VALUES(country_code),
           name_en = VALUES(name_en),
           name_ko = VALUES(name_ko),
           low_cost = VALUES(low_cost),
           active = VALUES(active)",
        rows.map(|it| {
            (
                it.code.as_str(),
                &it.icao,
                it.country.as_str(),
                &it.name_en,
                &it.name_ko,
                it.low_cost,
                it.active,
            )
        }),
    )
    .await?;
    Ok(())
}

async fn aircraft_types(tx: &mut Transaction<'_>, reference: &Reference) -> Result<(), LoadError> {
    let rows = reference.aircraft.values();
    tx.exec_batch(
        "INSERT INTO aircraft_types (code, icao, name, category, cruise_kmh, range_km)
         VALUES (?, ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE
           icao = VALUES(icao),
           name = VALUES(name),
           category = VALUES(category),
           cruise_kmh = VALUES(cruise_kmh),
           range_km = VALUES(range_km)",
        rows.map(|it| {
            (
                it.code.as_str(),
                &it.icao,
                &it.name,
                it.category.as_str(),
                it.cruise_kmh,
                it.range_km,
            )
        }),
    )
    .await?;
    Ok(())
}
