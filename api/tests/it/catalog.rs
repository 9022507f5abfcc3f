//! The reference data as the rest of the service sees it.

use api::catalog::{Catalog, CatalogError};
use api::problem::Language;
use search::model::{AirlineCode, Cabin, Iata, LayoutId};
use sqlx::MySqlPool;

use crate::fixture;

fn airline(code: &str) -> AirlineCode {
    AirlineCode::parse(code).unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn names_are_in_the_language_asked_for_as_far_as_they_are_known(db: MySqlPool) {
    fixture::load_reference(&db).await;
    let catalog = Catalog::read(&db).await.unwrap();
    for (code, language, name) in [
        ("KE", Language::Ko, "대한항공"),
        ("KE", Language::En, "Korean Air"),
        ("AF", Language::Ko, "Air France"),
        ("ZZ", Language::Ko, "ZZ"),
    ] {
        assert_eq!(catalog.airline_name(&airline(code), language), name);
    }
    let cdg = Iata::parse("CDG").unwrap();
    let name = "Charles de Gaulle International Airport";
    assert_eq!(catalog.airport_name(&cdg, Language::Ko), name);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_layout_added_later_is_read_from_mysql(db: MySqlPool) {
    fixture::load_reference(&db).await;
    let catalog = Catalog::read(&db).await.unwrap();
    assert!(catalog.layout(&db, LayoutId(9)).await.unwrap().is_none());

    for added in [
        "INSERT INTO seat_layouts (id, name) VALUES (9, 'AT7 of 70')",
        "INSERT INTO seat_layout_cabins (
           layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows
         )
         VALUES (9, 'economy', 1, 18, 'AC DF', 2, '1,9')",
    ] {
        sqlx::raw_sql(added).execute(&db).await.unwrap();
    }
    let layout = catalog.layout(&db, LayoutId(9)).await.unwrap().unwrap();
    assert_eq!(layout.capacity()[Cabin::Economy], 70);
    assert_eq!(layout.cabins[0].exit_rows, [1, 9]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_row_that_cannot_be_read_is_named(db: MySqlPool) {
    fixture::load_reference(&db).await;
    let moved = "UPDATE airports SET timezone = 'Asia/Atlantis' WHERE code = 'ICN'";
    sqlx::raw_sql(moved).execute(&db).await.unwrap();
    let error = Catalog::read(&db).await.err().unwrap();
    assert!(
        matches!(&error, CatalogError::BadRow { row, .. } if row == "ICN"),
        "{error}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn empty_tables_say_what_to_run(db: MySqlPool) {
    let error = Catalog::read(&db).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "the table airports is empty; run `timetable generate`"
    );
}
