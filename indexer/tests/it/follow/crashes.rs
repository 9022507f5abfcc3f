//! Servers and followers that are killed, cut off, and replaced.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use search::model::Won;
use search::{Airports, Live};
use sqlx::mysql::MySqlRow;
use sqlx::{AssertSqlSafe, MySqlPool, Row};

use super::{Following, await_equal, await_following, eventually, eventually_flight, said};
use crate::fixture::House;
use crate::private::Private;

const WRITERS: u64 = 4;
const FOLLOWER_KILLS: u64 = 6;
/// The price of a change that is never committed.
const NEVER: i64 = 66_666_666;

#[tokio::test(flavor = "multi_thread")]
async fn what_random_writers_commit_is_found_whatever_is_killed() {
    let Some(mut server) = Private::start().await else {
        return;
    };
    let house = House::open(server.database().await).await;
    house.add_flights(1, 600).await;
    house.rebuild().await;
    let stop = Arc::new(AtomicBool::new(false));
    let written = Arc::new(AtomicU64::new(0));
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (db, stop, written) = (house.db.clone(), Arc::clone(&stop), Arc::clone(&written));
            tokio::spawn(write(db, writer, stop, written))
        })
        .collect();
    let live = Live::open(house.config.index.clone(), Airports::new(vec![], vec![])).unwrap();
    let watcher = tokio::task::spawn_blocking({
        let stop = Arc::clone(&stop);
        move || watch(&live, &stop)
    });

    let mut following = Following::start(&house);
    for kill in 0..FOLLOWER_KILLS {
        let before = written.load(Ordering::Relaxed);
        while written.load(Ordering::Relaxed) < before + 80 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        if kill % 2 == 1 {
            server.kill();
            tokio::time::sleep(Duration::from_millis(200)).await;
            server.restart().await;
        }
        following.kill();
        following = Following::start(&house);
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }

    await_equal(&house).await;
    let seen = watcher.await.unwrap();
    assert!(seen > 0, "nobody searched");
    assert_eq!(house.served().generation(), 1, "{:?}", said(&house));
}

/// Looks at every flight over and over; tells how often.
fn watch(live: &Live, stop: &AtomicBool) -> u64 {
    let mut looked = 0;
    while !stop.load(Ordering::Relaxed) {
        live.snapshot()
            .for_each(|flight| assert_ne!(flight.base_price, Won(NEVER), "it was not committed"))
            .unwrap();
        looked += 1;
        std::thread::sleep(Duration::from_millis(5));
    }
    looked
}

/// Writes whatever comes to its mind until it is stopped; a server that is away is waited for.
async fn write(db: MySqlPool, writer: u64, stop: Arc<AtomicBool>, written: Arc<AtomicU64>) {
    let mut state = writer + 1;
    let mut random = move |below: u64| {
        // splitmix64
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % below
    };
    while !stop.load(Ordering::Relaxed) {
        let statements = transaction(&mut random);
        let run = async {
            let mut conn = db.acquire().await?;
            for statement in &statements {
                let statement = AssertSqlSafe(statement.clone());
                let ran = sqlx::raw_sql(statement).execute(&mut *conn).await;
                if let Err(error) = ran {
                    // Nobody may go on in this transaction.
                    drop(conn.detach());
                    return Err(error);
                }
            }
            Ok(())
        };
        match run.await {
            Ok(()) => written.fetch_add(1, Ordering::Relaxed),
            // A duplicate, a deadlock, or a server that is away.
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                0
            }
        };
    }
}

/// The statements of one transaction.
fn transaction(random: &mut impl FnMut(u64) -> u64) -> Vec<String> {
    let id = random(900) + 1;
    let price = random(90_000) + 1;
    let seat = random(20);
    let update = format!("UPDATE flights SET base_price = {price} WHERE id = {id}");
    let many =
        format!("UPDATE flights SET base_price = {price} WHERE id BETWEEN {id} AND {id} + 20");
    let claim = format!("INSERT INTO seat_claims (flight_id, seat_index) VALUES ({id}, {seat})");
    let never =
        format!("UPDATE flights SET base_price = {NEVER} WHERE id BETWEEN {id} AND {id} + 9");
    let insert = insert(id, price);
    let delete = [
        format!("DELETE FROM seat_claims WHERE flight_id = {id}"),
        format!("DELETE FROM flights WHERE id = {id}"),
    ];
    let within = |statements: &[&str], end: &str| {
        let all = ["BEGIN"]
            .into_iter()
            .chain(statements.iter().copied())
            .chain([end]);
        all.map(str::to_owned).collect()
    };
    match random(12) {
        0 => vec![insert],
        1 => vec![format!(
            "{insert} ON DUPLICATE KEY UPDATE base_price = VALUES(base_price)"
        )],
        2 => within(&[&delete[0], &delete[1]], "COMMIT"),
        3 => vec![claim],
        4 => vec![delete[0].clone()],
        5 => vec![many],
        6 => within(&[&never, &claim], "ROLLBACK"),
        7 => within(
            &[&update, "SAVEPOINT s", &never, "ROLLBACK TO s", &claim],
            "COMMIT",
        ),
        8 => within(&[&update, &claim, &many], "COMMIT"),
        9 => vec![format!(
            "UPDATE flights SET status = 'cancelled' WHERE id = {id}"
        )],
        10 if random(10) == 0 => vec!["FLUSH BINARY LOGS".to_owned()],
        _ => vec![update],
    }
}

