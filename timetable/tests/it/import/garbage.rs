//! Bytes that are no schedule: no error, always a line. The readers' own tests try many more.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sqlx::MySqlPool;
use timetable::import::{Import, Mode, Outcome, Report};

use super::{SKIPPING, file_of, import};

const SUMMER: &[u8] = include_bytes!("../../../examples/summer.ssim");
const SUMMER_AS_CSV: &[u8] = include_bytes!("../../../examples/summer.csv");

#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn rounds() -> u32 {
    let rounds = std::env::var("GAJO_TEST_ROUNDS");
    rounds.ok().and_then(|it| it.parse().ok()).unwrap_or(50) / 5
}

/// Looks at a file without writing anything.
fn look(import: Import) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().expect("a runtime");
    let hidden = indicatif::ProgressBar::hidden();
    runtime
        .block_on(import.run(&hidden))
        .expect("bad bytes are no error")
}

/// Every fault has a line of the file, and no file with faults counts as good.
fn check(db: &MySqlPool, bytes: &[u8]) {
    let file = file_of(bytes);
    let report = look(import(db, &file, Mode::DryRun, SKIPPING));
    let lines = 1 + bytes.iter().filter(|byte| **byte == b'\n').count();
    for fault in &report.faults {
        assert!(
            (1..=lines as u32).contains(&fault.line),
            "{fault:?} of {lines}"
        );
        assert!(!fault.reason.is_empty() && !fault.column.is_empty());
    }
    let refused = report.outcome == Outcome::Refused;
    assert!(!refused || report.bad_rows > 0);
}

fn each(strategy: impl Strategy<Value = Vec<u8>>, db: &MySqlPool) {
    let config = Config {
        cases: rounds(),
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&strategy, |bytes| {
        check(db, &bytes);
        Ok(())
    });
    outcome.expect("it holds for every file");
}

async fn away_from_the_runtime(db: MySqlPool, work: impl FnOnce(&MySqlPool) + Send + 'static) {
    let done = tokio::task::spawn_blocking(move || work(&db)).await;
    done.expect("it held for every file");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn random_bytes_are_told_by_line(db: MySqlPool) {
    away_from_the_runtime(db, |db| {
        each(prop::collection::vec(any::<u8>(), 0..3_000), db);
    })
    .await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn random_bytes_behind_a_good_beginning_are_told_by_line(db: MySqlPool) {
    away_from_the_runtime(db, |db| {
        for good in [&SUMMER[..1_206], &SUMMER_AS_CSV[..190]] {
            let garbage = prop::collection::vec(any::<u8>(), 0..2_000);
            each(garbage.prop_map(|garbage| [good, &garbage].concat()), db);
        }
    })
    .await;
}
