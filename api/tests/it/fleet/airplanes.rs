//! Airplanes.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{airplane, audit, changed};
use crate::house::House;

fn hl8222() -> Value {
    json!({"registration": "HL8222", "airline": "KE", "aircraft_type": "77W", "layout": 2})
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_airplane_is_registered_listed_and_in_the_audit_log(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    let made = admin.post("/admin/airplanes", hl8222()).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    assert_eq!(made["pooled"], false);

    let listed = admin
        .get("/admin/airplanes?airline=KE&limit=3")
        .await
        .json();
    let listed = listed["items"].as_array().unwrap();
    let registrations: Vec<_> = listed
        .iter()
        .map(|airplane| &airplane["registration"])
        .collect();
    assert_eq!(registrations, ["KE-738", "KE-77W", "HL8222"]);
    assert_eq!(listed[2], made);
    assert_eq!(listed[0]["pooled"], true);

    let [(who, action, subject, before, after)] = &audit(&db).await[..] else {
        panic!("one entry");
    };
    assert_eq!(
        (*who, action.as_str()),
        (Some(admin.id()), "airplane.create")
    );
    assert_eq!(*subject, format!("airplane:{}", made["id"]));
    assert_eq!((before, after), (&Value::Null, &made));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn airplanes_come_in_pages(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let mut seen = Vec::new();
    let mut path = "/admin/airplanes?limit=2".to_owned();
    loop {
        let page = admin.get(&path).await.json();
        let items = page["items"].as_array().unwrap();
        seen.extend(
            items
                .iter()
                .map(|airplane| airplane["id"].as_u64().unwrap()),
        );
        let Some(cursor) = page["next_cursor"].as_str() else {
            break;
        };
        path = format!("/admin/airplanes?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    let wrong = admin
        .get("/admin/airplanes?airline=XX&limit=0&cursor=last")
        .await;
    wrong.expect_invalid(&["airline", "limit", "cursor"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_fault_is_named_and_all_at_once(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let admin = house.admin().await;
    for (change, pointer) in [
        (json!({"registration": "hl8222"}), "/registration"),
        (json!({"registration": ""}), "/registration"),
        (json!({"airline": "XX"}), "/airline"),
        (json!({"airline": "KE "}), "/airline"),
        (json!({"airline": "'; DROP TABLE airlines; --"}), "/airline"),
        (json!({"aircraft_type": "999"}), "/aircraft_type"),
        (json!({"layout": 99}), "/layout"),
        (json!({"layout": -1}), "/layout"),
        (json!({"layout": 4_294_967_298_u64}), "/layout"),
        (json!({"layout": "1"}), "/layout"),
        (json!({"airline": null}), "/airline"),
        (json!({"pooled": true}), "/pooled"),
    ] {
        let answer = admin
            .post("/admin/airplanes", changed(hl8222(), &change))
            .await;
        answer.expect_wrong(&[pointer]);
    }
    let all = json!({"registration": "-", "airline": "?", "aircraft_type": "?", "layout": 0});
    let answer = admin.post("/admin/airplanes", all).await;
    answer.expect_wrong(&["/registration", "/airline", "/aircraft_type", "/layout"]);
    assert_eq!(audit(&db).await, []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_registration_is_taken_once(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    airplane(&admin, "HL8222").await;
    let again = admin.post("/admin/airplanes", hl8222()).await;
    again.expect_problem(StatusCode::CONFLICT, "already_exists");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_write_takes_no_query(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let answer = admin.post("/admin/airplanes?dry_run=1", hl8222()).await;
    answer.expect_invalid(&["dry_run"]);
    let answer = admin.delete("/admin/flight-plans/1?version=1").await;
    answer.expect_invalid(&["version"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn while_mysql_is_away_one_may_ask_again(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    // From here on the process knows the session by heart.
    admin
        .get("/admin/airplanes")
        .await
        .expect_status(StatusCode::OK);
    house.app.db.close().await;
    let answers = [
        admin.get("/admin/airplanes").await,
        admin.get("/admin/flight-plans").await,
        admin.post("/admin/airplanes", hl8222()).await,
        admin.delete("/admin/flight-plans/1").await,
    ];
    for answer in answers {
        assert_eq!(answer.header("retry-after"), Some("1"));
        answer.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
    }
}
