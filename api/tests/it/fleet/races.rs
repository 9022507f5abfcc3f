//! Two administrators at once.

use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;
use sqlx::{Connection, MySqlConnection, MySqlPool};

use super::{airplane, audit, outbox, plan, sell_a_seat, to_tokyo};
use crate::client::Client;
use crate::house::House;

/// How often a race is run.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests are told how often to repeat themselves"
)]
fn rounds() -> u32 {
    std::env::var("GAJO_TEST_ROUNDS").map_or(50, |rounds| rounds.parse().unwrap())
}

/// How many of an airplane's scheduled flights have another in their way.
async fn in_two_places(db: &MySqlPool, airplane: u64) -> i64 {
    let select = "
        SELECT COUNT(*)
        FROM flights a
        JOIN flights b ON b.airplane_id = a.airplane_id AND b.id > a.id
          AND b.departs_at < a.arrives_at + INTERVAL 30 MINUTE
          AND a.departs_at < b.arrives_at + INTERVAL 30 MINUTE
        WHERE a.airplane_id = ? AND a.status = 'scheduled' AND b.status = 'scheduled'
    ";
    sqlx::query_scalar(select)
        .bind(airplane)
        .fetch_one(db)
        .await
        .unwrap()
}

/// Plans four flights at once, on one day of its own for each round, each a quarter of an hour after
/// the other.
async fn four_at_once(admin: &Client<'_>, airplane: u64, round: u32) -> Vec<StatusCode> {
    let day =
        chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + chrono::Days::new(round.into());
    let flights = (0..4).map(|n| {
        let flight = to_tokyo(&json!({
            "flight_number": format!("KE{}", 800 + n),
            "departs_at": format!("{day}T10:{:02}", n * 15),
            "arrives_at": format!("{day}T12:{:02}", n * 15),
        }));
        plan(admin, airplane, flight)
    });
    join_all(flights)
        .await
        .into_iter()
        .map(|answer| answer.status)
        .collect()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_planned_by_four_at_once_is_in_one_place(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    for round in 0..rounds() {
        let mut statuses = four_at_once(&admin, airplane, round).await;
        statuses.sort();
        let expected = [
            StatusCode::CREATED,
            StatusCode::CONFLICT,
            StatusCode::CONFLICT,
            StatusCode::CONFLICT,
        ];
        assert_eq!(statuses, expected, "round {round}");
    }
    assert_eq!(in_two_places(&db, airplane).await, 0);
}

/// The same without the lock on the airplane's row: both look, both see nothing, both write.
#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_lock_an_airplane_is_in_two_places(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let mut conns = [db.acquire().await.unwrap(), db.acquire().await.unwrap()];
    for conn in &mut conns {
        sqlx::raw_sql("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED")
            .execute(&mut **conn)
            .await
            .unwrap();
    }
    let [first, second] = &mut conns;
    let mut first = MySqlConnection::begin(first).await.unwrap();
    let mut second = MySqlConnection::begin(second).await.unwrap();
    for conn in [&mut first, &mut second] {
        let flights: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM flights WHERE airplane_id = ?")
            .bind(airplane)
            .fetch_one(&mut **conn)
            .await
            .unwrap();
        assert_eq!(flights, 0);
    }
    for (conn, number) in [(&mut first, 800), (&mut second, 801)] {
        let insert = "
            INSERT INTO flights (
              airline_code, number, origin, destination, departure_date, departs_at, arrives_at,
              airplane_id, distance_km, base_price
            )
            VALUES ('KE', ?, 'ICN', 'NRT', '2027-01-01', '2027-01-01 01:00', '2027-01-01 03:00', ?, 1, 1)
        ";
        sqlx::query(insert)
            .bind(number)
            .bind(airplane)
            .execute(&mut **conn)
            .await
            .unwrap();
    }
    first.commit().await.unwrap();
    second.commit().await.unwrap();
    assert_eq!(in_two_places(&db, airplane).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_two_changes_of_one_version_one_is_made(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    for version in 1..=rounds() {
        let change = |price: u32| {
            let change = json!({"version": version, "base_price": price});
            let admin = &admin;
            async move { admin.patch("/admin/flight-plans/1", change).await.status }
        };
        let prices = [version * 1_000 + 1, version * 1_000 + 2];
        let mut statuses = join_all(prices.map(change)).await;
        statuses.sort();
        assert_eq!(
            statuses,
            [StatusCode::OK, StatusCode::CONFLICT],
            "version {version}"
        );
    }
    assert_eq!(audit(&db).await.len(), rounds() as usize);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_moves_into_each_others_way_end_with_one(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    for round in 0..rounds() {
        let day =
            chrono::NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + chrono::Days::new(round.into());
        let mut paths = Vec::new();
        for (number, hour) in [("KE801", 8), ("KE802", 20)] {
            let flight = to_tokyo(&json!({"flight_number": number,
                "departs_at": format!("{day}T{hour:02}:00"), "arrives_at": format!("{day}T{:02}:00", hour + 2)}));
            let made = plan(&admin, airplane, flight)
                .await
                .expect_status(StatusCode::CREATED)
                .json();
            paths.push(format!("/admin/flight-plans/{}", made["id"]));
        }
        let noon = json!({"version": 1, "departs_at": format!("{day}T12:00"),
            "arrives_at": format!("{day}T14:00")});
        let moves = paths.iter().map(|path| admin.patch(path, noon.clone()));
        let answers = join_all(moves).await;
        let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort();
        assert_eq!(
            statuses,
            [StatusCode::OK, StatusCode::CONFLICT],
            "round {round}"
        );
    }
    assert_eq!(in_two_places(&db, airplane).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_cancelled_by_many_at_once_is_cancelled_once(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    sell_a_seat(&db, 1).await;
    let cancels = (0..8).map(|_| admin.delete("/admin/flight-plans/1"));
    for answer in join_all(cancels).await {
        answer.expect_status(StatusCode::NO_CONTENT);
    }
    assert_eq!(audit(&db).await.len(), 1);
    assert_eq!(outbox(&db).await.len(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_registration_and_one_name_are_given_once_by_many_at_once(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let hl8222 =
        json!({"registration": "HL8222", "airline": "KE", "aircraft_type": "738", "layout": 1});
    let layout = json!({"name": "one", "cabins": [
        {"cabin": "economy", "first_row": 1, "last_row": 1, "pattern": "A"}]});
    for (path, body) in [
        ("/admin/airplanes", hl8222),
        ("/admin/seat-layouts", layout),
    ] {
        let all = (0..6).map(|_| admin.post(path, body.clone()));
        let answers = join_all(all).await;
        let created = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CREATED);
        assert_eq!(created.count(), 1, "{path}");
        let refused = answers
            .iter()
            .filter(|answer| answer.status == StatusCode::CONFLICT);
        assert_eq!(refused.count(), 5, "{path}");
    }
    assert_eq!(audit(&db).await.len(), 2);
}
