//! The reference tables.

use std::collections::HashMap;
use std::sync::Arc;

use fnv::FnvHashMap;
use search::model::{
    AircraftCode, AirlineCode, Airport, Cabin, CabinLayout, City, CountryCode, Iata, Layout,
    LayoutId,
};
use search::suggest::Name;
use sqlx::MySqlPool;

use super::CatalogError;

/// The names of countries.
pub(super) async fn countries(db: &MySqlPool) -> Result<HashMap<CountryCode, Name>, CatalogError> {
    let rows = sqlx::query!("SELECT code, name_en, name_ko FROM countries")
        .fetch_all(db)
        .await?;
    let mut countries = HashMap::with_capacity(rows.len());
    for row in rows {
        let code = valid("countries", &row.code, CountryCode::parse(&row.code))?;
        let name = Name {
            en: row.name_en,
            ko: Some(row.name_ko),
        };
        countries.insert(code, name);
    }
    Ok(countries)
}

/// Every airport, in the order that lists a city's busiest first.
pub(super) async fn airports(db: &MySqlPool) -> Result<Vec<Airport>, CatalogError> {
    let rows = sqlx::query!(
        "
        SELECT code, city_code, country_code, name_en, name_ko, latitude, longitude, timezone, routes
        FROM airports
        ORDER BY city_code, city_rank
        "
    )
    .fetch_all(db)
    .await?;
    if rows.is_empty() {
        return Err(CatalogError::Empty("airports"));
    }
    rows.into_iter()
        .map(|row| {
            let at = |parsed| valid("airports", &row.code, parsed);
            Ok(Airport {
                code: at(Iata::parse(&row.code))?,
                city: at(Iata::parse(&row.city_code))?,
                country: valid("airports", &row.code, CountryCode::parse(&row.country_code))?,
                zone: valid("airports", &row.code, row.timezone.parse())?,
                name_en: row.name_en,
                name_ko: row.name_ko,
                latitude: row.latitude,
                longitude: row.longitude,
                routes: row.routes,
            })
        })
        .collect()
}

/// Every city that has one of `airports`, which stand in the order of each city's list.
pub(super) async fn cities(
    db: &MySqlPool,
    airports: &[Airport],
) -> Result<Vec<City>, CatalogError> {
    let mut served: HashMap<Iata, Vec<Iata>> = HashMap::new();
    for airport in airports {
        served.entry(airport.city).or_default().push(airport.code);
    }
    let rows = sqlx::query!("SELECT code, country_code, name_en, name_ko FROM cities")
        .fetch_all(db)
        .await?;
    let mut cities = Vec::with_capacity(served.len());
    for row in rows {
        let code = valid("cities", &row.code, Iata::parse(&row.code))?;
        let Some(airports) = served.remove(&code) else {
            continue;
        };
        cities.push(City {
            code,
            country: valid("cities", &row.code, CountryCode::parse(&row.country_code))?,
            name_en: row.name_en,
            name_ko: row.name_ko,
            airports,
        });
    }
    Ok(cities)
}

/// The names of airlines.
pub(super) async fn airlines(
    db: &MySqlPool,
) -> Result<FnvHashMap<AirlineCode, Name>, CatalogError> {
    let rows = sqlx::query!("SELECT code, name_en, name_ko FROM airlines")
        .fetch_all(db)
        .await?;
    if rows.is_empty() {
        return Err(CatalogError::Empty("airlines"));
    }
    rows.into_iter()
        .map(|row| {
            let code = valid("airlines", &row.code, AirlineCode::parse(&row.code))?;
            let name = Name {
                en: row.name_en,
                ko: row.name_ko,
            };
            Ok((code, name))
        })
        .collect()
}

/// The names of aircraft types.
pub(super) async fn aircraft(
    db: &MySqlPool,
) -> Result<FnvHashMap<AircraftCode, String>, CatalogError> {
    let rows = sqlx::query!("SELECT code, name FROM aircraft_types")
        .fetch_all(db)
        .await?;
    rows.into_iter()
        .map(|row| {
            let code = valid("aircraft_types", &row.code, AircraftCode::parse(&row.code))?;
            Ok((code, row.name))
        })
        .collect()
}

/// Every seat layout.
pub(super) async fn layouts(
    db: &MySqlPool,
) -> Result<FnvHashMap<LayoutId, Arc<Layout>>, CatalogError> {
    let rows = sqlx::query_as!(
        CabinRow,
        "
        SELECT layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
        FROM seat_layout_cabins
        "
    )
    .fetch_all(db)
    .await?;
    let mut cabins: FnvHashMap<LayoutId, Vec<CabinLayout>> = FnvHashMap::default();
    for row in rows {
        let layout = cabins.entry(LayoutId(row.layout_id)).or_default();
        layout.push(row.try_into()?);
    }
    Ok(cabins
        .into_iter()
        .map(|(id, cabins)| (id, Arc::new(Layout::new(cabins))))
        .collect())
}

/// One seat layout.
pub(super) async fn layout(db: &MySqlPool, id: LayoutId) -> Result<Option<Layout>, CatalogError> {
    let rows = sqlx::query_as!(
        CabinRow,
        "
        SELECT layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
        FROM seat_layout_cabins
        WHERE layout_id = ?
        ",
        id.0
    )
    .fetch_all(db)
    .await?;
    let cabins: Vec<_> = rows
        .into_iter()
        .map(CabinLayout::try_from)
        .collect::<Result<_, _>>()?;
    Ok((!cabins.is_empty()).then(|| Layout::new(cabins)))
}

/// A cabin as it is kept.
pub(super) struct CabinRow {
    pub(super) layout_id: u32,
    pub(super) cabin: String,
    pub(super) first_row: u16,
    pub(super) last_row: u16,
    pub(super) pattern: String,
    pub(super) last_row_length: u16,
    pub(super) exit_rows: String,
}

impl TryFrom<CabinRow> for CabinLayout {
    type Error = CatalogError;

    fn try_from(row: CabinRow) -> Result<Self, CatalogError> {
        let numbers = row.exit_rows.split(',').filter(|number| !number.is_empty());
        let exit_rows = numbers.map(|number| number.trim().parse()).collect();
        let name = format!("{} of {}", row.cabin, row.layout_id);
        Ok(Self {
            cabin: valid(
                "seat_layout_cabins",
                &name,
                Cabin::parse(&row.cabin).ok_or(()),
            )?,
            first_row: row.first_row,
            last_row: row.last_row,
            pattern: row.pattern,
            last_row_length: row.last_row_length,
            exit_rows: valid("seat_layout_cabins", &name, exit_rows)?,
        })
    }
}

fn valid<T, E>(table: &'static str, row: &str, parsed: Result<T, E>) -> Result<T, CatalogError> {
    parsed.map_err(|_| CatalogError::BadRow {
        table,
        row: row.to_owned(),
    })
}
