//! Sessions: listed, ended, forgotten.

use api::accounts::Sessions;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde_json::json;
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn one_sees_ones_own_sessions_and_which_this_is(db: MySqlPool) {
    let house = House::open(db).await;
    let old = house.customer("kim@x.kr").await;
    house.clock.set(house.clock.now() + TimeDelta::hours(2));
    house.customer("lee@x.kr").await;
    let new = house.customer("kim@x.kr").await;
    let sessions = new
        .get("/users/me/sessions")
        .await
        .expect_status(StatusCode::OK)
        .json();
    let items = sessions["items"].as_array().unwrap();
    let current: Vec<_> = items
        .iter()
        .map(|s| s["current"].as_bool().unwrap())
        .collect();
    assert_eq!(current, [true, false]);
    assert_eq!(items[0]["device"], "a test");
    assert_eq!(items[1]["created_at"], "2026-12-01T00:00:00Z");
    assert_eq!(sessions["next_cursor"], json!(null));
    assert!(
        !sessions.to_string().contains(&new.token())
            && !sessions.to_string().contains(&old.token())
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_that_is_ended_opens_nothing_any_more(db: MySqlPool) {
    let house = House::open(db).await;
    let (phone, laptop) = (
        house.customer("kim@x.kr").await,
        house.customer("kim@x.kr").await,
    );
    phone.get("/users/me").await.expect_status(StatusCode::OK);
    let sessions = laptop.get("/users/me/sessions").await.json();
    let other = sessions["items"].as_array().unwrap();
    let other = other.iter().find(|s| s["current"] == false).unwrap();
    let path = format!("/users/me/sessions/{}", other["id"]);
    laptop
        .delete(&path)
        .await
        .expect_status(StatusCode::NO_CONTENT);
    phone
        .get("/users/me")
        .await
        .expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    laptop.get("/users/me").await.expect_status(StatusCode::OK);
    laptop
        .delete(&path)
        .await
        .expect_problem(StatusCode::NOT_FOUND, "not_found");
    let strange = laptop.delete("/users/me/sessions/x").await;
    strange.expect_problem(StatusCode::NOT_FOUND, "not_found");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn all_others_are_ended_at_once_and_nobody_elses(db: MySqlPool) {
    let house = House::open(db).await;
    let lee = house.customer("lee@x.kr").await;
    let old = [
        house.customer("kim@x.kr").await,
        house.customer("kim@x.kr").await,
    ];
    let new = house.customer("kim@x.kr").await;
    for client in &old {
        client.get("/users/me").await.expect_status(StatusCode::OK);
    }
    new.delete("/users/me/sessions")
        .await
        .expect_status(StatusCode::NO_CONTENT);
    for client in &old {
        client
            .get("/users/me")
            .await
            .expect_status(StatusCode::UNAUTHORIZED);
    }
    for client in [&new, &lee] {
        client.get("/users/me").await.expect_status(StatusCode::OK);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn logging_out_ends_the_session_and_clears_the_cookie(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    kim.get("/users/me").await.expect_status(StatusCode::OK);
    // Twice, since the second time it has ended already.
    for _ in 0..2 {
        let answer = kim
            .post("/logout", json!({}))
            .await
            .expect_status(StatusCode::NO_CONTENT);
        let cookie = answer.header("set-cookie").unwrap();
        assert_eq!(
            cookie,
            "session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"
        );
    }
    kim.get("/users/me")
        .await
        .expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    house
        .nobody()
        .post("/logout", json!({}))
        .await
        .expect_status(StatusCode::NO_CONTENT);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn logging_out_by_another_site_is_refused(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let browser = house
        .nobody()
        .with("cookie", &format!("session={}", kim.token()));
    let evil = browser.with("origin", "https://evil.example");
    evil.post("/logout", json!({}))
        .await
        .expect_problem(StatusCode::FORBIDDEN, "forbidden");
    browser.get("/users/me").await.expect_status(StatusCode::OK);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn another_node_goes_by_what_it_read_for_thirty_seconds(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let other_node = Sessions::new(house.db.clone(), house.clock.clone());
    let token = api::accounts::Token::parse(&kim.token()).unwrap();
    assert!(other_node.find(&token).await.unwrap().is_some());
    kim.post("/logout", json!({}))
        .await
        .expect_status(StatusCode::NO_CONTENT);

    house.clock.set(house.clock.now() + TimeDelta::seconds(29));
    assert!(other_node.find(&token).await.unwrap().is_some());
    house.clock.set(house.clock.now() + TimeDelta::seconds(1));
    assert!(other_node.find(&token).await.unwrap().is_none());
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_more_than_twenty_sessions_the_longest_unused_ends(db: MySqlPool) {
    let house = House::open(db).await;
    let mut clients = vec![];
    for _ in 0..21 {
        house.clock.set(house.clock.now() + TimeDelta::minutes(1));
        clients.push(house.customer("kim@x.kr").await);
    }
    let first = clients[0].get("/users/me").await;
    first.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
    let sessions = clients[1].get("/users/me/sessions").await.json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 20);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn dead_sessions_are_swept_away_and_living_ones_stay(db: MySqlPool) {
    let house = House::open(db).await;
    house.customer("kim@x.kr").await;
    house.clock.set(house.clock.now() + TimeDelta::days(30));
    let lee = house.customer("lee@x.kr").await;
    assert_eq!(house.app.sessions.sweep().await.unwrap(), 1);
    assert_eq!(house.app.sessions.sweep().await.unwrap(), 0);
    lee.get("/users/me").await.expect_status(StatusCode::OK);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_database_holds_no_token(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let count = "SELECT COUNT(*) FROM sessions WHERE token_hash = UNHEX(?)";
    let held: i64 = sqlx::query_scalar(count)
        .bind(kim.token())
        .fetch_one(&house.db)
        .await
        .unwrap();
    assert_eq!(held, 0);
}
