//! How the service starts and stops, and what it says when it cannot start.

use std::future::pending;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use api::catalog::Catalog;
use api::http::serve::{self, ConnectionLimits};
use axum::Router;
use axum::routing::get;
use search::IndexDir;
use sqlx::{ConnectOptions, MySqlPool};
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot};

use crate::fixture;

/// The service as a process of its own, in the database of a test.
struct Service {
    command: Command,
    index: TempDir,
}

impl Service {
    fn new(db: &MySqlPool) -> Self {
        let index = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
        command
            .env_clear()
            .env(
                "GAJO_MYSQL_URL",
                db.connect_options().to_url_lossy().as_str(),
            )
            .env("GAJO_REDIS_URL", "redis://127.0.0.1:1")
            .env("GAJO_INDEX_DIR", index.path())
            .env("GAJO_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self { command, index }
    }

    async fn build_index(&self, db: &MySqlPool) {
        let catalog = Arc::new(Catalog::read(db).await.unwrap());
        fixture::load_flights(db, &catalog.airports, &fixture::timetable()).await;
        fixture::build_index(db, &catalog, &IndexDir::new(self.index.path())).await;
    }

    /// Runs it to its end, which must come early, and returns the sentence it leaves.
    fn refusal(mut self) -> String {
        let Output { status, stderr, .. } = self.command.output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert!(!status.success(), "{said}");
        assert_eq!(said.trim_end().lines().count(), 1, "{said}");
        said
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn it_answers_until_it_is_told_to_stop(db: MySqlPool) {
    fixture::load_reference(&db).await;
    let mut service = Service::new(&db);
    service.build_index(&db).await;
    let mut process = service.command.spawn().unwrap();
    let address = address(&mut process);

    let answer = ask(&address, "/healthz");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");

    let id = process.id().to_string();
    let told = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(told.success());
    assert!(process.wait().unwrap().success());
}

#[sqlx::test]
async fn without_tables_it_says_to_migrate_and_migrate_makes_them(db: MySqlPool) {
    assert!(Service::new(&db).refusal().contains("run `api migrate`"));

    let migrated = Service::new(&db).command.arg("migrate").status().unwrap();
    assert!(migrated.success());
    assert!(
        Service::new(&db)
            .refusal()
            .contains("run `timetable generate`")
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_an_index_it_says_to_build_one(db: MySqlPool) {
    fixture::load_reference(&db).await;
    assert!(
        Service::new(&db)
            .refusal()
            .contains("run `indexer rebuild`")
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_index_of_another_database_is_not_served(db: MySqlPool) {
    fixture::load_reference(&db).await;
    let service = Service::new(&db);
    service.build_index(&db).await;
    let restored = "UPDATE index_epoch SET epoch = UNHEX(REPEAT('ab', 16))";
    sqlx::raw_sql(restored).execute(&db).await.unwrap();
    let said = service.refusal();
    assert!(said.contains("was built from another database"), "{said}");
    assert!(said.contains("run `indexer rebuild`"), "{said}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_it_says_so(db: MySqlPool) {
    let mut service = Service::new(&db);
    service
        .command
        .env("GAJO_MYSQL_URL", "mysql://gajo:hunter2@127.0.0.1:1/gajo");
    let said = service.refusal();
    assert!(
        said.contains("MySQL cannot be reached at GAJO_MYSQL_URL"),
        "{said}"
    );
    assert!(!said.contains("hunter2"), "{said}");
    assert_eq!(said.matches("refused").count(), 1, "{said}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn on_a_busy_port_it_names_the_port(db: MySqlPool) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap();
    let mut service = Service::new(&db);
    service.command.env("GAJO_LISTEN", taken.to_string());
    let said = service.refusal();
    assert!(said.contains(&format!("{taken} is in use")), "{said}");
}

#[tokio::test]
async fn a_request_that_has_begun_is_finished() {
    let (begun, may_end) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&may_end));
    let slow = move || async move {
        tell.notify_one();
        wait.notified().await;
        "finished"
    };
    let listener = serve::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let stopped = async { stopped.await.unwrap() };
    let router = Router::new().route("/", get(slow));
    let server = serve::serve(listener, router, ConnectionLimits::default(), stopped);
    let server = tokio::spawn(server);

    let client = tokio::task::spawn_blocking(move || ask(&address.to_string(), "/"));
    begun.notified().await;
    stop.send(()).unwrap();
    may_end.notify_one();
    assert!(client.await.unwrap().ends_with("finished"));
    server.await.unwrap();
}

#[tokio::test]
async fn whoever_dawdles_loses_the_place_to_the_next() {
    let listener = serve::listen("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let limits = ConnectionLimits {
        most: 1,
        head: Duration::from_millis(200),
    };
    let router = Router::new().route("/", get(|| async { "served" }));
    let server = tokio::spawn(serve::serve(listener, router, limits, pending()));

    tokio::task::spawn_blocking(move || {
        let mut slow = TcpStream::connect(&address).unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nhost:").unwrap();
        assert!(ask(&address, "/").ends_with("served"));
        assert!(!String::from_utf8_lossy(&rest(slow)).contains("served"));
    })
    .await
    .unwrap();
    server.abort();
}

/// The whole answer to a GET.
fn ask(address: &str, path: &str) -> String {
    let mut connection = TcpStream::connect(address).unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: gajo\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).unwrap();
    String::from_utf8(rest(connection)).unwrap()
}

/// What comes until the service hangs up.
fn rest(mut connection: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    connection.read_to_end(&mut rest).unwrap();
    rest
}

/// The address that the log says it listens on.
fn address(process: &mut Child) -> String {
    let log = process.stderr.take().unwrap();
    for line in BufReader::new(log).lines() {
        let line = line.unwrap();
        if let Some((_, rest)) = line.split_once("listening on ") {
            return rest.split('"').next().unwrap().to_owned();
        }
    }
    panic!("it ended before it listened")
}
