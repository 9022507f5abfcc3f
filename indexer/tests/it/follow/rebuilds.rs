//! What cannot be followed is built anew, while the old generation answers.

use std::fs;

use search::model::Won;
use sqlx::MySqlPool;

use super::{Following, await_equal, await_following, built, eventually, eventually_flight, said};
use crate::fixture::House;

/// Waits until a second generation is followed.
#[track_caller]
fn await_rebuilt(house: &House) {
    eventually("it was built anew", || {
        said(house).is_some_and(|said| said.rebuilds == 1 && said.stale.is_none())
            && house.served().generation() == 2
    });
    await_following(house);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_emptied_table_is_built_anew(db: MySqlPool) {
    let house = built(db).await;
    house
        .sql("INSERT INTO seat_claims (flight_id, seat_index) VALUES (3, 0)")
        .await;
    let _following = Following::start(&house);
    await_following(&house);

    house.sql("TRUNCATE TABLE seat_claims").await;

    await_rebuilt(&house);
    await_equal(&house).await;
    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_table_that_is_renamed_away_and_back_is_built_anew(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    await_following(&house);

    house.sql("RENAME TABLE flights TO flights_away").await;
    eventually("it says why", || said(&house).unwrap().stale.is_some());
    let stale = said(&house).unwrap().stale.unwrap();
    assert_eq!(stale.reason, search::StaleReason::TableChanged);
    assert!(
        stale.detail.contains("RENAME TABLE flights"),
        "{}",
        stale.detail
    );
    // Nothing can be built meanwhile, and what was served still is.
    assert_eq!(house.served().documents(), 200);
    house.sql("RENAME TABLE flights_away TO flights").await;

    // A build that began before the table came back, and read it after, is followed by another: its
    // position lies before the change.
    eventually("it was built anew", || {
        said(&house).is_some_and(|said| said.rebuilds >= 1 && said.stale.is_none())
            && house.served().generation() > 1
    });
    await_following(&house);
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_table_of_the_same_name_elsewhere_is_no_matter(db: MySqlPool) {
    let house = built(db).await;
    let _following = Following::start(&house);
    await_following(&house);
    let database = house.config.server.db_name().unwrap();
    let other = format!("{}_b", &database[..database.len().min(60)]);

    house.sql(&format!("CREATE DATABASE {other}")).await;
    let mut conn = house.db.acquire().await.unwrap();
    for statement in [
        format!("USE {other}"),
        "CREATE TABLE flights (id INT PRIMARY KEY)".into(),
        "INSERT INTO flights VALUES (1), (2)".into(),
        "TRUNCATE TABLE flights".into(),
        "DROP TABLE flights".into(),
        format!("DROP DATABASE {other}"),
    ] {
        let statement = sqlx::AssertSqlSafe(statement);
        sqlx::raw_sql(statement).execute(&mut *conn).await.unwrap();
    }
    drop(conn.detach());

    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));
    assert_eq!(house.served().generation(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn another_epoch_is_built_anew_whether_it_is_seen_to_change_or_not(db: MySqlPool) {
    let house = built(db).await;
    house
        .sql("UPDATE index_epoch SET epoch = REPEAT('x', 16)")
        .await;
    let following = Following::start(&house);
    await_rebuilt(&house);

    house
        .sql("UPDATE index_epoch SET epoch = REPEAT('y', 16)")
        .await;
    eventually("it was built anew again", || {
        house.served().generation() == 3
    });
    following.kill();
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_damaged_or_missing_checkpoint_is_built_anew(db: MySqlPool) {
    let house = built(db).await;
    let meta = house.config.index.generation(1).join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    fs::write(&meta, text.replace("epoch", "epic")).unwrap();
    let following = Following::start(&house);
    await_rebuilt(&house);
    following.kill();

    let meta = house.config.index.generation(2).join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let file = house.served().checkpoint().file.clone();
    fs::write(&meta, text.replace(&file, "")).unwrap();
    let following = Following::start(&house);
    eventually("it was built anew, not read from the oldest log", || {
        house.served().generation() == 3
    });
    following.kill();

    fs::write(house.config.index.root().join("CURRENT"), "x").unwrap();
    let _following = Following::start(&house);
    eventually("it was built anew again", || {
        house
            .config
            .index
            .current()
            .is_ok_and(|current| current.unwrap().generation == 4)
    });
    await_following(&house);
    await_equal(&house).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn positions_that_no_log_has_are_built_anew(db: MySqlPool) {
    let house = built(db).await;
    let meta = house.config.index.generation(1).join("meta.json");
    let text = fs::read_to_string(&meta).unwrap();
    let checkpoint = house.served().checkpoint().clone();
    let at = format!("\\\"position\\\":{}", checkpoint.position);
    assert!(text.contains(&at), "{text}");
    for (round, damage) in [
        text.replace(&at, "\\\"position\\\":4000000000"),
        text.replace(
            &at,
            &format!("\\\"position\\\":{}", checkpoint.position - 1),
        ),
        text.replace(&checkpoint.file, "binlog.999999"),
    ]
    .iter()
    .enumerate()
    {
        let generation = round as u64 + 1;
        let meta = house.config.index.generation(generation).join("meta.json");
        let now = fs::read_to_string(&meta).unwrap();
        let payload = |text: &str| {
            let start = text.find("\"payload\"").unwrap();
            (start, start + text[start..].find("\n").unwrap())
        };
        let ((from, to), (start, end)) = (payload(&now), payload(damage));
        fs::write(
            &meta,
            format!("{}{}{}", &now[..from], &damage[start..end], &now[to..]),
        )
        .unwrap();

        let following = Following::start(&house);
        eventually("it was built anew", || {
            house.served().generation() == generation + 1
        });
        await_equal(&house).await;
        following.kill();
    }
}
