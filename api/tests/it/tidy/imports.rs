//! Who may import whom: the table of ARCHITECTURE.md, and the order of the subjects inside `api`.

use std::path::Path;

use super::code::bare;
use super::{crates, every_file, expect_none, manifest};

/// What a crate may import of ours, and what it must not name.
struct Row {
    may: &'static [&'static str],
    must_not: &'static [&'static str],
}

fn row(name: &str) -> Option<Row> {
    let (may, must_not): (&[_], &[_]) = match name {
        "search" => (&[], &["tokio", "sqlx", "axum", "redis"]),
        "migrations" => (&[], &["tokio", "axum", "redis", "tantivy", "mysql_async"]),
        "timetable" => (&["migrations", "search"], &["axum", "redis", "tantivy"]),
        "indexer" => (&["search", "migrations"], &["axum", "redis"]),
        "sandbox" => (&[], &["sqlx", "redis", "tantivy"]),
        "api" => (&["search", "migrations"], &["tantivy", "mysql_async"]),
        "benches" => (
            &["api", "indexer", "migrations", "search", "timetable"],
            &[],
        ),
        _ => return None,
    };
    Some(Row { may, must_not })
}

/// The subjects of `api` from the roof down: each may use those below it. Those of the last line
/// are the ground: everybody may use them, and they each other.
const FLOORS: [&[&str]; 9] = [
    &["main", "lib", "http", "start"],
    &["pages", "jobs", "health"],
    &["payments"],
    &["booking"],
    &["flights"],
    &["pricing"],
    &["catalog", "accounts"],
    &["notify", "idempotency"],
    &["app", "problem", "config", "html", "telemetry"],
];

/// `App` holds what every subject works with, so it names what it holds.
const HELD_BY_APP: &str = "catalog";

#[test]
fn crates_depend_only_on_those_they_may() {
    let ours = crates();
    let mut broken = Vec::new();
    for name in &ours {
        let Some(row) = row(name) else {
            broken.push(format!("{name} has no row in the table of imports"));
            continue;
        };
        let manifest = manifest(name);
        let dependencies = manifest.get("dependencies").and_then(|d| d.as_table());
        for dependency in dependencies.into_iter().flat_map(|d| d.keys()) {
            let allowed = row.may.contains(&dependency.as_str());
            if ours.contains(dependency) && !allowed || row.must_not.contains(&dependency.as_str())
            {
                broken.push(format!("{name} depends on {dependency}"));
            }
        }
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
fn subjects_use_only_those_below_them() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        let Ok(inside) = path.strip_prefix("api/src") else {
            continue;
        };
        let subject = subject_of(inside);
        let Some(floor) = floor_of(&subject) else {
            broken.push(format!("{subject} has no floor in the list of subjects"));
            continue;
        };
        for used in paths_of(&bare(&text), "crate") {
            let held = subject == "app" && used == HELD_BY_APP;
            let ground = FLOORS.len() - 1;
            let fine = used == subject
                || held
                || floor_of(&used).is_none_or(|below| below > floor || below == ground);
            if !fine {
                broken.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    expect_none(&broken);
}

/// The first name after every `root::` in `code`, also of those in braces.
fn paths_of(code: &str, root: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (start, _) in code.match_indices(&format!("{root}::")) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|letter| letter.is_alphanumeric() || "_:$".contains(letter)) {
            continue;
        }
        let rest = &code[start + root.len() + 2..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(first_names(group)),
            None => names.push(word(rest)),
        }
    }
    names
}

/// The first name of each path in a group such as `a, b::{c, d}}`.
fn first_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut depth = 0;
    let mut starts = true;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => starts = true,
            _ if starts && letter.is_alphanumeric() => {
                names.push(word(&group[at..]));
                starts = false;
            }
            _ => {}
        }
    }
    names
}

fn word(text: &str) -> String {
    let letters = text.chars();
    letters
        .take_while(|l| l.is_alphanumeric() || *l == '_')
        .collect()
}

fn subject_of(inside: &Path) -> String {
    let first = inside.iter().next().unwrap_or_default().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(subject: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&subject))
}

#[test]
fn paths_are_found_alone_and_in_groups() {
    let code =
        "use crate::a::B;\nuse crate::{c, d::{e, f}, g};\nlet x = $crate::h; mycrate::i; crate::j";
    assert_eq!(paths_of(code, "crate"), ["a", "c", "d", "g", "j"]);
}
