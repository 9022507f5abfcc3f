//! The binary, killed in the middle.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::MySqlPool;
use timetable::schedule::Params;

use crate::database::{SMALL, count, expected, rows, url};

/// Large enough not to be over before it is killed.
const RUN: Params = Params {
    days: 60,
    per_day: 1_000,
    ..SMALL
};

fn generate(db: &MySqlPool) -> Child {
    Command::new(env!("CARGO_BIN_EXE_timetable"))
        .args(["generate", "--per-day", "1000", "--days", "60"])
        .args(["--start", "2026-12-01", "--chunk-rows", "1500"])
        .env("GAJO_MYSQL_URL", url(db))
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary is built with its tests")
}

async fn loaded(db: &MySqlPool) -> i64 {
    count(
        db,
        "SELECT CAST(COALESCE(MAX(rows_loaded), 0) AS SIGNED) FROM timetable_runs",
    )
    .await
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_killed_run_goes_on_to_the_same_table(db: MySqlPool) {
    let mut reached = 0;
    for _ in 0..3 {
        let mut child = generate(&db);
        while loaded(&db).await <= reached {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        reached = loaded(&db).await;
    }
    let expected = expected(RUN);
    assert!(reached > 0 && reached < expected.len() as i64);
    assert!(generate(&db).wait().unwrap().success());
    assert!(rows(&db).await == expected);
    let finished = "SELECT COUNT(*) FROM timetable_runs WHERE finished_at IS NOT NULL";
    assert_eq!(count(&db, finished).await, 1);
}
