//! SSIM: legs, periods, time modes, code shares, and the chain of serial numbers.

use sqlx::MySqlPool;
use timetable::import::{Format, Mode, Outcome, Reach};

use super::ssim_text::{LEG, Leg, Ssim};
use super::{CAREFUL, SKIPPING, faults, flights, run, said, table, write};

const SUMMER: &str = include_str!("../../../examples/summer.ssim");
const SUMMER_AS_CSV: &str = include_str!("../../../examples/summer.csv");

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_same_schedule_gives_the_same_flights_as_csv_and_as_ssim(db: MySqlPool) {
    let added = write(&db, SUMMER, CAREFUL).await.added;
    let found = flights(&db).await;
    assert_eq!((added, found.len()), (1_860, 1_860));
    let again = write(&db, SUMMER_AS_CSV, CAREFUL).await;
    assert_eq!(again.unchanged, 1_860);

    for statement in ["DELETE FROM flights", "DELETE FROM airplanes"] {
        sqlx::query(statement).execute(&db).await.unwrap();
    }
    write(&db, SUMMER_AS_CSV, CAREFUL).await;
    assert_eq!(flights(&db).await, found);
    let report = run(&db, SUMMER, Mode::DryRun, CAREFUL).await.unwrap();
    assert_eq!(
        (report.format, report.flights.unchanged),
        (Format::Ssim, 1_860)
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn legs_days_and_variations_are_those_of_the_table(db: MySqlPool) {
    let second = Leg {
        sequence: "02",
        origin: "NRT",
        departs: "0110",
        destination: "HNL",
        arrives: "1335",
        arrives_offset: "-1000",
        later: "10",
        ..LEG
    };
    let fortnight = Leg {
        number: " 705",
        to: "31MAR27",
        days: "1      ",
        rate: "2",
        ..LEG
    };
    write(&db, Ssim::of(&[LEG, second, fortnight]), CAREFUL).await;
    let by_ssim = flights(&db).await;
    let csv = table(&[
        "KE,703,ICN,NRT,2027-03-01,2027-03-07,135,09:05,11:30,,77W,,,",
        "KE,703,NRT,HNL,2027-03-02,2027-03-07,246,01:10,13:35,-1,77W,,,",
        "KE,705,ICN,NRT,2027-03-01,,,09:05,11:30,,77W,,,",
        "KE,705,ICN,NRT,2027-03-15,,,09:05,11:30,,77W,,,",
        "KE,705,ICN,NRT,2027-03-29,,,09:05,11:30,,77W,,,",
    ]);
    assert_eq!(
        write(&db, csv, CAREFUL).await.unchanged,
        by_ssim.len() as u64
    );
    assert_eq!(by_ssim.len(), 9);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn times_of_utc_give_the_flights_of_local_times(db: MySqlPool) {
    write(&db, Ssim::of(&[LEG]), CAREFUL).await;
    let mut utc = Ssim::new();
    utc.carrier("U", "KE ", "27FEB27", "30MAR27");
    // 08:30 in Seoul is the evening before in Greenwich, the local date stays
    utc.leg(&Leg {
        number: "0701",
        from: "28FEB27",
        to: "06MAR27",
        days: " 2 4  7",
        departs: "2330",
        arrives: "0155",
        later: "01",
        ..LEG
    });
    utc.leg(&Leg {
        departs: "0005",
        arrives: "0230",
        ..LEG
    });
    utc.trailer("KE ", "E");
    let done = write(&db, utc.into_text(), CAREFUL).await;
    assert_eq!((done.unchanged, done.added), (3, 3));
    let early = flights(&db).await.into_iter().filter(|it| it.0 == "KE701");
    let dates: Vec<_> = early.map(|it| it.1.to_string()).collect();
    assert_eq!(dates, ["2027-03-01", "2027-03-03", "2027-03-05"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn code_shares_and_freight_are_passed_over(db: MySqlPool) {
    let mut file = Ssim::new();
    file.carrier("L", "KE ", "01MAR27", "31MAR27");
    file.leg(&LEG);
    file.segment(&LEG, "010");
    let share = Leg {
        number: "5741",
        ..LEG
    };
    file.leg(&share);
    file.segment(&share, "010");
    file.segment(&share, "050");
    file.leg(&Leg {
        number: "0251",
        service: "F",
        aircraft: "74Y",
        ..LEG
    });
    file.trailer("KE ", "E");
    let report = run(&db, file.into_text(), Mode::Write, CAREFUL)
        .await
        .unwrap();
    assert_eq!(report.flights.added, 3);
    let passed_over = report.passed_over;
    assert_eq!(
        (passed_over.code_shares, passed_over.not_for_passengers),
        (1, 1)
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_open_end_is_the_carriers_end(db: MySqlPool) {
    let open = Leg {
        to: "00XXX00",
        days: "1      ",
        ..LEG
    };
    assert_eq!(write(&db, Ssim::of(&[open]), CAREFUL).await.added, 5);
    let mut file = Ssim::new();
    file.carrier("L", "KAL", "01MAR27", "00XXX00");
    file.leg(&Leg {
        airline: "KAL",
        number: "0705",
        departs_offset: "+0900",
        ..open
    });
    file.trailer("KAL", "E");
    // 400 days from 1 December are over on 5 January
    assert_eq!(write(&db, file.into_text(), CAREFUL).await.added, 45);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_bad_field_of_a_leg_is_told_with_its_bytes(db: MySqlPool) {
    let bad = Leg {
        number: "0000",
        sequence: "00",
        from: "28FEB27",
        to: "31FEB27",
        days: "7654321",
        rate: "3",
        origin: "QQQ",
        departs: "2400",
        departs_offset: "0900+",
        destination: "N T",
        arrives: "11.3",
        arrives_offset: "+9900",
        aircraft: "***",
        later: "9B",
        ..LEG
    };
    let said = faults(&db, Ssim::of(&[LEG, bad])).await;
    let places: Vec<_> = said
        .iter()
        .map(|fault| fault.split(": ").nth(1).unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "bytes 12-13 (leg sequence number)",
            "bytes 6-9 (flight number)",
            "bytes 37-39 (departure station)",
            "bytes 55-57 (arrival station)",
            "bytes 73-75 (aircraft type)",
            "bytes 15-21 (period from)",
            "bytes 22-28 (period to)",
            "bytes 29-35 (days of operation)",
            "byte 36 (frequency rate)",
            "bytes 40-52 (departure time)",
            "bytes 44-47 (aircraft departure)",
            "bytes 40-52 (departure time)",
            "bytes 193-194 (date variation)",
            "bytes 58-61 (aircraft arrival)",
            "bytes 58-70 (arrival time)",
            "bytes 58-70 (arrival time)",
            "bytes 193-194 (date variation)",
        ]
    );
    assert!(
        said.iter().all(|fault| fault.starts_with("6: ")),
        "{said:?}"
    );
    assert!(said[5].ends_with("outside of the carrier record's period, 2027-03-01 to 2027-03-31"));

    let report = run(&db, Ssim::of(&[LEG, bad]), Mode::Write, SKIPPING).await;
    assert_eq!(report.unwrap().flights.added, 3);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_offset_of_every_date_must_be_the_airports(db: MySqlPool) {
    let mut file = Ssim::new();
    file.carrier("L", "KE ", "01MAR27", "30OCT27");
    file.leg(&Leg {
        to: "30MAR27",
        days: "1234567",
        destination: "CDG",
        arrives: "1400",
        arrives_offset: "+0100",
        ..LEG
    });
    file.trailer("KE ", "E");
    assert_eq!(
        faults(&db, file.into_text()).await,
        [
            "5: bytes 58-70 (arrival time): on 2027-03-28 Europe/Paris is +02:00 from UTC, not +01:00; \
          does the period have to end there?"
        ]
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_file_whose_chain_is_broken_is_refused_whatever_is_asked(db: MySqlPool) {
    let good = Ssim::of(&[
        LEG,
        Leg {
            number: "0705",
            ..LEG
        },
    ]);
    let lines: Vec<_> = good.lines().collect();
    let without = |missing: usize| {
        let kept = lines.iter().enumerate().filter(|(at, _)| *at != missing);
        kept.map(|(_, line)| format!("{line}\n"))
            .collect::<String>()
    };
    let mut tampered = good.clone();
    tampered.replace_range(tampered.len() - 14..tampered.len() - 8, "000009");
    for (text, fault) in [
        (
            without(4),
            "5: bytes 195-200 (record serial number): is 4, and 3 was next: are records missing?",
        ),
        (
            without(6),
            "6: record: the file ends without its last trailer: it is cut off",
        ),
        (
            without(3),
            "4: byte 1 (record type): a record of type 3 cannot stand here",
        ),
        (
            tampered,
            "7: bytes 188-193 (serial number check): is \"000009\", and the record before it has 000004: are records missing?",
        ),
        (
            good.replace("5 KE", "5 OZ"),
            "7: bytes 3-5 (airline): is not the carrier record's airline",
        ),
        (
            good.clone() + lines[4] + "\n",
            "8: byte 1 (record type): a record of type 3 cannot stand here",
        ),
        (good.replace(" DATA SET", " DATA SEX"), "1: header: "),
    ] {
        let report = run(&db, &text, Mode::Write, SKIPPING).await.unwrap();
        assert_eq!(report.outcome, Outcome::Refused);
        let said = said(&report);
        assert!(
            said.iter().any(|it| it.starts_with(fault)),
            "{fault}: {said:?}"
        );
        assert!(report.faults.iter().any(|it| it.reach == Reach::File));
    }
    assert!(flights(&db).await.is_empty());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn segment_data_must_belong_to_its_leg(db: MySqlPool) {
    let mut file = Ssim::new();
    file.carrier("L", "KE ", "01MAR27", "31MAR27");
    file.leg(&LEG);
    file.segment(
        &Leg {
            number: "0704",
            ..LEG
        },
        "010",
    );
    file.segment(&LEG, "X10");
    file.segment(
        &Leg {
            origin: "?CN",
            ..LEG
        },
        "010",
    );
    file.trailer("KE ", "E");
    assert_eq!(
        faults(&db, file.into_text()).await,
        [
            "6: bytes 2-14 (leg): does not belong to the leg before it",
            "7: bytes 31-33 (data element): \"X10\" is not a number",
            "8: bytes 34-39 (points): \"?CN\" is not a board point",
        ]
    );
}
