//! What a file adds, changes, cancels and leaves alone.

use sqlx::MySqlPool;
use timetable::import::{Absent, Cancelled, ImportError, Mode, Outcome, Rules, Tally};

use super::{CAREFUL, SKIPPING, flights, outbox, run, table, take_seats, write};
use crate::database::{SMALL, count, load, wanted};

/// Six flights.
const WEEK: [&str; 2] = [
    "KE,703,ICN,NRT,2027-03-01,2027-03-07,135,09:05,11:30,,77W,,,150000",
    "KE,704,NRT,ICN,2027-03-01,2027-03-07,135,12:55,15:30,,77W,,,150000",
];

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_file_imported_twice_changes_nothing(db: MySqlPool) {
    let text = table(&WEEK);
    let first = write(&db, &text, CAREFUL).await;
    assert_eq!((first.added, first.unchanged), (6, 0));
    let before = flights(&db).await;
    assert_eq!(before[0].0, "KE703");
    assert_eq!(before[0].3.to_string(), "2027-03-01 00:05:00");
    assert_eq!((before[0].5.as_str(), before[0].6), ("KE-77W", 150_000));

    let second = write(&db, &text, CAREFUL).await;
    let unchanged = Tally {
        unchanged: 6,
        ..Tally::default()
    };
    assert_eq!(second, unchanged);
    assert_eq!(flights(&db).await, before);
    let touched = "SELECT COUNT(*) FROM flights WHERE version <> 1";
    assert_eq!(count(&db, touched).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_dry_run_tells_what_a_run_does_and_writes_nothing(db: MySqlPool) {
    write(&db, table(&WEEK), CAREFUL).await;
    let before = flights(&db).await;
    let text = table(&[
        "KE,703,ICN,NRT,2027-03-01,2027-03-07,135,09:35,12:00,,77W,,,",
        "KE,704,NRT,ICN,2027-03-01,2027-03-05,13,12:55,15:30,,77W,,,",
        "KE,705,ICN,HND,2027-03-02,,,12:55,15:30,,789,,,",
    ]);
    let rules = Rules {
        absent: Absent::CancelNumbers,
        ..CAREFUL
    };
    let dry = run(&db, &text, Mode::DryRun, rules).await.unwrap();
    assert_eq!(dry.outcome, Outcome::WouldWrite);
    let expected = Tally {
        added: 1,
        changed: 3,
        cancelled: 1,
        unchanged: 2,
        ..Tally::default()
    };
    assert_eq!((dry.flights, dry.new_airplanes), (expected, 1));
    let samples: Vec<_> = dry.samples.iter().map(|it| it.flight.as_str()).collect();
    assert_eq!(
        samples,
        [
            "KE705 2027-03-02 ICN-HND 12:55-15:30 789",
            "KE704 2027-03-05 NRT-ICN 12:55-15:30 77W",
            "KE703 2027-03-01 ICN-NRT 09:05-11:30 77W: departs 09:05 -> 09:35, arrives 11:30 -> 12:00",
            "KE703 2027-03-03 ICN-NRT 09:05-11:30 77W: departs 09:05 -> 09:35, arrives 11:30 -> 12:00",
            "KE703 2027-03-05 ICN-NRT 09:05-11:30 77W: departs 09:05 -> 09:35, arrives 11:30 -> 12:00",
        ]
    );
    assert_eq!(flights(&db).await, before);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM airplanes").await, 1);

    assert_eq!(write(&db, &text, rules).await, expected);
    let after = flights(&db).await;
    assert_eq!(after.len(), 7);
    // a price that is not told stays
    assert!(after.iter().all(|it| it.6 == 150_000 || it.0 == "KE705"));
    let cancelled: Vec<_> = after.iter().filter(|it| it.7 == "cancelled").collect();
    assert_eq!(cancelled.len(), 1);
    assert_eq!(cancelled[0].1.to_string(), "2027-03-05");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn flights_that_the_file_does_not_tell_are_cancelled_only_when_asked(db: MySqlPool) {
    write(&db, table(&WEEK), CAREFUL).await;
    let other = "OZ,102,ICN,NRT,2027-03-03,,,09:00,11:20,,333,,,";
    write(&db, table(&[other]), CAREFUL).await;
    let part = table(&["KE,703,ICN,NRT,2027-03-01,2027-03-05,15,09:05,11:30,,77W,,,"]);

    let left = write(&db, &part, CAREFUL).await;
    assert_eq!((left.absent_of_numbers, left.absent_of_airline), (1, 3));
    assert_eq!(left.cancelled, 0);

    let cancel = |absent| Rules { absent, ..CAREFUL };
    let numbers = write(&db, &part, cancel(Absent::CancelNumbers)).await;
    assert_eq!((numbers.cancelled, numbers.absent_of_airline), (1, 3));
    let airline = write(&db, &part, cancel(Absent::CancelAirline)).await;
    assert_eq!((airline.cancelled, airline.unchanged), (3, 2));

    // another airline, and what lies outside of the file's period, are not the file's business
    let scheduled = "SELECT COUNT(*) FROM flights WHERE status = 'scheduled'";
    assert_eq!(count(&db, scheduled).await, 3);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_bad_row_and_cancelling_the_missing_do_not_go_together(db: MySqlPool) {
    let rules = Rules {
        absent: Absent::CancelAirline,
        ..SKIPPING
    };
    let refused = run(&db, table(&WEEK), Mode::Write, rules).await;
    assert!(matches!(refused, Err(ImportError::SkipsAndCancels)));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_stays_so_until_it_is_reinstated(db: MySqlPool) {
    write(&db, table(&WEEK), CAREFUL).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE departure_date = '2027-03-01'")
        .execute(&db)
        .await
        .unwrap();
    let left = write(&db, table(&WEEK), CAREFUL).await;
    assert_eq!((left.left_cancelled, left.unchanged), (2, 4));

    let reinstate = Rules {
        cancelled: Cancelled::Reinstate,
        ..CAREFUL
    };
    let flying = write(&db, table(&WEEK), reinstate).await;
    assert_eq!((flying.reinstated, flying.unchanged), (2, 4));
    let scheduled = "SELECT COUNT(*) FROM flights WHERE status = 'scheduled'";
    assert_eq!(count(&db, scheduled).await, 6);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_whose_orders_are_not_settled_is_not_reinstated(db: MySqlPool) {
    write(&db, table(&WEEK), CAREFUL).await;
    take_seats(&db, "2027-03-01", &[7], true).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE departure_date = '2027-03-01'")
        .execute(&db)
        .await
        .unwrap();
    let reinstate = Rules {
        cancelled: Cancelled::Reinstate,
        ..CAREFUL
    };
    let refused = run(&db, table(&WEEK), Mode::Write, reinstate)
        .await
        .unwrap();
    assert_eq!((refused.outcome, refused.bad_rows), (Outcome::Refused, 2));
    assert!(
        refused.faults[0].reason.contains("not settled"),
        "{refused:?}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_has_departed_is_left_alone(db: MySqlPool) {
    let rows = |time| {
        table(&[&format!(
            "KE,703,ICN,NRT,2026-11-28,2026-12-03,,{time},13:30,,77W,,,"
        )])
    };
    // at the time of these tests it is 09:00 of 1 December in Seoul
    let first = write(&db, rows("09:00"), CAREFUL).await;
    assert_eq!((first.departed, first.added), (4, 2));
    write(&db, rows("09:01"), CAREFUL).await;
    let second = write(&db, rows("08:30"), CAREFUL).await;
    assert_eq!((second.departed, second.changed), (4, 2));
    assert_eq!(flights(&db).await[0].3.to_string(), "2026-12-01 00:01:00");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn orders_of_cancelled_and_moved_flights_are_told_in_the_same_transaction(db: MySqlPool) {
    write(&db, table(&WEEK), CAREFUL).await;
    take_seats(&db, "2027-03-01", &[3, 4], true).await;
    take_seats(&db, "2027-03-03", &[3], false).await;
    let text = table(&[
        "KE,703,ICN,NRT,2027-03-01,2027-03-05,135,09:35,12:00,,77W,,,",
        "KE,704,NRT,ICN,2027-03-05,,,12:55,15:30,,77W,,,99000",
    ]);
    let rules = Rules {
        absent: Absent::CancelNumbers,
        ..CAREFUL
    };
    let dry = run(&db, &text, Mode::DryRun, rules).await.unwrap();
    assert_eq!(dry.flights.with_orders, 2);
    assert!(outbox(&db).await.is_empty());
    let done = write(&db, &text, rules).await;
    assert_eq!((done.changed, done.cancelled, done.with_orders), (4, 2, 2));

    let told = outbox(&db).await;
    let kinds: Vec<_> = told.iter().map(|it| it.0.as_str()).collect();
    assert_eq!(kinds, ["flight_moved", "flight_cancelled"]);
    let (moved, cancelled) = (&told[0].1, &told[1].1);
    assert_eq!(moved["before"]["departs_at"], "2027-03-01T00:05:00Z");
    assert_eq!(moved["after"]["departs_at"], "2027-03-01T00:35:00Z");
    assert_eq!(cancelled["flight"]["number"], "KE704");
    let id = "SELECT CAST(id AS SIGNED) FROM flights
              WHERE number = 704 AND departure_date = '2027-03-01'";
    assert_eq!(cancelled["flight_id"], count(&db, id).await);

    write(&db, &text, rules).await;
    assert_eq!(outbox(&db).await.len(), 2);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_imports_at_once_write_every_flight_once(db: MySqlPool) {
    let text = table(&["KE,703,ICN,NRT,2027-01-01,2027-04-30,,09:05,11:30,,77W,,,"]);
    let (one, other) = tokio::join!(
        run(&db, &text, Mode::Write, CAREFUL),
        run(&db, &text, Mode::Write, CAREFUL)
    );
    let (one, other) = (one.unwrap().flights, other.unwrap().flights);
    assert_eq!(one.added + other.added, 120);
    assert_eq!(one.unchanged + other.unchanged, 120);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM flights").await, 120);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM airplanes").await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_generated_schedule_takes_a_real_one_beside_it(db: MySqlPool) {
    let generated = load(&db, wanted(SMALL)).await.unwrap();
    let added = write(&db, table(&WEEK), CAREFUL).await.added;
    let all = count(&db, "SELECT COUNT(*) FROM flights").await;
    assert_eq!(all as u64, generated.total + added);

    // but not in its middle: its ids are given
    sqlx::query("UPDATE timetable_runs SET finished_at = NULL")
        .execute(&db)
        .await
        .unwrap();
    let refused = run(&db, table(&WEEK), Mode::DryRun, CAREFUL).await;
    assert!(matches!(refused, Err(ImportError::HalfGenerated)));
}

#[sqlx::test(migrations = false)]
async fn a_dry_run_on_an_empty_database_says_what_is_missing(db: MySqlPool) {
    let refused = run(&db, table(&WEEK), Mode::DryRun, CAREFUL).await;
    assert!(matches!(refused, Err(ImportError::NoSchema(_))));
    assert_eq!(write(&db, table(&WEEK), CAREFUL).await.added, 6);
}
