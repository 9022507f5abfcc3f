//! The rules of the house that a machine can hold the code to, in every crate.

mod code;
mod floors;
mod imports;
mod manners;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// The folder of the whole workspace.
pub(crate) fn workspace() -> PathBuf {
    let api = Path::new(env!("CARGO_MANIFEST_DIR"));
    api.parent()
        .expect("api is a folder of the workspace")
        .to_owned()
}

/// The folders of the crates.
pub(crate) fn crates() -> Vec<String> {
    let manifest = manifest("");
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members: Vec<_> = members
        .iter()
        .map(|m| m.as_str().unwrap().to_owned())
        .collect();
    assert!(members.contains(&"api".to_owned()));
    members
}

/// The `Cargo.toml` in a folder of the workspace.
pub(crate) fn manifest(folder: &str) -> Table {
    let path = workspace().join(folder).join("Cargo.toml");
    fs::read_to_string(path).unwrap().parse().unwrap()
}

/// Every dependency of a manifest, also those of one target: its section, its name, what is said of
/// it.
fn dependencies(manifest: &Table) -> Vec<(&'static str, String, Value)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    let places = targets.filter_map(Value::as_table).chain([manifest]);
    let mut found = Vec::new();
    for place in places {
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let entries = place.get(section).and_then(Value::as_table);
            let entries = entries.into_iter().flatten();
            found.extend(entries.map(|(name, value)| (section, name.clone(), value.clone())));
        }
    }
    found
}

/// Every Rust file below a folder of the workspace, as paths from the workspace.
pub(crate) fn rust_files(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![workspace().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Rust file of every crate, with its text.
fn every_file() -> Vec<(PathBuf, String)> {
    let files = crates().into_iter().flat_map(|folder| rust_files(&folder));
    let files: Vec<_> = files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(workspace()).unwrap().to_owned(), text)
        })
        .collect();
    assert!(
        files.len() > 50,
        "the files were looked for in the wrong place"
    );
    files
}

/// Fails with every broken rule at once.
#[track_caller]
fn expect_none(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}
