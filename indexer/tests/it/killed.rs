//! A rebuild that does not come to its end.

use std::fs;
use std::hash::{BuildHasher, RandomState};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{Connection, MySqlConnection, MySqlPool};

use crate::fixture::{House, names, said};

const FLIGHTS: u64 = 20_000;
const KILLS: u32 = 10;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_killed_rebuild_leaves_what_was_served_and_is_cleaned_up(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    let mut whole = rebuild_whole(&house, "the first");

    let mut left_behind = 0;
    for kill in 0..KILLS {
        let served = house.served().generation();
        let moment = moment(whole, kill);
        let hit = format!("kill {kill}, {moment:?} into a rebuild that takes {whole:?}");
        let mut rebuild = spawn(&house);
        thread::sleep(moment);
        rebuild.kill().unwrap(); // SIGKILL
        rebuild.wait().unwrap();

        // The swap is one step: it was made or it was not.
        let current = house.config.index.current().expect(&hit).expect(&hit);
        let swapped = current.generation > served && current.previous == Some(served);
        assert!(current.generation == served || swapped, "{hit}");
        assert_eq!(house.served().documents(), FLIGHTS, "{hit}");
        left_behind += u32::from(kept(&house) != names(house.config.index.root()));

        whole = rebuild_whole(&house, &hit);
        assert!(house.served().generation() > current.generation, "{hit}");
        assert_eq!(house.served().documents(), FLIGHTS, "{hit}");
        assert_eq!(names(house.config.index.root()), kept(&house), "{hit}");
    }

    assert!(left_behind > 0, "no kill hit a build");
    let verdict = indexer::verify(&house.config).await.unwrap();
    assert_eq!(verdict.differences, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_server_that_hangs_up_fails_the_rebuild_with_a_sentence(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    house.rebuild().await;

    let stopped = stop_readers(&house).await;
    let mut rebuild = spawn(&house);
    while rebuild.try_wait().unwrap().is_none() {
        kill_readers(&house).await;
    }
    drop(stopped);

    let output = rebuild.wait_with_output().unwrap();
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("indexer: MySQL failed: "), "{stderr}");
    assert_eq!(house.served().generation(), 1);
    assert_eq!(names(house.config.index.root()), kept(&house));
    assert_eq!(house.rebuild().await.flights, FLIGHTS);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_rebuild_ended_by_a_signal_says_so(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    house.rebuild().await;

    let _stopped = stop_readers(&house).await;
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let mut rebuild = spawn(&house);
        while kept(&house) == names(house.config.index.root()) {
            assert_eq!(rebuild.try_wait().unwrap(), None, "it ended by itself");
            thread::sleep(Duration::from_millis(1));
        }
        let kill = Command::new("kill")
            .args([signal, &rebuild.id().to_string()])
            .status();
        assert!(kill.unwrap().success());

        let output = rebuild.wait_with_output().unwrap();
        let (_, stderr) = said(&output);
        assert_eq!(output.status.code(), Some(code), "{stderr}");
        assert!(stderr.contains("what was served still is"), "{stderr}");
        assert_eq!(house.served().generation(), 1);
        fs::remove_dir_all(house.config.index.generation(2)).unwrap();
    }
}

/// Rebuilds with the command, from its start to its end, and tells how long that took.
fn rebuild_whole(house: &House, after: &str) -> Duration {
    let started = Instant::now();
    let (_, stderr) = match house.run("rebuild") {
        output if output.status.success() => return started.elapsed(),
        output => said(&output),
    };
    panic!("after {after}: {stderr}");
}

fn spawn(house: &House) -> Child {
    let mut command = house.command("rebuild");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// A moment of a rebuild that takes `whole`: another tenth each time, at random within it.
fn moment(whole: Duration, kill: u32) -> Duration {
    let random = RandomState::new().hash_one(kill);
    let within = (random % 1000) as f64 / 1000.0;
    whole.mul_f64((f64::from(kill) + within) / f64::from(KILLS))
}

/// What belongs into the index folder.
fn kept(house: &House) -> Vec<String> {
    let current = house.config.index.current().unwrap().unwrap();
    let generations = [Some(current.generation), current.previous];
    let mut names: Vec<String> = generations
        .iter()
        .flatten()
        .map(|n| format!("gen-{n}"))
        .collect();
    names.extend(["CURRENT".into(), "lock".into()]);
    names.sort();
    names
}

/// Makes every rebuild wait in the middle of its reading, until the connection is dropped: flights
/// can be read, their claims cannot.
async fn stop_readers(house: &House) -> MySqlConnection {
    let mut conn = MySqlConnection::connect(&house.url).await.unwrap();
    // A statement that cannot be prepared.
    let lock = sqlx::raw_sql("LOCK TABLES seat_claims WRITE");
    lock.execute(&mut conn).await.unwrap();
    conn
}

/// Ends the connections that wait for claims in this database.
async fn kill_readers(house: &House) {
    let readers: Vec<u64> = sqlx::query_scalar(
        "SELECT CAST(id AS UNSIGNED) FROM information_schema.processlist
         WHERE db = DATABASE() AND info LIKE '%FROM seat_claims%' AND id <> CONNECTION_ID()",
    )
    .fetch_all(&house.db)
    .await
    .unwrap();
    for id in readers {
        let kill = sqlx::AssertSqlSafe(format!("KILL {id}"));
        // It may have ended by itself.
        _ = sqlx::query(kill).execute(&house.db).await;
    }
}
