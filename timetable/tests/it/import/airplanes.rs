//! Which airplane flies, and that it is in one place.

use sqlx::MySqlPool;
use timetable::import::{Mode, Outcome};

use super::{CAREFUL, SKIPPING, faults, flights, run, said, table, write};
use crate::database::count;

/// A database with an airplane of its own.
async fn with_airplane(db: &MySqlPool) {
    write(
        db,
        table(&["KE,900,ICN,CDG,2027-02-01,,,13:20,18:30,,77W,,,"]),
        CAREFUL,
    )
    .await;
    sqlx::query(
        "INSERT INTO airplanes (registration, airline_code, aircraft_type_code, layout_id, pooled)
         SELECT 'HL8008', airline_code, aircraft_type_code, layout_id, FALSE FROM airplanes",
    )
    .execute(db)
    .await
    .expect("the registration is new");
}

async fn refusals(db: &MySqlPool, rows: &[&str]) -> Vec<String> {
    let report = run(db, table(rows), Mode::Write, CAREFUL).await;
    let report = report.expect("a report");
    assert_eq!(report.outcome, Outcome::Refused);
    said(&report)
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_unknown_registration_is_refused(db: MySqlPool) {
    let rows = table(&["KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,,,HL8008,"]);
    assert_eq!(
        faults(&db, rows).await,
        ["2: registration: there is no airplane \"HL8008\""]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_of_another_airline_or_type_is_refused(db: MySqlPool) {
    with_airplane(&db).await;
    let rows = [
        "OZ,102,ICN,NRT,2027-03-01,,,09:05,11:30,,,,HL8008,",
        "KE,703,ICN,NRT,2027-03-02,,,09:05,11:30,,738,,HL8008,",
    ];
    assert_eq!(
        refusals(&db, &rows).await,
        [
            "2: registration: HL8008 is an airplane of KE, not of OZ",
            "3: aircraft: HL8008 is a 77W, not a 738",
        ]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_needs_half_an_hour_between_two_flights_of_the_file(db: MySqlPool) {
    with_airplane(&db).await;
    let pair = |back| {
        [
            "KE,703,ICN,NRT,2027-03-01,2027-03-31,,09:05,11:30,,,,HL8008,".to_owned(),
            format!("KE,704,NRT,ICN,2027-03-01,2027-03-31,,{back},15:30,,77W,,HL8008,"),
        ]
    };
    let early = pair("11:59");
    assert_eq!(
        refusals(&db, &[&early[0], &early[1]]).await,
        [
            "3: registration: the airplane flies KE703 on 2027-03-01 (line 2) from 2027-03-01 00:05 \
          to 2027-03-01 02:30 UTC, and needs 30 minutes on the ground"
        ]
    );
    let good = pair("12:00");
    let done = write(&db, table(&[&good[0], &good[1]]), CAREFUL).await;
    assert_eq!(done.added, 62);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_that_flies_elsewhere_already_is_refused(db: MySqlPool) {
    with_airplane(&db).await;
    let there = "KE,901,ICN,CDG,2027-03-01,,,13:20,18:30,,,,HL8008,";
    write(&db, table(&[there]), CAREFUL).await;
    let other = "KE,703,ICN,NRT,2027-03-01,2027-03-02,,14:05,16:30,,,,HL8008,";
    let said_now = refusals(&db, &[other]).await;
    assert!(
        said_now[0].contains("flies KE901 on 2027-03-01 from"),
        "{said_now:?}"
    );

    // not when the file itself moves that flight away
    let moved = "KE,901,ICN,CDG,2027-03-01,,,20:20,23:59,,,,HL8008,";
    let done = write(&db, table(&[moved, other]), CAREFUL).await;
    assert_eq!((done.added, done.changed), (2, 1));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_row_that_is_passed_over_keeps_its_flights_in_the_way(db: MySqlPool) {
    with_airplane(&db).await;
    let there = "KE,901,ICN,CDG,2027-03-01,,,13:20,18:30,,,,HL8008,";
    write(&db, table(&[there]), CAREFUL).await;
    // line 2 is bad, so the flight stays where line 3 would need the airplane
    let text = table(&[
        "KE,901,ICN,CDG,2027-03-01,2027-03-01,,20:20,23:59,,,,HL9999,",
        "KE,703,ICN,NRT,2027-03-01,,,14:05,16:30,,,,HL8008,",
        "KE,705,ICN,NRT,2027-03-05,,,14:05,16:30,,,,HL8008,",
    ]);
    let report = run(&db, text, Mode::Write, SKIPPING).await.unwrap();
    assert_eq!((report.bad_rows, report.flights.added), (2, 1));
    let lines: Vec<_> = report.faults.iter().map(|it| it.line).collect();
    assert_eq!(lines, [2, 3]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_fleets_airplane_may_be_in_two_places(db: MySqlPool) {
    let text = table(&[
        "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,,,",
        "KE,705,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,,,",
        "KE,707,ICN,NRT,2027-03-01,,,09:05,11:30,,32S,,,",
    ]);
    assert_eq!(write(&db, text, CAREFUL).await.added, 3);
    let airplanes: Vec<_> = flights(&db).await.into_iter().map(|it| it.5).collect();
    assert_eq!(airplanes, ["KE-77W", "KE-77W", "KE-32S"]);
    // a family has the seats of what flies today
    let layout = "SELECT COUNT(*) FROM airplanes a JOIN seat_layouts l ON l.id = a.layout_id
                  WHERE a.registration = 'KE-32S' AND l.name = 'Airbus A320 (320)'";
    assert_eq!(count(&db, layout).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_that_somebody_chose_stays_when_the_row_names_only_its_type(db: MySqlPool) {
    with_airplane(&db).await;
    let plan = "UPDATE flights
                SET airplane_id = (SELECT id FROM airplanes WHERE registration = 'HL8008')";
    sqlx::query(plan).execute(&db).await.unwrap();
    let text = table(&["KE,900,ICN,CDG,2027-02-01,,,13:20,18:30,,77W,,,"]);
    assert_eq!(write(&db, text, CAREFUL).await.unchanged, 1);
    assert_eq!(flights(&db).await[0].5, "HL8008");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_layout_is_chosen_by_its_name(db: MySqlPool) {
    with_airplane(&db).await;
    for statement in [
        "INSERT INTO seat_layouts (name) VALUES ('All economy')",
        "INSERT INTO seat_layout_cabins
           (layout_id, cabin, first_row, last_row, pattern, last_row_length, exit_rows)
         SELECT id, 'economy', 1, 50, 'ABC DEFG HJK', 10, '1,25' FROM seat_layouts
         WHERE name = 'All economy'",
    ] {
        sqlx::query(statement).execute(&db).await.unwrap();
    }
    let text = table(&["KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,All economy,,"]);
    let dry = run(&db, &text, Mode::DryRun, CAREFUL).await.unwrap();
    assert_eq!(dry.new_airplanes, 1);
    write(&db, &text, CAREFUL).await;
    let id = "SELECT CAST(id AS SIGNED) FROM seat_layouts WHERE name = 'All economy'";
    let registration = format!("KE-77W-{}", count(&db, id).await);
    assert_eq!(flights(&db).await[1].5, registration);
    assert_eq!(write(&db, &text, CAREFUL).await.unchanged, 1);
}
