//! Local times in gaps and folds of the clocks.

use sqlx::MySqlPool;

use super::{CAREFUL, faults, flights, table, write};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_local_time_stays_through_a_change_of_the_clocks(db: MySqlPool) {
    let text = table(&["KE,902,CDG,ICN,2027-03-27,2027-03-28,,20:00,14:50,1,77W,,,"]);
    write(&db, text, CAREFUL).await;
    let departures: Vec<_> = flights(&db)
        .await
        .iter()
        .map(|it| it.3.to_string())
        .collect();
    assert_eq!(departures, ["2027-03-27 19:00:00", "2027-03-28 18:00:00"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_time_that_the_clocks_skip_is_refused(db: MySqlPool) {
    let text = table(&["KE,902,CDG,ICN,2027-03-20,2027-04-04,,02:30,20:50,,77W,,,"]);
    assert_eq!(
        faults(&db, text).await,
        [
            "2: departs: 2027-03-28 02:30 does not exist in Europe/Paris: \
          the clocks go forward over it"
        ]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_a_time_that_comes_twice_the_first_is_meant_unless_told(db: MySqlPool) {
    let text = table(&[
        "KE,902,CDG,ICN,2027-10-31,,,02:30,21:50,,77W,,,",
        "KE,904,CDG,ICN,2027-10-31,,,02:30+01:00,21:50,,77W,,,",
    ]);
    write(&db, text, CAREFUL).await;
    let departures: Vec<_> = flights(&db)
        .await
        .iter()
        .map(|it| it.3.to_string())
        .collect();
    assert_eq!(departures, ["2027-10-31 00:30:00", "2027-10-31 01:30:00"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_offset_that_is_not_the_airports_is_refused(db: MySqlPool) {
    let text = table(&["KE,902,CDG,ICN,2027-03-20,2027-04-04,,20:00+01:00,14:50,1,77W,,,"]);
    assert_eq!(
        faults(&db, text).await,
        [
            "2: departs: on 2027-03-28 Europe/Paris is +02:00 from UTC, not +01:00; \
          does the period have to end there?"
        ]
    );
}
