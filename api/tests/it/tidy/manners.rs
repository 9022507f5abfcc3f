//! What every file has, and what no file has.

use super::code::bare;
use super::{crates, dependencies, every_file, expect_none, manifest, rust_files};

/// Names that say nothing about a subject.
const EMPTY_NAMES: [&str; 9] = [
    "common", "helper", "helpers", "misc", "mod", "traits", "types", "util", "utils",
];

const SQL_VERBS: [&str; 6] = [
    "SELECT ", "INSERT ", "UPDATE ", "DELETE ", "REPLACE ", "WITH ",
];

#[test]
fn every_file_says_what_it_owns() {
    let silent = every_file()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//! "));
    let silent: Vec<_> = silent
        .map(|(path, _)| format!("{} does not open with `//!`", path.display()))
        .collect();
    expect_none(&silent);
}

#[test]
fn every_file_is_named_after_its_subject() {
    let mut broken = Vec::new();
    for folder in crates() {
        for path in rust_files(&folder) {
            let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
            if EMPTY_NAMES.contains(&stem.as_str()) {
                broken.push(format!("{} says nothing by its name", path.display()));
            }
        }
    }
    expect_none(&broken);
}

#[test]
fn no_lint_is_allowed_without_a_reason() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        let code = bare(&text);
        let mut lines = code.lines().enumerate();
        let allows = |line: &str| ["#[allow", "#![allow"].iter().any(|a| line.contains(a));
        if let Some((line, _)) = lines.find(|(_, line)| allows(line)) {
            broken.push(format!("{}:{} allows a lint", path.display(), line + 1));
        }
    }
    expect_none(&broken);
}

#[test]
fn sql_is_written_out_and_never_put_together() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        if !path.iter().any(|part| part == "src") {
            continue;
        }
        for (start, _) in text.match_indices("format!(") {
            let literal = text[start + "format!(".len()..].trim_start();
            let literal = literal.trim_start_matches(['r', '#', '"', '\\', '\n', ' ']);
            let is_statement = |verb: &&str| {
                let rest = literal.strip_prefix(*verb);
                // `SELECT ON a.b` is a privilege.
                rest.is_some_and(|rest| !rest.starts_with("ON "))
            };
            if SQL_VERBS.iter().any(is_statement) {
                let line = text[..start].lines().count();
                broken.push(format!("{}:{line} formats SQL", path.display()));
            }
        }
    }
    expect_none(&broken);
}

#[test]
fn only_the_configuration_reads_the_environment() {
    let mut broken = Vec::new();
    for (path, text) in every_file() {
        let is_config = path.file_name().is_some_and(|name| name == "config.rs");
        let reads = ["env::var(", "env::var_os(", "env::vars("];
        if path.starts_with("api/src") && !is_config {
            let code = bare(&text);
            if reads.iter().any(|read| code.contains(read)) || code.contains("std::env") {
                broken.push(format!("{} reads the environment", path.display()));
            }
        }
    }
    expect_none(&broken);
}

#[test]
fn dependencies_are_versioned_in_one_place() {
    let mut broken = Vec::new();
    for name in crates() {
        for (_, dependency, value) in dependencies(&manifest(&name)) {
            if value.get("workspace").is_none() {
                broken.push(format!("{name} gives {dependency} a version of its own"));
            }
        }
    }
    expect_none(&broken);
}
