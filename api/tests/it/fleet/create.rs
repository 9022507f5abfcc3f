//! Creating flights.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{airplane, audit, plan, to_tokyo};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_is_planned_by_local_times(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let flight = json!({
        "flight_number": "KE53", "origin": "ICN", "destination": "HNL",
        "departs_at": "2026-12-25T00:30", "arrives_at": "2026-12-24T14:00",
        "base_price": 480_000,
    });
    let made = plan(&admin, airplane, flight).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    assert_eq!(made["flight_number"], "KE053");
    assert_eq!(made["departs_at"], "2026-12-25T00:30:00+09:00");
    assert_eq!(made["arrives_at"], "2026-12-24T14:00:00-10:00");
    assert_eq!(made["duration_minutes"], 510);
    assert_eq!(made["status"], "scheduled");
    assert_eq!(made["version"], 1);
    assert_eq!(made["airplane"]["registration"], "HL8222");

    let row: (String, String, i64) = sqlx::query_as(
        "SELECT CONCAT(departure_date, ''), CONCAT(departs_at, ''), base_price FROM flights WHERE id = ?",
    )
    .bind(made["id"].as_u64())
    .fetch_one(&db)
    .await
    .unwrap();
    let expected = ("2026-12-25".into(), "2026-12-24 15:30:00".into(), 480_000);
    assert_eq!(row, expected);

    let (who, action, subject, before, after) = audit(&db).await.pop().unwrap();
    assert_eq!((who, action.as_str()), (Some(admin.id()), "flight.create"));
    assert_eq!(subject, format!("flight:{}", made["id"]));
    assert_eq!((before, after), (Value::Null, made));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_new_flight_is_found_once_the_index_has_it(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    // With a layout that was not there when the service started.
    let layout = json!({"name": "new", "cabins": [
        {"cabin": "economy", "first_row": 1, "last_row": 10, "pattern": "AC DF"},
    ]});
    let layout = admin.post("/admin/seat-layouts", layout).await.json();
    let airplane = json!({"registration": "HL8333", "airline": "KE", "aircraft_type": "738",
        "layout": layout["id"]});
    let airplane = admin.post("/admin/airplanes", airplane).await.json();
    let made = plan(
        &admin,
        airplane["id"].as_u64().unwrap(),
        to_tokyo(&json!({})),
    )
    .await
    .json();
    house.rebuild_index().await;

    let path = "/flight-plans?from=ICN&to=NRT&date=2026-12-25";
    let found = house.get(path).await.expect_status(StatusCode::OK).json();
    assert_eq!(found["itineraries"][0]["id"], made["id"].to_string());
    assert_eq!(found["itineraries"][0]["seats_left"], 40);
    let path = format!("/flight-plans/{}", made["id"]);
    house.get(&path).await.expect_status(StatusCode::OK);
    let seats = house.get(&format!("{path}/seats")).await;
    let seats = seats.expect_status(StatusCode::OK).json();
    assert_eq!(seats["cabins"].as_array().unwrap().len(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_fault_is_named_and_all_at_once(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    for (change, pointer) in [
        (json!({"flight_number": "OZ761"}), "/flight_number"),
        (json!({"flight_number": "KE00000"}), "/flight_number"),
        (json!({"origin": "SEL"}), "/origin"),
        (json!({"destination": "ICN"}), "/destination"),
        (json!({"departs_at": "2026-11-30T10:00"}), "/departs_at"),
        (json!({"departs_at": "2026-12-25T10:00:01"}), "/departs_at"),
        (
            json!({"departs_at": "2026-12-25T10:00+08:00"}),
            "/departs_at",
        ),
        (json!({"departs_at": 10}), "/departs_at"),
        (json!({"arrives_at": "2026-12-25T10:00"}), "/arrives_at"),
        (json!({"arrives_at": "2026-12-26T10:01"}), "/arrives_at"),
        (json!({"base_price": 0}), "/base_price"),
        (json!({"base_price": 1e30}), "/base_price"),
        (json!({"base_price": null}), "/base_price"),
        (json!({"airplane": 1}), "/airplane"),
    ] {
        let answer = plan(&admin, airplane, to_tokyo(&change)).await;
        answer.expect_wrong(&[pointer]);
    }
    let all = to_tokyo(
        &json!({"flight_number": "1", "origin": "", "destination": "X",
        "departs_at": "", "arrives_at": "", "base_price": -5}),
    );
    let expected = [
        "/flight_number",
        "/origin",
        "/destination",
        "/departs_at",
        "/arrives_at",
        "/base_price",
    ];
    plan(&admin, airplane, all).await.expect_wrong(&expected);
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM flights WHERE airplane_id = ?")
        .bind(airplane)
        .fetch_one(&db)
        .await
        .unwrap();
    assert_eq!(count, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_time_that_the_clock_does_not_show_once_is_explained_in_both_languages(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let flight = |departs_at: &str, arrives_at: &str| {
        to_tokyo(&json!({"origin": "CDG", "destination": "ICN",
            "departs_at": departs_at, "arrives_at": arrives_at}))
    };
    let detail = |problem: Value| problem["errors"][0]["detail"].as_str().unwrap().to_owned();
    let english = admin.with("accept-language", "en");

    let gap = flight("2027-03-28T02:30", "2027-03-28T21:00");
    let refused = plan(&english, airplane, gap.clone()).await;
    let refused = detail(refused.expect_problem(StatusCode::BAD_REQUEST, "invalid_request"));
    assert!(
        refused.contains("put forward") && refused.contains("03:30+02:00"),
        "{refused}"
    );
    let refused = plan(&admin, airplane, gap).await;
    let refused = detail(refused.expect_problem(StatusCode::BAD_REQUEST, "invalid_request"));
    assert!(
        refused.contains("없는 시각") && refused.contains("03:30+02:00"),
        "{refused}"
    );

    let fold = flight("2027-10-31T02:30", "2027-10-31T21:00");
    let refused = plan(&english, airplane, fold).await;
    let refused = detail(refused.expect_problem(StatusCode::BAD_REQUEST, "invalid_request"));
    assert!(refused.contains("+02:00, +01:00"), "{refused}");
    let meant = flight("2027-10-31T02:30+01:00", "2027-10-31T21:00");
    let made = plan(&admin, airplane, meant).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    assert_eq!(made["departs_at"], "2027-10-31T02:30:00+01:00");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_is_in_one_place_and_needs_half_an_hour_between_flights(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let one = airplane(&admin, "HL8222").await;
    let made = plan(&admin, one, to_tokyo(&json!({}))).await;
    made.expect_status(StatusCode::CREATED);

    // The first flies from 10:00 to 12:20.
    for (departs_at, arrives_at, fits) in [
        ("12:49", "15:00", false),
        ("12:50", "15:00", true),
        ("07:00", "09:31", false),
        ("07:00", "09:30", true),
        ("10:30", "11:30", false),
        ("09:00", "13:00", false),
        ("10:00", "12:20", false),
    ] {
        let flight = to_tokyo(
            &json!({"flight_number": "KE762", "origin": "NRT", "destination": "ICN",
            "departs_at": format!("2026-12-25T{departs_at}"),
            "arrives_at": format!("2026-12-25T{arrives_at}")}),
        );
        let answer = plan(&admin, one, flight).await;
        if fits {
            let made = answer.expect_status(StatusCode::CREATED).json();
            let path = format!("/admin/flight-plans/{}", made["id"]);
            admin
                .delete(&path)
                .await
                .expect_status(StatusCode::NO_CONTENT);
            sqlx::query("DELETE FROM flights WHERE id = ?")
                .bind(made["id"].as_u64())
                .execute(&house.db)
                .await
                .unwrap();
        } else {
            let problem = answer.expect_problem(StatusCode::CONFLICT, "airplane_busy");
            assert!(
                problem["detail"].as_str().unwrap().contains("KE761"),
                "{problem}"
            );
        }
    }
    let two = airplane(&admin, "HL8223").await;
    let other = to_tokyo(&json!({"flight_number": "KE763"}));
    plan(&admin, two, other)
        .await
        .expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_long_flight_that_left_long_ago_is_still_in_the_way(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let long =
        to_tokyo(&json!({"departs_at": "2026-12-25T10:00", "arrives_at": "2026-12-26T10:00"}));
    plan(&admin, airplane, long)
        .await
        .expect_status(StatusCode::CREATED);
    let next = to_tokyo(&json!({"flight_number": "KE762",
        "departs_at": "2026-12-26T10:29", "arrives_at": "2026-12-26T12:00"}));
    plan(&admin, airplane, next)
        .await
        .expect_problem(StatusCode::CONFLICT, "airplane_busy");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_is_in_nobodys_way_but_keeps_its_number(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let airplane = airplane(&admin, "HL8222").await;
    let made = plan(&admin, airplane, to_tokyo(&json!({}))).await.json();
    let path = format!("/admin/flight-plans/{}", made["id"]);
    admin
        .delete(&path)
        .await
        .expect_status(StatusCode::NO_CONTENT);

    let same = plan(&admin, airplane, to_tokyo(&json!({}))).await;
    same.expect_problem(StatusCode::CONFLICT, "already_exists");
    let other = plan(
        &admin,
        airplane,
        to_tokyo(&json!({"flight_number": "KE763"})),
    )
    .await;
    other.expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_pooled_airplane_may_be_in_two_places(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for number in ["KE761", "KE763"] {
        let flight = to_tokyo(&json!({"flight_number": number}));
        plan(&admin, 1, flight)
            .await
            .expect_status(StatusCode::CREATED);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_number_leaves_an_airport_once_a_day(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let made = plan(&admin, 1, to_tokyo(&json!({}))).await;
    made.expect_status(StatusCode::CREATED);
    let later = json!({"departs_at": "2026-12-25T23:00", "arrives_at": "2026-12-26T01:20"});
    let twice = plan(&admin, 1, to_tokyo(&later)).await;
    let problem = twice.expect_problem(StatusCode::CONFLICT, "already_exists");
    assert!(
        problem["detail"].as_str().unwrap().contains("KE761"),
        "{problem}"
    );
    let tomorrow = json!({"departs_at": "2026-12-26T00:00", "arrives_at": "2026-12-26T02:20"});
    plan(&admin, 1, to_tokyo(&tomorrow))
        .await
        .expect_status(StatusCode::CREATED);
    let onward = json!({"origin": "NRT", "destination": "HNL", "departs_at": "2026-12-25T13:30",
        "arrives_at": "2026-12-25T02:00"});
    plan(&admin, 1, to_tokyo(&onward))
        .await
        .expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_that_is_not_there_has_no_flights(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for airplane in ["99", "0", "-1", "x", "99999999999"] {
        let path = format!("/admin/airplanes/{airplane}/flight-plans");
        let answer = admin.post(&path, to_tokyo(&json!({}))).await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
}
