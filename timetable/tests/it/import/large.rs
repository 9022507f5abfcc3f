//! Files as large as schedules get.

use std::fs;
use std::process::{Command, Stdio};

use chrono::Days;
use sqlx::MySqlPool;

use super::{HEADER, file_of, today};
use crate::database::url;

const ROWS: usize = 100_000;

/// What the process may hold at most: the rows take a third of it.
const MOST_KIB: u64 = 150 * 1_024;

/// Many short periods: thousands of numbers of two airlines, on some dates.
fn many_rows() -> String {
    let mut text = HEADER.to_owned();
    let first = today() + Days::new(10);
    for n in 0..ROWS {
        let airline = ["KE", "OZ"][n % 2];
        let number = 1 + (n / 2) % 9_000;
        let date = first + Days::new(n as u64 / 18_000);
        text += &format!("{airline},{number},ICN,NRT,{date},,,09:05,11:30,,333,,,\n");
    }
    text
}

/// The most memory that a running process has had so far.
fn peak_kib(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_hundred_thousand_rows_are_compared_in_bounded_memory(db: MySqlPool) {
    let file = file_of(many_rows().as_bytes());
    let mut child = Command::new(env!("CARGO_BIN_EXE_timetable"))
        .args(["import", "--dry-run", "--json"])
        .arg(file.path())
        .env("GAJO_MYSQL_URL", url(&db))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary is built with its tests");
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        peak = peak.max(peak_kib(child.id()).unwrap_or(0));
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["flights"]["added"], ROWS);
    if cfg!(target_os = "linux") {
        assert!(peak > 0 && peak < MOST_KIB, "{peak} KiB");
    }
}
