//! Seat maps, live.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{claim, ok};
use crate::health::mysql_that_is_away;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_seat_of_the_airplane_is_there(db: MySqlPool) {
    let house = House::open(db).await;
    let map = ok(&house, "/flight-plans/2/seats").await;
    assert_eq!(map["flight_id"], 2);
    let cabins = map["cabins"].as_array().unwrap();
    let summary: Vec<_> = cabins
        .iter()
        .map(|cabin| {
            json!([
                cabin["cabin"],
                cabin["capacity"],
                cabin["free"],
                cabin["pattern"]
            ])
        })
        .collect();
    assert_eq!(
        summary,
        [
            json!(["business", 8, 8, "AC DF"]),
            json!(["economy", 178, 178, "ABC DEF"])
        ]
    );
    assert_eq!(seats(&map).len(), 186);

    let row = &cabins[1]["rows"][0];
    assert_eq!(row["row"], 11);
    assert_eq!(
        row["seats"][0],
        json!({"number": "11A", "state": "free", "window": true, "aisle": false, "exit": true})
    );
    assert_eq!(
        row["seats"][2],
        json!({"number": "11C", "state": "free", "window": false, "aisle": true, "exit": true})
    );
    let last = cabins[1]["rows"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["row"], last["seats"].as_array().unwrap().len()),
        (&json!(40), 4)
    );
    assert_eq!(last["seats"][0]["exit"], false);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_seat_is_taken_as_soon_as_it_is_claimed(db: MySqlPool) {
    let house = House::open(db).await;
    let path = "/flight-plans/2/seats";
    assert!(
        seats(&ok(&house, path).await)
            .values()
            .all(|state| state == "free")
    );

    // The index knows nothing of it yet.
    claim(&house.db, 2, [0, 8, 185]).await;
    let map = ok(&house, path).await;
    let taken: Vec<_> = seats(&map)
        .into_iter()
        .filter(|(_, state)| state == "taken")
        .map(|(number, _)| number)
        .collect();
    assert_eq!(taken, ["11A", "1A", "40D"]);
    assert_eq!(
        (&map["cabins"][0]["free"], &map["cabins"][1]["free"]),
        (&json!(7), &json!(176))
    );

    sqlx::query("DELETE FROM seat_claims")
        .execute(&house.db)
        .await
        .unwrap();
    assert!(
        seats(&ok(&house, path).await)
            .values()
            .all(|state| state == "free")
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn claims_of_another_flight_do_not_count(db: MySqlPool) {
    let house = House::open(db).await;
    claim(&house.db, 3, [0, 1, 2]).await;
    let map = ok(&house, "/flight-plans/2/seats").await;
    assert!(seats(&map).values().all(|state| state == "free"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_has_no_seats(db: MySqlPool) {
    let house = House::open(db).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE id = 2")
        .execute(&house.db)
        .await
        .unwrap();
    let answer = house.get("/flight-plans/2/seats").await;
    answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_mysql_the_caller_is_asked_to_come_back(db: MySqlPool) {
    let house = House::with(db, |parts| parts.db = mysql_that_is_away()).await;
    let answer = house.get("/flight-plans/2/seats").await;
    assert!(answer.header("retry-after").is_some());
    answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

/// The state of each seat by its number.
fn seats(map: &Value) -> BTreeMap<String, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let cabins = map["cabins"].as_array().unwrap().iter();
    let rows = cabins.flat_map(|cabin| cabin["rows"].as_array().unwrap());
    let seats = rows.flat_map(|row| row["seats"].as_array().unwrap());
    seats
        .map(|seat| (text(&seat["number"]), text(&seat["state"])))
        .collect()
}
