//! How a follower ends, and what the next one finds.

use std::time::{Duration, Instant};

use search::Activity;
use search::model::Won;
use sqlx::MySqlPool;

use super::{Following, await_equal, await_following, built, eventually, eventually_flight, said};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_signal_ends_it_with_what_it_has_gathered_committed(db: MySqlPool) {
    let house = built(db).await;
    for (round, signal) in ["-TERM", "-INT"].into_iter().enumerate() {
        let following = Following::start(&house);
        await_following(&house);
        let price = round as i64 + 7;
        house
            .sql(&format!(
                "UPDATE flights SET base_price = {price} WHERE id = 5"
            ))
            .await;
        eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(price));

        let told = Instant::now();
        following.signal(signal);
        let (code, stderr) = following.wait();

        assert_eq!(code, Some(0), "{stderr}");
        assert!(
            told.elapsed() < Duration::from_secs(2),
            "{:?}",
            told.elapsed()
        );
        assert_eq!(said(&house).unwrap().activity, Activity::Stopped);
        await_equal(&house).await;
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_signal_in_the_middle_of_much_work_ends_it_in_time(db: MySqlPool) {
    let house = built(db).await;
    house.add_flights(1_000, 20_000).await;
    for _ in 0..4 {
        house
            .sql("UPDATE flights SET base_price = base_price + 1")
            .await;
    }
    let following = Following::start(&house);
    eventually("it is at work", || {
        said(&house).is_some_and(|said| said.flights > 0)
    });

    let told = Instant::now();
    following.signal("-TERM");
    let (code, stderr) = following.wait();

    assert_eq!(code, Some(0), "{stderr}");
    assert!(
        told.elapsed() < Duration::from_secs(2),
        "{:?}",
        told.elapsed()
    );
    let _following = Following::start(&house);
    await_equal(&house).await;
    assert_eq!(house.served().generation(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_killed_follower_repeats_work_and_skips_none(db: MySqlPool) {
    let house = built(db).await;
    for round in 0..3 {
        let following = Following::start(&house);
        for change in 0..20 {
            let id = round * 20 + change + 1;
            house
                .sql(&format!(
                    "UPDATE flights SET base_price = {} WHERE id = {id}",
                    id + 1
                ))
                .await;
        }
        following.kill();
    }
    let _following = Following::start(&house);
    await_equal(&house).await;
    assert_eq!(house.served().generation(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_second_follower_of_one_folder_is_told_who_follows(db: MySqlPool) {
    let house = built(db).await;
    let first = Following::start(&house);
    await_following(&house);

    let output = house.run("follow");

    let (_, stderr) = crate::fixture::said(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    let holder = format!("process {} (`indexer follow`", first.child.id());
    assert!(
        stderr.contains("another indexer writes to") && stderr.contains(&holder),
        "{stderr}"
    );
    assert!(
        said(&house)
            .unwrap()
            .is_alive(std::time::SystemTime::now().into())
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn several_followers_follow_one_server(db: MySqlPool) {
    let house = built(db).await;
    let others = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let _first = Following::start(&house);
    let _others = others
        .each_ref()
        .map(|folder| Following::spawn(house.command("run").env("GAJO_INDEX_DIR", folder.path())));
    for price in 1..20 {
        house
            .sql(&format!(
                "UPDATE flights SET base_price = {price} WHERE id = 5"
            ))
            .await;
    }
    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(19));
    for folder in &others {
        let dir = search::IndexDir::new(folder.path());
        eventually("the others see it too", || {
            let airports = search::Airports::new(vec![], vec![]);
            let served = search::Snapshot::open(&dir, airports);
            let flight = served
                .ok()
                .and_then(|s| s.flight(search::model::FlightId(5)).unwrap());
            flight.is_some_and(|flight| flight.base_price == Won(19))
        });
        let connections = || search::Follower::read(&dir).unwrap().unwrap().connections;
        eventually("it follows", || connections() == 1);
    }
    assert_eq!(said(&house).unwrap().connections, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn run_builds_what_is_missing_and_follow_refuses(db: MySqlPool) {
    let house = crate::fixture::House::open(db).await;
    house.add_flights(1, 10).await;

    let (code, stderr) = Following::start(&house).wait();
    assert_eq!(code, Some(1));
    assert!(
        stderr.contains("there is no index yet: run `indexer run`"),
        "{stderr}"
    );

    let _running = Following::spawn(&mut house.command("run"));
    await_following(&house);
    assert_eq!(house.served().documents(), 10);
}
