//! Another seat layout on a flight whose seats are taken.

use sqlx::MySqlPool;
use timetable::import::{Mode, Outcome};

use super::{CAREFUL, flights, outbox, run, said, table, take_seats, write};

fn with(aircraft: &str) -> String {
    table(&[&format!(
        "KE,703,ICN,NRT,2027-03-01,2027-03-02,,09:05,11:30,,{aircraft},,,"
    )])
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_without_the_taken_seats_is_refused(db: MySqlPool) {
    write(&db, with("77W"), CAREFUL).await;
    take_seats(&db, "2027-03-02", &[300], false).await;
    let before = flights(&db).await;
    let refused = run(&db, with("738"), Mode::Write, CAREFUL).await.unwrap();
    assert_eq!(refused.outcome, Outcome::Refused);
    let said = said(&refused);
    assert_eq!(said.len(), 1);
    assert!(
        said[0].starts_with("2: aircraft: KE703 on 2027-03-02: seat ")
            && said[0].contains("in economy is taken, and a 738 has no such seat there"),
        "{said:?}"
    );
    assert_eq!(flights(&db).await, before);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_taken_seat_keeps_its_cabin(db: MySqlPool) {
    write(&db, with("738"), CAREFUL).await;
    // seat 8 is the first of economy there, and business in the larger airplane
    take_seats(&db, "2027-03-01", &[8], true).await;
    let refused = run(&db, with("77W"), Mode::Write, CAREFUL).await.unwrap();
    assert!(
        said(&refused)[0].contains("seat 11A in economy is taken"),
        "{refused:?}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn travellers_are_told_of_another_layout_that_has_their_seats(db: MySqlPool) {
    write(&db, with("738"), CAREFUL).await;
    take_seats(&db, "2027-03-01", &[0], true).await;
    let done = write(&db, with("77W"), CAREFUL).await;
    assert_eq!((done.changed, done.with_orders), (2, 1));
    let told = outbox(&db).await;
    assert_eq!(told[0].0, "flight_moved");
    assert_ne!(
        told[0].1["before"]["layout_id"],
        told[0].1["after"]["layout_id"]
    );
}
