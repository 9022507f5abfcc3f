//! A rebuild that does not come to its end.

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use sqlx::MySqlPool;

use crate::fixture::{House, names, said};

const FLIGHTS: u64 = 20_000;
const KILLS: u32 = 10;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_killed_rebuild_leaves_what_was_served_and_is_cleaned_up(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    let started = Instant::now();
    assert!(house.run("rebuild").status.success());
    let whole = started.elapsed();

    let mut left_behind = 0;
    for kill in 0..KILLS {
        let served = house.served().generation();
        let mut rebuild = spawn(&house);
        thread::sleep(moment(whole, kill));
        rebuild.kill().unwrap(); // SIGKILL
        rebuild.wait().unwrap();

        // The swap is one step: it was made or it was not.
        let current = house.config.index.current().unwrap().unwrap();
        assert!(current.generation == served || current.previous == Some(served));
        assert_eq!(house.served().documents(), FLIGHTS);
        left_behind += u32::from(kept(&house) != names(house.config.index.root()));
    }

    let report = house.rebuild().await;
    assert!(left_behind > 0, "no kill hit a build");
    assert_eq!(house.served().generation(), report.generation);
    assert_eq!(names(house.config.index.root()), kept(&house));
    let verdict = indexer::verify(&house.config).await.unwrap();
    assert_eq!(verdict.differences, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_server_that_hangs_up_fails_the_rebuild_with_a_sentence(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    house.rebuild().await;

    let mut rebuild = spawn(&house);
    while rebuild.try_wait().unwrap().is_none() {
        kill_readers(&house).await;
    }

    let output = rebuild.wait_with_output().unwrap();
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("indexer: MySQL failed: "), "{stderr}");
    assert_eq!(house.served().generation(), 1);
    assert_eq!(house.rebuild().await.flights, FLIGHTS);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_terminated_rebuild_says_so(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, FLIGHTS).await;
    house.rebuild().await;

    let rebuild = spawn(&house);
    while !house.config.index.generation(2).exists() {
        thread::sleep(Duration::from_millis(1));
    }
    let kill = std::process::Command::new("kill")
        .arg(rebuild.id().to_string())
        .status();
    assert!(kill.unwrap().success());

    let output = rebuild.wait_with_output().unwrap();
    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert!(stderr.contains("what was served still is"), "{stderr}");
    assert_eq!(house.served().generation(), 1);
}

fn spawn(house: &House) -> Child {
    let mut command = house.command("rebuild");
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// A moment of a rebuild that takes `whole`: another tenth each time, at random within it.
fn moment(whole: Duration, kill: u32) -> Duration {
    let clock = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap();
    let within = f64::from(clock.subsec_nanos() % 1000) / 1000.0;
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

/// Ends the connections that read flights in this database.
async fn kill_readers(house: &House) {
    let readers: Vec<u64> = sqlx::query_scalar(
        "SELECT CAST(id AS UNSIGNED) FROM information_schema.processlist
         WHERE db = DATABASE() AND info LIKE '%FROM flights%' AND id <> CONNECTION_ID()",
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
