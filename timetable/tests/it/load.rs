//! Loading a run, going on with it, and refusing another.

use search::model::{Cabin, CabinLayout, Layout};
use sqlx::MySqlPool;
use timetable::load::{Load, LoadError, Wanted};
use timetable::reference::Reference;
use timetable::schedule::{Params, Schedule};

use crate::database::{SMALL, count, expected, load, rows, url, wanted};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_flight_of_the_schedule_is_loaded(db: MySqlPool) {
    let loaded = load(&db, wanted(SMALL)).await.unwrap();
    let expected = expected(SMALL);
    assert_eq!(
        (loaded.rows, loaded.total),
        (expected.len() as u64, loaded.rows)
    );
    assert!(rows(&db).await == expected);
    let others = "SELECT COUNT(*) FROM flights WHERE status <> 'scheduled' OR version <> 1";
    assert_eq!(count(&db, others).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_second_run_has_nothing_left_to_do(db: MySqlPool) {
    let first = load(&db, wanted(SMALL)).await.unwrap();
    let claims = count(&db, "SELECT COUNT(*) FROM seat_claims").await;
    let second = load(&db, Wanted::default()).await.unwrap();
    assert_eq!(
        (second.params, second.rows, second.total),
        (SMALL, 0, first.total)
    );
    assert_eq!(count(&db, "SELECT COUNT(*) FROM seat_claims").await, claims);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn another_run_is_refused_and_changes_nothing(db: MySqlPool) {
    load(&db, wanted(SMALL)).await.unwrap();
    let other = Wanted {
        per_day: Some(601),
        ..Wanted::default()
    };
    let refused = load(&db, other).await.unwrap_err();
    assert!(matches!(refused, LoadError::AnotherRun(SMALL)));
    assert!(rows(&db).await == expected(SMALL));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_database_with_other_airplanes_is_refused(db: MySqlPool) {
    load(&db, wanted(SMALL)).await.unwrap();
    sqlx::query("DELETE FROM timetable_runs")
        .execute(&db)
        .await
        .unwrap();
    let refused = load(&db, wanted(SMALL)).await.unwrap_err();
    assert!(matches!(refused, LoadError::ForeignFlights));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_at_once_load_every_flight_once(db: MySqlPool) {
    let (one, other) = tokio::join!(load(&db, wanted(SMALL)), load(&db, wanted(SMALL)));
    for refused in [one.err(), other.err()].into_iter().flatten() {
        assert!(matches!(refused, LoadError::AlreadyLoading), "{refused:?}");
    }
    load(&db, Wanted::default()).await.unwrap();
    assert!(rows(&db).await == expected(SMALL));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_reference_data_is_there_and_comes_back_when_changed(db: MySqlPool) {
    load(&db, wanted(SMALL)).await.unwrap();
    for (query, expected) in [
        ("SELECT COUNT(*) FROM countries", 235),
        ("SELECT COUNT(*) FROM cities", 3_995),
        ("SELECT COUNT(*) FROM airports", 4_115),
        ("SELECT COUNT(*) FROM airlines", 563),
        ("SELECT COUNT(*) FROM aircraft_types", 185),
    ] {
        assert_eq!(count(&db, query).await, expected, "{query}");
    }
    sqlx::query("UPDATE airports SET name_ko = NULL, routes = 0 WHERE code = 'ICN'")
        .execute(&db)
        .await
        .unwrap();
    load(&db, Wanted::default()).await.unwrap();
    let airport: (String, String, String, u16) = sqlx::query_as(
        "SELECT name_ko, timezone, city_code, routes FROM airports WHERE code = 'ICN'",
    )
    .fetch_one(&db)
    .await
    .unwrap();
    assert_eq!(
        (airport.1.as_str(), airport.2.as_str()),
        ("Asia/Seoul", "SEL")
    );
    assert!(airport.0.contains("인천") && airport.3 > 100, "{airport:?}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn layouts_have_the_ids_and_rows_of_the_schedule(db: MySqlPool) {
    load(&db, wanted(SMALL)).await.unwrap();
    let schedule = Schedule::new(SMALL, &Reference::read());
    for it in schedule.layouts() {
        let cabins: Vec<(String, u16, u16, String, u16, String)> = sqlx::query_as(
            "SELECT cabin, first_row, last_row, pattern, last_row_length, exit_rows
             FROM seat_layout_cabins
             WHERE layout_id = ?",
        )
        .bind(it.id.0)
        .fetch_all(&db)
        .await
        .unwrap();
        let cabins = cabins.into_iter().map(|row| CabinLayout {
            cabin: Cabin::parse(&row.0).unwrap(),
            first_row: row.1,
            last_row: row.2,
            pattern: row.3,
            last_row_length: row.4,
            exit_rows: row
                .5
                .split_terminator(',')
                .map(|n| n.parse().unwrap())
                .collect(),
        });
        assert_eq!(Layout::new(cabins.collect()), it.layout, "{}", it.name);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn some_flights_of_the_first_days_are_sold_out(db: MySqlPool) {
    let params = Params {
        per_day: 2_700,
        days: 3,
        ..SMALL
    };
    load(&db, wanted(params)).await.unwrap();
    let sold_out: Vec<(u64, i64)> = sqlx::query_as(
        "SELECT flight_id, COUNT(*) FROM seat_claims WHERE ticket_id IS NULL
         GROUP BY flight_id",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let schedule = Schedule::new(params, &Reference::read());
    let capacity = |id: u64| -> i64 {
        let flight = schedule.flights().nth(id as usize - 1).unwrap();
        flight.seats_left.0.iter().copied().map(i64::from).sum()
    };
    let full = sold_out
        .iter()
        .filter(|(id, taken)| capacity(*id) == *taken);
    assert_eq!(full.count(), 3);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_error_says_what_to_do(db: MySqlPool) {
    let error = async |mysql_url: String| {
        let load = Load {
            mysql_url,
            wanted: wanted(SMALL),
            today: SMALL.start,
            chunk_rows: 1_000,
        };
        let outcome = load.run(&indicatif::ProgressBar::hidden()).await;
        outcome.unwrap_err().to_string()
    };
    assert_eq!(
        error("mysql://root@127.0.0.1:1/gajo".into()).await,
        "no MySQL server answers at 127.0.0.1:1; is it started?"
    );
    assert!(
        error("gajo".into())
            .await
            .starts_with("the MySQL URL must look like")
    );
    let url = url(&db);
    let (server, _) = url.rsplit_once('/').unwrap();
    let unknown = error(format!("{server}/timetable_no_such_database")).await;
    assert!(unknown.contains("does not let us in"), "{unknown}");
}
