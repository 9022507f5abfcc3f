//! Which crate may import which: the table of ARCHITECTURE.md.

use super::code::{bare, names, paths_of};
use super::{crates, dependencies, every_file, expect_none, manifest};

/// What a crate may import of ours, and what it must not name.
struct Row {
    may: &'static [&'static str],
    must_not: &'static [&'static str],
}

fn row(name: &str) -> Option<Row> {
    let (may, must_not): (&[_], &[_]) = match name {
        "search" => (&[], &["tokio", "sqlx", "axum", "redis"]),
        // And nothing else: see below.
        "migrations" => (&[], &["tokio", "axum", "redis", "tantivy", "mysql_async"]),
        "timetable" => (&["migrations", "search"], &["axum", "redis", "tantivy"]),
        "indexer" => (&["search", "migrations"], &["axum", "redis"]),
        "sandbox" => (&[], &["sqlx", "redis", "tantivy"]),
        "api" => (&["search", "migrations"], &["tantivy", "mysql_async"]),
        "benches" => (
            &[
                "api",
                "indexer",
                "migrations",
                "sandbox",
                "search",
                "timetable",
            ],
            &[],
        ),
        _ => return None,
    };
    Some(Row { may, must_not })
}

/// Whether a dependency is that crate or one about it, as `deadpool-redis` is.
fn is_about(dependency: &str, forbidden: &str) -> bool {
    dependency == forbidden || dependency.split(['-', '_']).any(|part| part == forbidden)
}

#[test]
fn crates_depend_only_on_those_they_may() {
    let ours = crates();
    let mut broken = Vec::new();
    for name in &ours {
        let Some(row) = row(name) else {
            broken.push(format!("{name} has no row in the table of imports"));
            continue;
        };
        for (section, dependency, _) in dependencies(&manifest(name)) {
            // Tests of any crate may make a schema, and talk to the sandbox.
            let for_tests = section == "dev-dependencies"
                && ["migrations", "sandbox"].contains(&dependency.as_str());
            let allowed = row.may.contains(&dependency.as_str()) || for_tests;
            let forbidden = row
                .must_not
                .iter()
                .any(|other| is_about(&dependency, other));
            if ours.contains(&dependency) && !allowed || forbidden {
                broken.push(format!("{name} depends on {dependency}"));
            }
        }
    }
    expect_none(&broken);
}

#[test]
fn the_migrations_know_sqlx_alone() {
    let found: Vec<_> = dependencies(&manifest("migrations"))
        .into_iter()
        .map(|(_, dependency, _)| dependency)
        .collect();
    assert_eq!(found, ["sqlx"]);
}

#[test]
fn code_does_not_name_what_its_crate_must_not() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        let mut folders = path.iter().map(|part| part.to_string_lossy());
        let name = folders.next().unwrap_or_default();
        let (Some(row), Some("src")) = (row(&name), folders.next().as_deref()) else {
            continue;
        };
        let code = bare(&text);
        let named = row.must_not.iter().filter(|other| names(&code, other));
        broken.extend(named.map(|other| format!("{} names {other}", path.display())));
    }
    expect_none(&broken);
}

#[test]
fn the_timetable_knows_the_words_of_flight_and_not_the_index() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        if !path.starts_with("timetable/src") {
            continue;
        }
        for used in paths_of(&bare(&text), "search") {
            if used != "model" {
                broken.push(format!("{} names search::{used}", path.display()));
            }
        }
    }
    expect_none(&broken);
}

#[test]
fn a_crate_about_another_counts_as_it() {
    assert!(is_about("deadpool-redis", "redis") && is_about("mysql_async", "mysql_async"));
    assert!(!is_about("predis", "redis"));
}