fn insert(id: u64, price: u64) -> String {
    let (day, number) = (id / 50, id % 50 + 1);
    format!(
        "INSERT INTO flights (id, airline_code, number, origin, destination, departure_date,
           departs_at, arrives_at, airplane_id, distance_km, base_price)
         VALUES ({id}, 'KE', {number}, 'ICN', 'NRT', '2026-12-01' + INTERVAL {day} DAY,
           '2026-12-01' + INTERVAL {day} DAY, '2026-12-01' + INTERVAL {day} DAY + INTERVAL 95 MINUTE,
           1, 1200, {price})"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rotated_log_is_read_on_and_a_purged_one_is_built_anew() {
    let Some(server) = Private::start().await else {
        return;
    };
    let house = House::open(server.database().await).await;
    house.add_flights(1, 100).await;
    house.rebuild().await;
    let change = async |price: i64| {
        let update = format!("UPDATE flights SET base_price = {price} WHERE id = 5");
        house.sql(&update).await;
    };
    let see =
        |price| eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(price));

    let following = Following::start(&house);
    await_following(&house);
    house.sql("FLUSH BINARY LOGS").await;
    change(1).await;
    see(1);
    following.kill();
    change(2).await;
    house.sql("FLUSH BINARY LOGS").await;
    change(3).await;
    let following = Following::start(&house);
    see(3);
    assert_eq!(house.served().generation(), 1);

    following.kill();
    change(4).await;
    house.sql("FLUSH BINARY LOGS").await;
    let file = house.served().checkpoint().file.clone();
    let number: u64 = file.rsplit('.').next().unwrap().parse().unwrap();
    let purge = format!("PURGE BINARY LOGS TO 'binlog.{:06}'", number + 1);
    // MariaDB keeps a file as long as it believes that somebody reads it.
    while has_log(&house, &file).await {
        // MySQL does not prepare it.
        let purge = sqlx::raw_sql(AssertSqlSafe(purge.clone()));
        purge.execute(&house.db).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let _following = Following::start(&house);
    see(4);
    assert_eq!(house.served().generation(), 2);
    await_equal(&house).await;
}

async fn has_log(house: &House, file: &str) -> bool {
    let logs = sqlx::query("SHOW BINARY LOGS").fetch_all(&house.db).await;
    let name = |row: &MySqlRow| row.get::<String, _>(0);
    logs.unwrap().iter().any(|row| name(row) == file)
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_in_the_place_of_the_first_is_recognised() {
    let Some(mut server) = Private::start().await else {
        return;
    };
    let mut house = House::open(server.database().await).await;
    house.add_flights(1, 100).await;
    house.rebuild().await;
    let following = Following::start(&house);
    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    eventually_flight(&house, 5, |flight| flight.unwrap().base_price == Won(7));
    let before = house.served().checkpoint().clone();
    assert!(before.seal.is_some());

    // An old copy on a new server: another epoch, the old one does not come with the tables.
    server.replace().await;
    house.db = server.database().await;
    house.load_reference().await;
    house.add_flights(1, 90).await;
    eventually("it was built anew", || house.served().generation() == 2);
    await_equal(&house).await;
    following.kill();

    // The same with the epoch in the copy, and with a log that is longer than the old one was.
    let epoch = house.served().checkpoint().epoch.clone();
    server.replace().await;
    house.db = server.database().await;
    house.load_reference().await;
    house
        .sql(&format!("UPDATE index_epoch SET epoch = UNHEX('{epoch}')"))
        .await;
    house.add_flights(1, 80).await;
    house
        .sql("UPDATE flights SET base_price = base_price + 1")
        .await;
    let _following = Following::start(&house);
    eventually("it was built anew", || house.served().generation() == 3);
    await_equal(&house).await;
}
