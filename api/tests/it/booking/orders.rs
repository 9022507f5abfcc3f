//! What a customer does with an order.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use super::kit::{adult, body, path};
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_order_holds_its_seat_at_the_price_that_was_shown(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let searched = house
        .get("/flight-plans?from=ICN&to=NRT&date=2026-12-24")
        .await;
    let searched = searched.json();
    let shown = searched["itineraries"].as_array().unwrap();
    let shown = shown.iter().find(|one| one["id"] == "1").unwrap();

    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    assert_eq!(order["status"], "held");
    assert_eq!(order["price"]["total"], shown["price"]["total"]);
    assert_eq!(order["tickets"][0]["seat"], "31A");
    assert_eq!(order["tickets"][0]["status"], "held");
    assert_eq!(order["flights"][0]["flight_number"], "KE703");
    assert_eq!(
        order["flights"][0]["departs_at"],
        "2026-12-24T09:05:00+09:00"
    );
    assert_eq!(order["reference"].as_str().unwrap().len(), 6);
    assert_eq!(order["hold_expires_at"], "2026-12-01T00:10:00Z");
    assert_eq!(order["timeline"][0]["what"], "held");
    assert_eq!(order["checkout"]["amount"], order["price"]["total"]);
    assert_eq!(order["checkout"]["order_id"], order["id"]);
    // It was not read again for the answer; what a look shows is the same.
    let mut look = kim.look(&order).await;
    look["now"] = order["now"].clone();
    assert_eq!(look, order);
    assert_eq!(house.claims(1).await, 1);

    let map = house.get("/flight-plans/1/seats").await.text();
    assert!(map.contains(r#"{"number":"31A","state":"taken""#), "{map}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_family_sits_together_and_the_infant_has_no_seat(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut family = body(&[(1, None), (6, None)]);
    family["passengers"] = json!([
        adult(),
        adult(),
        { "type": "child", "given_name": "A", "surname": "HONG", "birth_date": "2020-01-01" },
        { "type": "infant", "given_name": "B", "surname": "HONG", "birth_date": "2026-01-01" },
    ]);
    let order = kim.ordered(&family).await;
    let tickets = order["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), 8);
    let total: i64 = tickets.iter().map(|t| t["total"].as_i64().unwrap()).sum();
    assert_eq!(order["price"]["total"], total);
    for flight in [1, 6] {
        let on = tickets.iter().filter(|t| t["flight_id"] == flight);
        let seats: Vec<_> = on.map(|t| t["seat"].as_str().map(str::to_owned)).collect();
        assert_eq!(seats[3], None);
        let rows: Vec<_> = seats[..3]
            .iter()
            .map(|seat| {
                let seat = seat.as_deref().unwrap();
                seat[..seat.len() - 1].to_owned()
            })
            .collect();
        assert!(rows.iter().all(|row| *row == rows[0]), "{seats:?}");
        assert_eq!(house.claims(flight).await, 3);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_that_is_wrong_with_an_order_is_named_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let wrong = json!({
        "flights": [{ "flight_id": 1, "cabin": "economy", "seats": ["31A", "A"] }, { "flight_id": 1, "cabin": "economy" }],
        "passengers": [
            { "type": "child", "given_name": "", "surname": "HONG" },
            { "type": "infant", "given_name": "B", "surname": "1", "birth_date": "2026-01-01" },
        ],
        "contact": { "email": "nobody", "phone": "12" },
        "expected_total": -1,
    });
    let problem = kim.order(&wrong).await;
    let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
    let errors = problem["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors
        .iter()
        .map(|e| e["pointer"].as_str().unwrap())
        .collect();
    assert_eq!(
        pointers,
        [
            "/flights/0/seats/1",
            "/flights/1/flight_id",
            "/passengers/0/birth_date",
            "/passengers/0/given_name",
            "/passengers/1/surname",
            "/passengers",
            "/contact/email",
            "/contact/phone",
            "/expected_total",
        ]
    );
    for (change, pointer) in [
        (json!({ "flights": [] }), "/flights"),
        (json!({ "passengers": [] }), "/passengers"),
        (json!({ "passengers": vec![adult(); 10] }), "/passengers"),
        (
            json!({ "flights": [{ "flight_id": 99, "cabin": "economy" }] }),
            "/flights/0/flight_id",
        ),
        (
            json!({ "flights": [{ "flight_id": 1, "cabin": "premium" }] }),
            "/flights/0/cabin",
        ),
        (
            json!({ "flights": [{ "flight_id": 1, "cabin": "economy", "seats": ["1A"] }] }),
            "/flights/0/seats/0",
        ),
        (
            json!({ "flights": [{ "flight_id": 1, "cabin": "economy", "seats": [] }] }),
            "/flights/0/seats",
        ),
        // The second leaves before the first arrives.
        (
            json!({ "flights": [{ "flight_id": 1, "cabin": "economy" }, { "flight_id": 2, "cabin": "economy" }] }),
            "/flights/1",
        ),
        (json!({ "discounts": ["VIP"] }), "/discounts"),
    ] {
        let mut order = body(&[(1, None)]);
        for (name, value) in change.as_object().unwrap() {
            order[name] = value.clone();
        }
        let problem = kim.order(&order).await;
        let problem = problem.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{problem}");
    }
    assert_eq!(house.claims(1).await, 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_flight_that_leaves_soon_or_is_cancelled_is_not_sold(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    house
        .clock
        .set(crate::fixture::instant("2026-12-23T23:05:00Z"));
    let late = kim.order(&body(&[(1, None)])).await;
    late.expect_problem(StatusCode::GONE, "flight_departed");
    house
        .clock
        .set(crate::fixture::instant("2026-12-23T23:04:59Z"));
    kim.ordered(&body(&[(1, None)])).await;

    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE id = 2")
        .execute(&house.db)
        .await
        .unwrap();
    let cancelled = kim.order(&body(&[(2, None)])).await;
    cancelled.expect_problem(StatusCode::CONFLICT, "order_state");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn another_price_than_the_customer_expects_is_told_first(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut order = body(&[(1, Some("31A"))]);
    order["expected_total"] = json!(1);
    let problem = kim.order(&order).await;
    let problem = problem.expect_problem(StatusCode::CONFLICT, "price_changed");
    assert!(
        problem["detail"].as_str().unwrap().contains("192300"),
        "{problem}"
    );
    assert_eq!(house.claims(1).await, 0);
    // The seat was let go, in the map too.
    order["expected_total"] = json!(192_300);
    kim.ordered(&order).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn mysql_says_what_is_sold_when_the_index_is_behind(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let [other_plane, unknown, price] = [
        "UPDATE flights SET airplane_id = (SELECT airplane_id FROM (SELECT * FROM flights) f WHERE id = 3) WHERE id = 1",
        "INSERT INTO flights (airline_code, number, origin, destination, departure_date, departs_at,
           arrives_at, airplane_id, distance_km, base_price)
         SELECT airline_code, 9999, origin, destination, departure_date, departs_at, arrives_at,
           airplane_id, distance_km, base_price FROM flights WHERE id = 2",
        "UPDATE flights SET base_price = 2 * base_price WHERE id = 2",
    ];
    let before = kim.ordered(&body(&[(2, None)])).await;
    let unknown = sqlx::query(unknown).execute(&house.db).await.unwrap();
    for statement in [other_plane, price] {
        sqlx::query(statement).execute(&house.db).await.unwrap();
    }
    let id = unknown.last_insert_id();
    let new = kim.ordered(&body(&[(id, None)])).await;
    assert_eq!(new["price"]["total"], before["price"]["total"]);
    let after = kim.ordered(&body(&[(2, None)])).await;
    assert!(after["price"]["total"].as_i64() > before["price"]["total"].as_i64());
    for order in [before, new, after] {
        kim.cancel(&order).await.expect_status(StatusCode::OK);
    }
    // The airplane that comes instead has its first economy seats elsewhere.
    let moved = kim.ordered(&body(&[(1, None)])).await;
    let layout = house.get("/flight-plans/3/seats").await.text();
    let seat = moved["tickets"][0]["seat"].as_str().unwrap();
    assert!(
        layout.contains(&format!("{{\"number\":\"{seat}\"")),
        "{seat}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_hold_lasts_ten_minutes_to_the_second(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    house.after(599);
    assert_eq!(house.expire().await, 0);
    assert_eq!(kim.look(&order).await["status"], "held");
    house.after(600);
    // Also before the job comes by.
    assert_eq!(kim.look(&order).await["checkout"], Value::Null);
    assert_eq!(house.expire().await, 1);
    assert_eq!(house.expire().await, 0);
    let expired = kim.look(&order).await;
    assert_eq!(expired["status"], "expired");
    assert_eq!(expired["tickets"][0]["status"], "expired");
    assert_eq!(house.claims(1).await, 0);
    let lee = house.customer("lee@x.kr").await;
    lee.ordered(&body(&[(1, Some("31A"))])).await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_hold_is_extended_once_and_not_after_its_end(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let other = kim.ordered(&body(&[(2, None)])).await;
    house.after(599);
    let longer = kim
        .extend(&order)
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(longer["hold_expires_at"], "2026-12-01T00:15:00Z");
    assert_eq!(longer["hold_extendable"], false);
    kim.extend(&order)
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
    house.after(600);
    kim.extend(&other)
        .await
        .expect_problem(StatusCode::GONE, "hold_expired");
    assert_eq!(house.expire().await, 1);
    assert_eq!(kim.look(&order).await["status"], "held");
    house.after(900);
    assert_eq!(house.expire().await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn giving_up_a_hold_frees_its_seat(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, Some("31A"))])).await;
    let gone = kim
        .cancel(&order)
        .await
        .expect_status(StatusCode::OK)
        .json();
    assert_eq!(gone["status"], "cancelled");
    assert_eq!(gone["tickets"][0]["status"], "cancelled");
    kim.ordered(&body(&[(1, Some("31A"))])).await;
    kim.cancel(&order)
        .await
        .expect_problem(StatusCode::CONFLICT, "order_state");
    assert_eq!(house.claims(1).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn somebody_elses_order_is_not_there(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    let not_found = |answer: crate::house::Answer| {
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    };
    not_found(lee.get(&path(&order)).await);
    not_found(lee.cancel(&order).await);
    not_found(lee.extend(&order).await);
    not_found(lee.get("/orders/1").await);
    let change = json!({ "contact": { "email": "lee@x.kr", "phone": "010-0000-0000" } });
    let answer = lee.put(&path(&order), change.clone()).await;
    answer.expect_problem(StatusCode::FORBIDDEN, "forbidden");
    let answer = kim.put(&path(&order), change).await;
    answer.expect_problem(StatusCode::FORBIDDEN, "forbidden");
    let mine = lee.get("/orders").await.json();
    assert_eq!(mine["items"], json!([]));
    let nobody = house.nobody();
    for path in ["/orders".to_owned(), path(&order)] {
        let answer = nobody.get(&path).await;
        answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    }
    assert_eq!(kim.look(&order).await["status"], "held");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn orders_are_listed_page_by_page_the_newest_first(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let mut ids = Vec::new();
    for flight in [1, 2, 3] {
        ids.push(kim.ordered(&body(&[(flight, None)])).await["id"].clone());
    }
    ids.reverse();
    let listed = |page: &Value| -> Vec<Value> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["id"].clone()).collect()
    };
    let first = kim.get("/orders?limit=2&when=upcoming").await.json();
    assert_eq!(listed(&first), ids[..2]);
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = kim
        .get(&format!("/orders?limit=2&cursor={cursor}"))
        .await
        .json();
    assert_eq!(listed(&second), ids[2..]);
    assert_eq!(second["next_cursor"], Value::Null);
    assert_eq!(
        listed(&kim.get("/orders?when=past").await.json()),
        [Value::Null; 0]
    );
    let wrong = kim.get("/orders?limit=0&when=never&cursor=1&x=1").await;
    wrong.expect_invalid(&["when", "limit", "cursor", "x"]);

    let admin = house.admin().await;
    let all = admin.get("/admin/orders?status=held&limit=2").await;
    assert_eq!(listed(&all.expect_status(StatusCode::OK).json()), ids[..2]);
    let kim_cannot = kim.get("/admin/orders").await;
    kim_cannot.expect_problem(StatusCode::FORBIDDEN, "forbidden");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn three_orders_may_be_unpaid_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let first = kim.ordered(&body(&[(1, None)])).await;
    kim.ordered(&body(&[(1, None)])).await;
    kim.ordered(&body(&[(2, None)])).await;
    let refused = kim.order_with("again", &body(&[(3, None)])).await;
    refused.expect_problem(StatusCode::CONFLICT, "too_many_holds");
    assert_eq!(house.claims(3).await, 0);
    kim.cancel(&first).await.expect_status(StatusCode::OK);
    // The refusal was none for ever: the same request may be sent again.
    let again = kim.order_with("again", &body(&[(3, None)])).await;
    again.expect_status(StatusCode::CREATED);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_hold_that_cannot_be_ended_does_not_keep_the_others(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let first = kim.ordered(&body(&[(1, None)])).await;
    kim.ordered(&body(&[(2, None)])).await;
    house.after(600);
    // Its line of the timeline has no place left.
    sqlx::query("UPDATE order_events SET seq = 65535 WHERE order_id = ?")
        .bind(uuid::Uuid::parse_str(first["id"].as_str().unwrap()).unwrap())
        .execute(&house.db)
        .await
        .unwrap();
    let round = api::booking::expire_due(&house.app).await.unwrap();
    assert_eq!((round.done, round.failed), (1, 1));
    assert_eq!((house.claims(1).await, house.claims(2).await), (1, 0));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_ends_the_holds_on_it(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let there_and_back = kim.ordered(&body(&[(1, None), (6, None)])).await;
    let other = kim.ordered(&body(&[(2, None)])).await;
    sqlx::query("UPDATE flights SET status = 'cancelled' WHERE id = 6")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(api::booking::cancel_held(&house.app).await.unwrap().done, 1);
    assert_eq!(kim.look(&there_and_back).await["status"], "cancelled");
    assert_eq!(kim.look(&other).await["status"], "held");
    assert_eq!((house.claims(1).await, house.claims(6).await), (0, 0));
}
