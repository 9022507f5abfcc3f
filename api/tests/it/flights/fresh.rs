//! What a search sees of a new generation of the index.

use std::time::Duration;

use sqlx::MySqlPool;
use tokio::time::timeout;

use super::{SEL_TYO, claim, ok};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_new_generation_is_searched_without_a_restart(db: MySqlPool) {
    let house = House::open(db).await;
    let before = ok(&house, SEL_TYO).await;
    assert_eq!(before["as_of"]["generation"], 1);
    assert_eq!(before["total"], 5);

    claim(&house.db, 2, 8..186).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE id = 3")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(ok(&house, SEL_TYO).await, before);

    let served = timeout(Duration::from_secs(30), house.rebuild_index());
    served.await.expect("the new generation is served");
    let after = ok(&house, SEL_TYO).await;
    assert_eq!(after["as_of"]["generation"], 2);
    assert_eq!(after["total"], 3);
    let gone = house.get("/flight-plans/3").await;
    gone.expect_problem(axum::http::StatusCode::NOT_FOUND, "not_found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn searches_go_on_while_generations_change(db: MySqlPool) {
    let house = House::open(db).await;
    let rebuilds = async {
        for _ in 0..3 {
            house.rebuild_index().await;
        }
    };
    let searches = async {
        let path = format!("{SEL_TYO}&return_date=2026-12-29&max_stops=1");
        for _ in 0..100 {
            let answer = ok(&house, &path).await;
            assert_eq!(answer["as_of"], answer["return"]["as_of"]);
            assert_eq!(
                (answer["total"].clone(), answer["return"]["total"].clone()),
                (5.into(), 2.into())
            );
            tokio::task::yield_now().await;
        }
    };
    tokio::join!(rebuilds, searches);
    assert_eq!(ok(&house, SEL_TYO).await["as_of"]["generation"], 4);
}
