//! The order of the subjects inside `api`, and of the floors inside each.

use std::path::{Path, PathBuf};

use super::code::{bare, names, paths_of};
use super::{every_file, expect_none};

/// The subjects of `api` from the roof down: each may use those below it. Those of the last line
/// are the ground: everybody may use them, and they each other.
const SUBJECTS: [&[&str]; 12] = [
    &["main", "lib", "http", "start"],
    &["health"],
    &["jobs"],
    &["privacy"],
    &["payments"],
    &["booking"],
    &["flights"],
    &["pricing"],
    &["catalog"],
    &["accounts"],
    &["audit", "idempotency", "notify"],
    &[
        "app",
        "problem",
        "request",
        "rates",
        "config",
        "html",
        "telemetry",
    ],
];

/// `App` holds what every subject works with, so it names what it holds.
const HELD_BY_APP: [&str; 7] = [
    "catalog",
    "accounts",
    "pricing",
    "booking",
    "idempotency",
    "notify",
    "payments",
];

/// What no file names that has this name, or lies in a folder of this name; after a `/`, one file.
const FLOORS: [(&str, &[&str]); 26] = [
    ("routes", &["sqlx"]),
    ("params", &["sqlx"]),
    ("view", &["sqlx"]),
    ("access", &["sqlx"]),
    ("user", &["axum", "tokio", "async"]),
    ("token", &["axum", "tokio", "async"]),
    ("store", &["axum", "ApiError"]),
    ("seat_map", PURE),
    ("booking/seats/choose", PURE),
    ("booking/seats/plan", PURE),
    ("booking/proof/sum", PURE),
    ("pricing/fare", PURE),
    ("pricing/event", PURE),
    ("pricing/discounts", PURE),
    ("pricing/explanation", PURE),
    ("pricing/quote", PURE),
    ("layouts/plan", PURE),
    ("schedule/plan", PURE),
    ("schedule/clock_time", PURE),
    ("schedule/list", PURE),
    ("booking/rules", PURE),
    ("booking/trace", PURE),
    ("payments/refunds/books", PURE),
    ("booking/wanted", PURE),
    ("notify/mail/letter", PURE),
    ("notify/mail/told", PURE),
];

/// What the rules of the business do not know.
const PURE: &[&str] = &["axum", "sqlx", "tokio", "async"];

#[test]
fn subjects_use_only_those_below_them() {
    let mut broken = Vec::new();
    for (path, text) in files_of_api() {
        let subject = subject_of(&path);
        let Some(floor) = floor_of(&subject) else {
            broken.push(format!("{subject} has no floor in the list of subjects"));
            continue;
        };
        let code = bare(&text);
        let mut used = paths_of(&code, "crate");
        if path.components().count() == 1 {
            used.extend(paths_of(&code, "super"));
        }
        for used in used {
            let held = subject == "app" && HELD_BY_APP.contains(&used.as_str());
            let ground = SUBJECTS.len() - 1;
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

#[test]
fn another_subject_is_named_from_the_crate() {
    let mut broken = Vec::new();
    for (path, text) in files_of_api() {
        if paths_of(&bare(&text), "super").iter().any(|n| n == "super") {
            broken.push(format!("{} climbs with super::super", path.display()));
        }
    }
    expect_none(&broken);
}

#[test]
fn floors_know_only_what_is_theirs() {
    let mut broken = Vec::new();
    for (path, text) in files_of_api() {
        let code = bare(&text);
        let stands_on = |floor: &str| {
            if floor.contains('/') {
                return path.with_extension("") == Path::new(floor);
            }
            let mut parts = path.iter().filter_map(|part| Path::new(part).file_stem());
            parts.any(|part| part == floor)
        };
        for (_, words) in FLOORS.iter().filter(|(floor, _)| stands_on(floor)) {
            let named = words.iter().filter(|word| names(&code, word));
            broken.extend(named.map(|word| format!("{} names {word}", path.display())));
        }
    }
    expect_none(&broken);
}

/// The files of `api`, as paths from its `src`.
fn files_of_api() -> Vec<(PathBuf, String)> {
    let inside = |(path, text): (PathBuf, String)| {
        let path = path.strip_prefix("api/src").ok()?.to_owned();
        Some((path, text))
    };
    every_file().into_iter().filter_map(inside).collect()
}

fn subject_of(inside: &Path) -> String {
    let first = inside.iter().next().unwrap_or_default().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

fn floor_of(subject: &str) -> Option<usize> {
    SUBJECTS.iter().position(|floor| floor.contains(&subject))
}
