//! Going back, and forth again.

use sqlx::MySqlPool;

use crate::fixture::{House, said};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_rollback_serves_the_generation_before_and_a_second_one_undoes_it(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 5).await;
    house.rebuild().await;
    house.add_flights(6, 5).await;
    house.rebuild().await;

    let (stdout, _) = said(&house.run("rollback"));
    assert_eq!(stdout, "generation 1 is served again\n");
    assert_eq!(house.served().documents(), 5);

    assert_eq!(indexer::rollback(&house.config.index).unwrap(), 2);
    assert_eq!(house.served().documents(), 10);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_rebuild_after_a_rollback_takes_a_new_number(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;
    house.rebuild().await;
    house.run("rollback");

    assert_eq!(house.rebuild().await.generation, 3);

    let current = house.config.index.current().unwrap().unwrap();
    assert_eq!((current.generation, current.previous), (3, Some(1)));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn there_is_nothing_before_the_first_generation(db: MySqlPool) {
    let house = House::open(db).await;
    for _ in 0..2 {
        let output = house.run("rollback");
        let (_, stderr) = said(&output);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            stderr,
            "indexer: there is no previous generation to go back to\n"
        );
        house.rebuild().await;
        if house.served().generation() > 1 {
            break;
        }
    }
}
