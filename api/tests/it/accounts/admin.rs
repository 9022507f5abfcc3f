//! What administrators see and decide.

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::MySqlPool;

use crate::booking::kit::rounds;
use crate::client::Client;
use crate::house::House;

/// The ids of a list, page by page.
async fn ids(client: &Client<'_>, path: &str) -> Vec<u64> {
    let mut ids = vec![];
    let mut next = path.to_owned();
    loop {
        let page = client.get(&next).await.expect_status(StatusCode::OK).json();
        let items = page["items"].as_array().unwrap();
        ids.extend(items.iter().map(|item| item["id"].as_u64().unwrap()));
        let Value::String(cursor) = &page["next_cursor"] else {
            return ids;
        };
        let separator = if path.contains('?') { '&' } else { '?' };
        next = format!("{path}{separator}cursor={cursor}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn users_are_listed_page_by_page_and_filtered(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let mut all = vec![admin.id()];
    for n in 0..5 {
        all.insert(0, house.customer(&format!("kim{n}@x.kr")).await.id());
    }
    for path in [
        "/admin/users",
        "/admin/users?limit=1",
        "/admin/users?limit=2",
    ] {
        assert_eq!(ids(&admin, path).await, all, "{path}");
    }
    for (filter, found) in [
        ("email=KIM3@x.kr", &all[1..2]),
        ("email=kim", &[]),
        ("role=ADMIN", &all[5..]),
        ("role=CUSTOMER&limit=2", &all[..5]),
        ("grade=VIP", &[]),
        ("grade=BASIC", &all[..]),
        ("withdrawn=true", &[]),
    ] {
        assert_eq!(
            ids(&admin, &format!("/admin/users?{filter}")).await,
            found,
            "{filter}"
        );
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_wrong_filter_is_named(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let wrong = "role=admin&grade=GOLD&withdrawn=1&limit=101&cursor=x&name=kim";
    let answer = admin.get(&format!("/admin/users?{wrong}")).await;
    answer.expect_invalid(&["role", "grade", "withdrawn", "limit", "cursor", "name"]);
    let answer = admin
        .get("/admin/audit?admin=me&limit=0&cursor=-1&since=now")
        .await;
    answer.expect_invalid(&["admin", "limit", "cursor", "since"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_role_that_changes_holds_at_once_and_is_in_the_log(db: MySqlPool) {
    let house = House::open(db).await;
    let (admin, kim) = (house.admin().await, house.customer("kim@x.kr").await);
    kim.get("/admin/users")
        .await
        .expect_status(StatusCode::FORBIDDEN);
    let path = format!("/admin/users/{}", kim.id());
    let user = admin.patch(&path, json!({"role": "ADMIN"})).await;
    assert_eq!(user.expect_status(StatusCode::OK).json()["role"], "ADMIN");
    kim.get("/admin/users").await.expect_status(StatusCode::OK);

    admin
        .patch(&path, json!({"role": "CUSTOMER"}))
        .await
        .expect_status(StatusCode::OK);
    kim.get("/admin/users")
        .await
        .expect_status(StatusCode::FORBIDDEN);

    let log = admin
        .get(&format!("/admin/audit?subject=user:{}", kim.id()))
        .await
        .json();
    let entries = log["items"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[1]["admin"], admin.id());
    assert_eq!(entries[1]["action"], "user.change");
    assert_eq!(entries[1]["at"], "2026-12-01T00:00:00Z");
    assert_eq!(entries[1]["before"]["role"], "CUSTOMER");
    assert_eq!(entries[1]["after"]["role"], "ADMIN");
    assert_eq!(entries[0]["after"]["role"], "CUSTOMER");
    assert!(!log.to_string().contains("kim@x.kr"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_grade_is_set_until_a_time(db: MySqlPool) {
    let house = House::open(db).await;
    let (admin, kim) = (house.admin().await, house.customer("kim@x.kr").await);
    let path = format!("/admin/users/{}", kim.id());
    let change = json!({"grade": "VIP", "grade_until": "2027-06-01T00:00:00+09:00"});
    admin
        .patch(&path, change)
        .await
        .expect_status(StatusCode::OK);
    let me = kim.get("/users/me").await.json();
    assert_eq!(me["grade"], "VIP");
    assert_eq!(me["grade_until"], "2027-05-31T15:00:00Z");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_change_that_makes_no_sense_is_refused_and_changes_nothing(db: MySqlPool) {
    let house = House::open(db).await;
    let (admin, kim) = (house.admin().await, house.customer("kim@x.kr").await);
    let path = format!("/admin/users/{}", kim.id());
    for (change, pointers) in [
        (json!({}), &[""][..]),
        (
            json!({"role": "ROOT", "grade": "gold", "vip": true}),
            &["/vip", "/role", "/grade"],
        ),
        (
            json!({"role": 1, "grade_until": "tomorrow"}),
            &["/role", "/grade_until"],
        ),
        (json!({"grade": "VIP"}), &["/grade_until"]),
        (
            json!({"grade_until": "2027-01-01T00:00:00Z"}),
            &["/grade_until"],
        ),
        (
            json!({"grade": "VIP", "grade_until": "2026-12-01T00:00:00Z"}),
            &["/grade_until"],
        ),
        (
            json!({"grade": "VIP", "grade_until": "2032-12-01T00:00:00Z"}),
            &["/grade_until"],
        ),
    ] {
        let answer = admin.patch(&path, change).await;
        let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let errors = problem["errors"].as_array().unwrap();
        let mut named: Vec<_> = errors
            .iter()
            .map(|e| e["pointer"].as_str().unwrap())
            .collect();
        let mut pointers = pointers.to_vec();
        named.sort_unstable();
        pointers.sort_unstable();
        assert_eq!(named, pointers, "{problem}");
    }
    for nobody in ["/admin/users/999999", "/admin/users/x", "/admin/users/-1"] {
        let answer = admin.patch(nobody, json!({"role": "ADMIN"})).await;
        answer.expect_problem(StatusCode::NOT_FOUND, "not_found");
    }
    let log = admin
        .get(&format!("/admin/audit?subject=user:{}", kim.id()))
        .await
        .json();
    assert_eq!(log["items"], json!([]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn administrators_do_not_change_themselves(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    let path = format!("/admin/users/{}", admin.id());
    for change in [
        json!({"role": "CUSTOMER"}),
        json!({"grade": "VIP", "grade_until": "2027-01-01T00:00:00Z"}),
    ] {
        let answer = admin.patch(&path, change).await;
        answer.expect_problem(StatusCode::FORBIDDEN, "forbidden");
    }
}

/// Two administrators, the first made by the operator.
async fn two_administrators(house: &House) -> (Client<'_>, Client<'_>) {
    let (admin, kim) = (house.admin().await, house.customer("kim@x.kr").await);
    let path = format!("/admin/users/{}", kim.id());
    let promoted = admin.patch(&path, json!({"role": "ADMIN"})).await;
    promoted.expect_status(StatusCode::OK);
    (admin, kim)
}

async fn administrators(db: &MySqlPool) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM users WHERE role = 'admin'")
        .fetch_one(db)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn who_is_dismissed_does_not_dismiss_others_from_another_node(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let (admin, kim) = two_administrators(&house).await;
    let neighbour = house.neighbour(db.clone()).await;
    let there = kim.at(&neighbour);
    there
        .get("/admin/users")
        .await
        .expect_status(StatusCode::OK);

    let [admins, kims] = [&admin, &kim].map(|who| format!("/admin/users/{}", who.id()));
    let dismissed = admin.patch(&kims, json!({"role": "CUSTOMER"})).await;
    dismissed.expect_status(StatusCode::OK);
    // The other node still takes them for an administrator, and what they read is theirs to read.
    there
        .get("/admin/users")
        .await
        .expect_status(StatusCode::OK);
    let answer = there.patch(&admins, json!({"role": "CUSTOMER"})).await;
    answer.expect_problem(StatusCode::FORBIDDEN, "forbidden");
    assert_eq!(administrators(&db).await, 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn of_two_administrators_who_dismiss_each_other_one_stays(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    for _ in 0..rounds() {
        let (admin, kim) = two_administrators(&house).await;
        let dismiss = async |who: &Client<'_>, whom: &Client<'_>| {
            let path = format!("/admin/users/{}", whom.id());
            who.patch(&path, json!({"role": "CUSTOMER"})).await.status
        };
        let statuses = tokio::join!(dismiss(&admin, &kim), dismiss(&kim, &admin));
        let mut statuses = [statuses.0, statuses.1];
        statuses.sort_unstable();
        assert_eq!(statuses, [StatusCode::OK, StatusCode::FORBIDDEN]);
        assert_eq!(administrators(&db).await, 1);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_the_locks_nobody_would_stay(db: MySqlPool) {
    let house = House::open(db.clone()).await;
    let (admin, kim) = two_administrators(&house).await;
    let (mut one, mut other) = (
        house.app.begin().await.unwrap(),
        house.app.begin().await.unwrap(),
    );
    for (tx, who) in [(&mut one, admin.id()), (&mut other, kim.id())] {
        let role = sqlx::query_scalar("SELECT role FROM users WHERE id = ?").bind(who);
        let role: String = role.fetch_one(&mut **tx).await.unwrap();
        assert_eq!(role, "admin");
    }
    for (mut tx, whom) in [(one, kim.id()), (other, admin.id())] {
        let dismiss = sqlx::query("UPDATE users SET role = 'customer' WHERE id = ?").bind(whom);
        dismiss.execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(administrators(&db).await, 0);
}
