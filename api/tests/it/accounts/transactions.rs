//! Transactions that lose a race.

use std::sync::atomic::{AtomicU32, Ordering};

use api::app::retried;
use sqlx::MySqlPool;
use tokio::sync::Barrier;

use crate::house::House;

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Db(#[from] sqlx::Error),
}

/// Locks two rows one after the other, the second once both have their first.
async fn locks(house: &House, ids: [u64; 2], both: Option<&Barrier>) -> Result<(), Failure> {
    let mut tx = house.app.begin().await?;
    for (position, id) in ids.into_iter().enumerate() {
        if let (1, Some(both)) = (position, both) {
            both.wait().await;
        }
        sqlx::query("UPDATE users SET phone = '1' WHERE id = ?")
            .bind(id)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_loser_of_a_deadlock_runs_again(db: MySqlPool) {
    let house = House::open(db).await;
    let [a, b] = [
        house.customer("a@x.kr").await.id(),
        house.customer("b@x.kr").await.id(),
    ];
    let both = Barrier::new(2);

    // The control: without another attempt one of two that cross fails.
    let (first, second) = tokio::join!(
        locks(&house, [a, b], Some(&both)),
        locks(&house, [b, a], Some(&both))
    );
    assert!(first.is_ok() != second.is_ok());

    let attempts = AtomicU32::new(0);
    let cross = |ids: [u64; 2]| {
        let (house, both, attempts) = (&house, &both, &attempts);
        retried(move || {
            // The last attempt has nobody left to meet.
            let meets = attempts.fetch_add(1, Ordering::SeqCst) < 2;
            locks(house, ids, meets.then_some(both))
        })
    };
    let (first, second) = tokio::join!(cross([a, b]), cross([b, a]));
    assert!(first.is_ok() && second.is_ok());
    assert_eq!(attempts.load(Ordering::SeqCst), 3);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn other_failures_are_not_tried_again(db: MySqlPool) {
    let house = House::open(db).await;
    let attempts = AtomicU32::new(0);
    let failing = async || -> Result<(), Failure> {
        attempts.fetch_add(1, Ordering::SeqCst);
        let mut tx = house.app.begin().await?;
        sqlx::query("SELECT nonsense").execute(&mut *tx).await?;
        Ok(())
    };
    assert!(retried(failing).await.is_err());
    assert_eq!(attempts.load(Ordering::SeqCst), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_transaction_sees_what_others_have_committed_since(db: MySqlPool) {
    let house = House::open(db).await;
    let mut tx = house.app.begin().await.unwrap();
    let count = "SELECT COUNT(*) FROM users";
    let none: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap();
    house.customer("a@x.kr").await;
    let one: i64 = sqlx::query_scalar(count).fetch_one(&mut *tx).await.unwrap();
    assert_eq!((none, one), (0, 1));
}
