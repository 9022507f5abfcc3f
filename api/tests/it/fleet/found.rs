//! From an administrator's request to a traveller's search: with the real `indexer` between them.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::{ConnectOptions, MySqlPool};
use tokio::time::{sleep, timeout};

use super::{airplane, plan, to_tokyo};
use crate::house::House;

/// How long a machine that does other things may take for what takes a second. How long it takes is
/// measured by `dev/bench freshness`.
const PATIENCE: Duration = Duration::from_secs(60);

/// A follower of the house's database, ended with the test.
struct Follower(Child);

impl Drop for Follower {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// `indexer run` over the house's database and index.
fn follow(house: &House) -> Follower {
    let program = indexer();
    assert!(
        program.exists(),
        "{program:?} is not built: cargo build -p indexer"
    );
    let child = Command::new(program)
        .arg("run")
        .env(
            "GAJO_MYSQL_URL",
            house.db.connect_options().to_url_lossy().to_string(),
        )
        .env("GAJO_INDEX_DIR", &house.app.config.index.dir)
        .env("GAJO_INDEXER_ALLOW_UNSAFE_SYNC", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    Follower(child.unwrap())
}

/// Beside the program of this service, where cargo puts them all.
fn indexer() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_api")).with_file_name("indexer")
}

/// Searches Christmas day until `done` is content with the itineraries, and returns the answer.
async fn search_until(house: &House, done: impl Fn(&[Value]) -> bool) -> Value {
    let path = "/flight-plans?from=ICN&to=NRT&date=2026-12-25";
    let search = async {
        loop {
            let answer = house.get(path).await.expect_status(StatusCode::OK).json();
            if done(answer["itineraries"].as_array().unwrap()) {
                return answer;
            }
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(PATIENCE, search)
        .await
        .expect("the search shows it")
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_an_administrator_writes_is_what_travellers_find(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let before = house.app.index.snapshot().generation();
    let _follower = follow(&house);

    // The house's index does not say where in the binlog it is, so this one comes by a rebuild.
    let first = plan(&admin, airplane, to_tokyo(&json!({}))).await;
    first.expect_status(StatusCode::CREATED);
    let answer = search_until(&house, |found| found.len() == 1).await;
    let generation = answer["as_of"]["generation"].as_u64().unwrap();
    assert!(generation > before, "{answer}");

    let evening = json!({"flight_number": "KE763", "departs_at": "2026-12-25T18:00",
        "arrives_at": "2026-12-25T20:20"});
    let made = plan(&admin, airplane, to_tokyo(&evening)).await.json();
    let id = made["id"].to_string();
    search_until(&house, |found| found.iter().any(|it| it["id"] == id)).await;

    let path = format!("/admin/flight-plans/{id}");
    let late =
        json!({"version": 1, "departs_at": "2026-12-25T19:00", "arrives_at": "2026-12-25T21:20"});
    admin.patch(&path, late).await.expect_status(StatusCode::OK);
    let moved = |it: &Value| it["id"] == id && it["departs_at"] == "2026-12-25T19:00:00+09:00";
    search_until(&house, |found| found.iter().any(moved)).await;

    admin
        .delete(&path)
        .await
        .expect_status(StatusCode::NO_CONTENT);
    let answer = search_until(&house, |found| found.len() == 1).await;
    assert_eq!(
        answer["as_of"]["generation"], generation,
        "nothing was built anew"
    );
}

/// The airplane, too, is newer than the index, and its layout newer than the service.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_of_a_new_airplane_with_new_seats_is_found(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let _follower = follow(&house);
    let old = airplane(&admin, "HL8222").await;
    plan(&admin, old, to_tokyo(&json!({})))
        .await
        .expect_status(StatusCode::CREATED);
    search_until(&house, |found| found.len() == 1).await;

    let layout = json!({"name": "new", "cabins": [
        {"cabin": "economy", "first_row": 1, "last_row": 10, "pattern": "AC DF"}]});
    let layout = admin.post("/admin/seat-layouts", layout).await.json();
    let new = json!({"registration": "HL8333", "airline": "KE", "aircraft_type": "738",
        "layout": layout["id"]});
    let new = admin.post("/admin/airplanes", new).await.json();
    let flight = to_tokyo(&json!({"flight_number": "KE765"}));
    let made = plan(&admin, new["id"].as_u64().unwrap(), flight).await;
    let id = made.expect_status(StatusCode::CREATED).json()["id"].to_string();
    let has_forty_seats = |it: &Value| it["id"] == id && it["seats_left"] == 40;
    search_until(&house, |found| found.iter().any(has_forty_seats)).await;
    let seats = house.get(&format!("/flight-plans/{id}/seats")).await;
    assert_eq!(
        seats.expect_status(StatusCode::OK).json()["cabins"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
