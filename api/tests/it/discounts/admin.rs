//! Administrators make events and move them.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::{DECEMBER, Row, discount_of, entries, winter, with};
use crate::fixture::instant;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_event_is_made_shown_and_noted(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let made = admin.post("/discounts/admin", winter()).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    let expected = json!({
        "id": 1,
        "name": "겨울 특가",
        "rate_percent": 10,
        "starts_at": "2026-12-05T00:00:00Z",
        "ends_at": "2026-12-31T15:00:00Z",
        "airlines": ["KE", "OZ"],
        "routes": ["GMP-HND", "GMP-NRT", "ICN-BKK", "ICN-HND", "ICN-NRT"],
    });
    assert_eq!(made, expected);

    let customer = house.customer("kim@x.kr").await;
    let list = customer
        .get("/discounts")
        .await
        .expect_status(StatusCode::OK);
    assert_eq!(
        list.json(),
        json!({"items": [expected], "next_cursor": null})
    );

    let noted = entries(&house.db).await;
    assert_eq!(noted.len(), 1);
    let entry = &noted[0];
    assert_eq!(
        (entry.admin, entry.action.as_str()),
        (admin.id(), "discount.create")
    );
    assert_eq!(entry.subject, "discount:1");
    assert_eq!((&entry.before, &entry.after), (&Value::Null, &made));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_node_that_made_an_event_sells_by_it_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    assert_eq!(discount_of(&house, 2).await, 0);
    let body = json!({"name": "오늘", "rate_percent": 10, "ends_at": "2026-12-02T00:00:00Z"});
    let made = admin.post("/discounts/admin", body).await;
    let made = made.expect_status(StatusCode::CREATED).json();
    assert_eq!(made["starts_at"], "2026-12-01T00:00:00Z");
    assert_eq!(
        (&made["airlines"], &made["routes"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(discount_of(&house, 2).await, 14_100);

    house.clock.set(instant("2026-12-01T00:00:05Z"));
    let end = json!({"ends_at": "2026-12-01T00:00:06Z"});
    admin
        .patch("/discounts/admin/1", end)
        .await
        .expect_status(StatusCode::OK);
    assert_eq!(discount_of(&house, 2).await, 14_100);
    house.clock.set(instant("2026-12-01T00:00:06Z"));
    assert_eq!(discount_of(&house, 2).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_events_for_the_same_flights_do_not_overlap(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let make = async |body: Value| admin.post("/discounts/admin", body).await;
    make(winter()).await.expect_status(StatusCode::CREATED);

    let mut again = winter();
    again["starts_at"] = json!("2026-12-31T14:59:59Z");
    again["ends_at"] = json!("2027-01-05T00:00:00Z");
    again["airlines"] = json!(["KE", "OZ"]);
    let problem = make(again.clone()).await;
    let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/starts_at");
    let detail = problem["errors"][0]["detail"].as_str().unwrap();
    assert!(
        detail.contains("겨울 특가") && detail.contains("2026-12-31 15:00 UTC"),
        "{detail}"
    );

    // The second after, or other flights, are fine.
    again["starts_at"] = json!("2026-12-31T15:00:00Z");
    make(again).await.expect_status(StatusCode::CREATED);
    make(with("airlines", json!(["KE"])))
        .await
        .expect_status(StatusCode::CREATED);
    make(with("routes", Value::Null))
        .await
        .expect_status(StatusCode::CREATED);

    // Nor may one be moved there.
    let into = json!({"ends_at": "2026-12-31T15:00:01Z"});
    let problem = admin.patch("/discounts/admin/1", into).await;
    let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    assert_eq!(problem["errors"][0]["pointer"], "/starts_at");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_period_may_change_but_not_the_part_that_was_used(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    admin
        .post("/discounts/admin", winter())
        .await
        .expect_status(StatusCode::CREATED);
    let patch = async |body: Value| admin.patch("/discounts/admin/1", body).await;
    let refused = async |body: Value, pointer: &str| {
        let problem = patch(body).await;
        let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    };

    let moved = json!({"starts_at": "2026-12-06T00:00:00Z", "ends_at": "2026-12-20T00:00:00Z"});
    let moved = patch(moved).await.expect_status(StatusCode::OK).json();
    assert_eq!(moved["starts_at"], "2026-12-06T00:00:00Z");
    assert_eq!(
        (&moved["name"], &moved["rate_percent"]),
        (&json!("겨울 특가"), &json!(10))
    );
    refused(json!({}), "").await;
    refused(json!({"ends_at": null}), "").await;
    refused(json!({"starts_at": "2026-11-30T00:00:00Z"}), "/starts_at").await;
    refused(json!({"starts_at": "2026-12-20T00:00:00Z"}), "/ends_at").await;
    refused(json!({"rate_percent": 20}), "/rate_percent").await;

    house.clock.set(instant("2026-12-10T00:00:00Z"));
    refused(json!({"starts_at": "2026-12-07T00:00:00Z"}), "/starts_at").await;
    refused(json!({"ends_at": "2026-12-09T23:59:59Z"}), "/ends_at").await;
    let ended = json!({"starts_at": "2026-12-06T00:00:00Z", "ends_at": "2026-12-10T00:00:00Z"});
    patch(ended).await.expect_status(StatusCode::OK);
    refused(json!({"ends_at": "2026-12-20T00:00:00Z"}), "").await;

    let noted = entries(&house.db).await;
    let actions: Vec<_> = noted.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "discount.create",
            "discount.reschedule",
            "discount.reschedule"
        ]
    );
    assert_eq!(noted[1].before, noted[0].after);
    assert_eq!(noted[1].after, moved);
    assert_eq!(noted[2].after["ends_at"], "2026-12-10T00:00:00Z");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_event_that_is_not_there_is_not_found(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    for id in ["0", "1", "-1", "winter", "18446744073709551616"] {
        let body = json!({"ends_at": "2026-12-20T00:00:00Z"});
        let answer = admin.patch(&format!("/discounts/admin/{id}"), body).await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn only_administrators_make_events_and_only_members_read_them(db: MySqlPool) {
    let house = House::open(db).await;
    let (nobody, customer) = (house.nobody(), house.customer("kim@x.kr").await);
    for (who, status) in [
        (&nobody, StatusCode::UNAUTHORIZED),
        (&customer, StatusCode::FORBIDDEN),
    ] {
        let made = who.post("/discounts/admin", winter()).await;
        made.expect_status(status);
        let changed = who.patch("/discounts/admin/1", json!({})).await;
        changed.expect_status(status);
    }
    for path in ["/discounts", "/discounts/grade"] {
        nobody
            .get(path)
            .await
            .expect_status(StatusCode::UNAUTHORIZED);
        customer.get(path).await.expect_status(StatusCode::OK);
        house
            .admin()
            .await
            .get(path)
            .await
            .expect_status(StatusCode::OK);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_list_has_pages_of_what_is_valid_or_coming(db: MySqlPool) {
    let house = House::open(db).await;
    for (name, period) in [
        ("하나", DECEMBER),
        ("둘", ("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z")),
        ("셋", ("2027-03-01T00:00:00Z", "2027-04-01T00:00:00Z")),
        ("넷", DECEMBER),
        ("다섯", DECEMBER),
    ] {
        Row {
            period,
            ..Row::new(name, 5)
        }
        .insert(&house.db)
        .await;
    }
    let now = house.clock.now();
    house.app.discounts.notice(&house.db, now).await.unwrap();
    let customer = house.customer("kim@x.kr").await;
    let mut pages = Vec::new();
    let mut path = "/discounts?limit=2".to_owned();
    loop {
        let page = customer
            .get(&path)
            .await
            .expect_status(StatusCode::OK)
            .json();
        let items = page["items"].as_array().unwrap().iter();
        pages.push(items.map(|item| item["name"].clone()).collect::<Vec<_>>());
        match page["next_cursor"].as_str() {
            Some(next) => path = format!("/discounts?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(pages, [vec!["하나", "셋"], vec!["넷", "다섯"]]);

    // Memory may still hold what is over; nobody is shown it.
    house.clock.set(instant(DECEMBER.1));
    let customer = house.customer("kim@x.kr").await;
    let later = customer.get("/discounts").await.json();
    assert_eq!(later["items"].as_array().unwrap().len(), 1);
    for (query, named) in [
        ("limit=0", "limit"),
        ("cursor=x", "cursor"),
        ("page=1", "page"),
    ] {
        customer
            .get(&format!("/discounts?{query}"))
            .await
            .expect_invalid(&[named]);
    }
}
