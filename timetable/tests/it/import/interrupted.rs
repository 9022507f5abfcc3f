//! The binary, killed in the middle.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::MySqlPool;
use timetable::import::Tally;

use super::{CAREFUL, file_of, flights, table, today, write};
use crate::database::{count, url};

const FLIGHTS: &str = "SELECT COUNT(*) FROM flights";

/// Long enough not to be over before it is killed.
fn season() -> String {
    let today = today();
    let (first, last) = (
        today + chrono::Days::new(10),
        today + chrono::Days::new(309),
    );
    let rows: Vec<_> = (1..=40)
        .map(|n| format!("KE,{n},ICN,NRT,{first},{last},,09:05,11:30,,77W,,,"))
        .collect();
    table(&rows.iter().map(String::as_str).collect::<Vec<_>>())
}

fn start(db: &MySqlPool, file: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_timetable"))
        .arg("import")
        .arg(file)
        .env("GAJO_MYSQL_URL", url(db))
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary is built with its tests")
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_killed_import_is_finished_by_the_next_one(db: MySqlPool) {
    let file = file_of(season().as_bytes());
    let mut reached = 0;
    for _ in 0..3 {
        let mut child = start(&db, file.path());
        while count(&db, FLIGHTS).await <= reached {
            assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        reached = count(&db, FLIGHTS).await;
    }
    assert!((40..12_000).contains(&reached), "{reached}");
    // whole days are there and nothing else
    let cut_off = "SELECT COUNT(*) FROM (
                     SELECT departure_date FROM flights
                     GROUP BY departure_date HAVING COUNT(*) <> 40
                   ) AS days";
    assert_eq!(count(&db, cut_off).await, 0);
    assert!(start(&db, file.path()).wait().unwrap().success());
    assert_eq!(flights(&db).await.len(), 12_000);
    let again = write(&db, season(), CAREFUL).await;
    let unchanged = Tally {
        unchanged: 12_000,
        ..Tally::default()
    };
    assert_eq!(again, unchanged);
}
