//! Settings, and what is said about those that are missing or wrong.

use std::io::Write;
use std::process::{Command, Output};

use api::config::Config;
use secrecy::ExposeSecret;
use tempfile::NamedTempFile;

const COMPLETE: [(&str, &str); 3] = [
    ("GAJO_MYSQL_URL", "mysql://gajo:secret@127.0.0.1:3306/gajo"),
    ("GAJO_REDIS_URL", "redis://127.0.0.1:6379"),
    ("GAJO_INDEX_DIR", "/var/lib/gajo/index"),
];

fn faults(variables: &[(&str, &str)]) -> Vec<String> {
    let faults = Config::of(variables).expect_err("something is wrong");
    faults.to_string().lines().map(str::to_owned).collect()
}

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

#[test]
fn three_settings_are_enough() {
    let config = Config::of(&COMPLETE).unwrap();
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.base_url, "http://127.0.0.1:8080");
    assert_eq!(config.mysql.url.expose_secret(), COMPLETE[0].1);
}

#[test]
fn everything_missing_is_named_at_once() {
    let faults = faults(&[]);
    assert_eq!(faults.len(), 3, "{faults:?}");
    for (fault, (name, _)) in faults.iter().zip(COMPLETE) {
        assert!(
            fault.starts_with(&format!("{name} is not set: ")),
            "{fault}"
        );
    }
}

#[test]
fn a_value_that_cannot_be_read_is_refused_without_being_repeated() {
    for (name, value) in [
        ("GAJO_LISTEN", "localhost"),
        ("GAJO_BASE_URL", "gajo.example"),
        ("GAJO_MYSQL_URL", "postgres://u:hunter2@h/d"),
        ("GAJO_MYSQL_URL", "mysql://u:hunter2@h:3306"),
        ("GAJO_REDIS_URL", "hunter2"),
        ("GAJO_LOG", "info,api=hunter2"),
        ("GAJO_INDEX_STALE_AFTER_S", "hunter2"),
    ] {
        let mut variables = vec![(name, value)];
        variables.extend(COMPLETE);
        let faults = faults(&variables);
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with(name) && !faults[0].contains("hunter2"));
    }
}

#[test]
fn the_environment_wins_over_the_file() {
    let file =
        file("listen = \"0.0.0.0:80\"\nbase_url = \"https://gajo.example/\"\nlog = \"warn\"\n");
    let mut variables = vec![
        ("GAJO_CONFIG", file.path().to_str().unwrap()),
        ("GAJO_LISTEN", "127.0.0.1:81"),
    ];
    variables.extend(COMPLETE);
    let config = Config::of(&variables).unwrap();
    assert_eq!(config.http.listen.port(), 81);
    assert_eq!(config.http.base_url, "https://gajo.example");
    assert_eq!(config.log.filter, "warn");
}

#[test]
fn an_unknown_name_in_the_file_is_refused() {
    let file = file("lisen = \"0.0.0.0:80\"\n");
    let mut variables = vec![("GAJO_CONFIG", file.path().to_str().unwrap())];
    variables.extend(COMPLETE);
    let faults = faults(&variables);
    assert!(faults[0].starts_with("lisen in "), "{faults:?}");
    assert!(faults[0].ends_with(" is not a setting"), "{faults:?}");
}

#[test]
fn a_secret_is_not_printed() {
    let config = Config::of(&COMPLETE).unwrap();
    assert!(!format!("{config:?}").contains("secret@"));
}

#[test]
fn the_command_prints_a_line_for_each_fault_and_fails() {
    let output = check(&[("GAJO_LISTEN", "here")]);
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(!output.status.success());
    assert_eq!(printed.lines().count(), 4, "{printed}");

    assert!(check(&COMPLETE).status.success());
}

fn check(variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_api"))
        .args(["config", "check"])
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}
