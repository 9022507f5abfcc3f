//! Comparing the index with MySQL.

use indexer::{Difference, VerifyError};
use sqlx::MySqlPool;

use crate::fixture::{House, said};

/// Flights in three ranges of ids that are compared apart.
async fn three_ranges(db: MySqlPool) -> House {
    let house = House::open(db).await;
    for first in [1, 20_001, 40_001] {
        house.add_flights(first, 100).await;
    }
    house.rebuild().await;
    house
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_index_that_was_just_built_does_not_differ(db: MySqlPool) {
    let house = three_ranges(db).await;

    let output = house.run("verify");

    let (stdout, stderr) = said(&output);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(
        stdout,
        "300 flights in the index, 300 in MySQL\nno difference\n"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_changed_a_missing_and_a_surplus_flight_are_found(db: MySqlPool) {
    let house = three_ranges(db).await;
    house
        .sql("UPDATE flights SET base_price = base_price + 1 WHERE id = 5")
        .await;
    house.add_flights(20_200, 1).await;
    house.sql("DELETE FROM flights WHERE id = 40001").await;

    let verdict = indexer::verify(&house.config).await.unwrap();

    let difference = |first, documents, flights| Difference {
        ids: first..=first + 9_999,
        documents,
        flights,
    };
    let expected = [
        difference(0, 100, 100),
        difference(20_000, 100, 101),
        difference(40_000, 100, 99),
    ];
    assert_eq!(verdict.differences, expected);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_claim_and_a_cancellation_are_differences(db: MySqlPool) {
    let house = three_ranges(db).await;
    house
        .sql("INSERT INTO seat_claims (flight_id, seat_index) VALUES (9, 3)")
        .await;
    house
        .sql("UPDATE flights SET status = 'cancelled' WHERE id = 20001")
        .await;

    let output = house.run("verify");

    let (stdout, _) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout,
        "300 flights in the index, 299 in MySQL\n\
         flights 0 to 9999 differ: 100 on both sides, with other contents\n\
         flights 20000 to 29999 differ: 100 in the index, 99 in MySQL\n"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_index_of_another_database_is_not_compared(db: MySqlPool) {
    let house = three_ranges(db).await;
    house
        .sql("UPDATE index_epoch SET epoch = REPEAT('x', 16)")
        .await;

    let refusal = indexer::verify(&house.config).await.unwrap_err();

    assert!(matches!(refusal, VerifyError::OtherDatabase));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_repair_indexes_the_ranges_that_differ_again_and_no_others(db: MySqlPool) {
    let house = three_ranges(db).await;
    house
        .sql("UPDATE flights SET base_price = base_price + 1 WHERE id IN (5, 9)")
        .await;
    house.add_flights(20_200, 1).await;
    house.sql("DELETE FROM flights WHERE id = 20001").await;
    let before = house.served().checkpoint().clone();

    let output = house.command("verify").arg("--repair").output().unwrap();

    let (stdout, stderr) = said(&output);
    assert!(output.status.success(), "{stderr}");
    assert!(
        stdout.ends_with("repaired: 200 flights indexed again\n"),
        "{stdout}"
    );
    let verdict = indexer::verify(&house.config).await.unwrap();
    assert_eq!(verdict.differences, []);
    assert_eq!(house.served().checkpoint(), &before);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_repair_does_not_write_beside_another_writer(db: MySqlPool) {
    let house = three_ranges(db).await;
    house.sql("DELETE FROM flights WHERE id = 20001").await;
    let _lock = house
        .config
        .index
        .lock("process 7 (`indexer run`)")
        .unwrap();

    let output = house.command("verify").arg("--repair").output().unwrap();

    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("process 7 (`indexer run`)"), "{stderr}");
}
