//! Tables: every bad cell is told with its line, its column and the reason.

use sqlx::MySqlPool;
use timetable::import::{Mode, Outcome};

use super::{CAREFUL, HEADER, SKIPPING, faults, flights, run, said, table, write};

const GOOD: &str = "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,,,";

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_bad_cell_of_a_row_is_told(db: MySqlPool) {
    let text = table(&[
        GOOD,
        "XX1,0,icn,QQQ,2027-02-30,27-03-01,531,9:05,25:00,7,74Y,,,free",
    ]);
    assert_eq!(
        faults(&db, text).await,
        [
            "3: airline: \"XX1\" is not two capital letters or digits",
            "3: flight_number: \"0\" is not a number from 1 to 9999",
            "3: origin: \"icn\" is not three capital letters",
            "3: destination: there is no airport QQQ",
            "3: first_date: \"2027-02-30\" is not a date such as 2027-03-28",
            "3: last_date: \"27-03-01\" is not a date such as 2027-03-28",
            "3: days: \"531\" is not a list of days in order, such as 135 for Mon, Wed, Fri",
            "3: departs: \"9:05\" is not a time such as 09:05 or 01:30+02:00",
            "3: arrives: \"25:00\" is not a time such as 09:05 or 01:30+02:00",
            "3: arrival_day: \"7\" is not a number of days from -1 to 2",
            "3: base_price: \"free\" is not a whole number of won from 1 to 100000000",
            "3: aircraft: 74Y (Boeing 747-400F) carries no passengers",
        ]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn cells_that_do_not_go_together_are_told(db: MySqlPool) {
    for (row, fault) in [
        (
            "KE,703,ICN,ICN,2027-03-01,,,09:05,11:30,,77W,,,",
            "2: destination: ICN is also where it departs",
        ),
        (
            "KE,703,ICN,NRT,2027-03-02,2027-03-01,,09:05,11:30,,77W,,,",
            "2: last_date: 2027-03-01 lies before 2027-03-02",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,2027-03-02,7,09:05,11:30,,77W,,,",
            "2: days: none of these days lies between 2027-03-01 and 2027-03-02",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,2037-03-01,,09:05,11:30,,77W,,,",
            "2: last_date: 2037-03-01 is too far: two years are the most",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,,,11:30,09:05,,77W,,,",
            "2: arrives: on 2027-03-01 it would take -2:25: more than nothing and at most 24 hours \
             is possible; is the day of arrival right?",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,,,,",
            "2: aircraft: must be there when there is no registration",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,Sleeper,,",
            "2: layout: there is no seat layout \"Sleeper\"",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,,Sleeper,HL7777,",
            "2: layout: must be empty beside a registration: the airplane has its own",
        ),
        (
            "KE,703,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,,",
            "2: line: has 13 cells, the header has 14",
        ),
    ] {
        assert_eq!(faults(&db, table(&[row])).await, [fault]);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_told_twice_is_refused_at_its_second_line(db: MySqlPool) {
    let text = table(&[
        "KE,703,ICN,NRT,2027-03-01,2027-03-31,,09:05,11:30,,77W,,,",
        "KE,703,NRT,HNL,2027-03-01,2027-03-31,,21:20,09:45,,77W,,,",
        "KE,703,ICN,HND,2027-03-20,2027-04-20,6,09:05,11:30,,77W,,,",
    ]);
    assert_eq!(
        faults(&db, text).await,
        ["4: flight_number: KE703 from ICN on 2027-03-20 is also told by line 2"]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_header_that_is_not_one_is_told(db: MySqlPool) {
    assert_eq!(
        faults(&db, "airline,number,airline\nKE,1,KE\n").await[..3],
        [
            "1: header: \"number\" is not a column",
            "1: header: names \"airline\" twice",
            "1: header: the column flight_number is missing",
        ]
    );
    assert_eq!(
        faults(&db, "").await,
        ["1: header: the file is empty: it has no header"]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn good_rows_are_imported_when_asked_and_the_bad_ones_told(db: MySqlPool) {
    let text = table(&[GOOD, "KE,704,NRT,XXX,2027-03-01,,,12:55,15:30,,77W,,,"]);
    let refused = run(&db, &text, Mode::DryRun, CAREFUL).await.unwrap();
    assert_eq!(refused.outcome, Outcome::Refused);
    assert!(flights(&db).await.is_empty());

    let report = run(&db, &text, Mode::Write, SKIPPING).await.unwrap();
    assert_eq!(report.outcome, Outcome::Written);
    assert_eq!((report.good_rows, report.bad_rows), (1, 1));
    assert_eq!(said(&report), ["3: destination: there is no airport XXX"]);
    assert_eq!(flights(&db).await.len(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn columns_come_in_any_order_and_the_rest_may_be_left_out(db: MySqlPool) {
    let text = "\u{feff}aircraft, arrives,departs,first_date,destination,origin,flight_number,airline\r\n\
                \"738\",07:30,06:20,\"2027-03-01\",CJU,GMP, 101,JJA\r\n\r\n";
    assert_eq!(write(&db, text, CAREFUL).await.added, 1);
    let found = flights(&db).await;
    // by distance, kind of airline, time and date
    assert_eq!((found[0].0.as_str(), found[0].6), ("7C101", 47_600));
    assert!(HEADER.contains("base_price"));
}
