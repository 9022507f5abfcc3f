//! One's own account.

use axum::http::StatusCode;
use serde_json::json;
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn both_spellings_of_the_path_show_the_account(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("Kim@X.kr").await;
    for path in ["/users/me", "/user/me"] {
        let me = kim.get(path).await.expect_status(StatusCode::OK).json();
        assert_eq!(me["id"], kim.id());
        assert_eq!(me["email"], "kim@x.kr");
        assert_eq!(me["name"], "김가조");
        assert_eq!(
            (&me["role"], &me["grade"]),
            (&json!("CUSTOMER"), &json!("BASIC"))
        );
        assert_eq!(
            (&me["phone"], &me["grade_until"]),
            (&json!(null), &json!(null))
        );
        let next = json!({"grade": "PREMIUM", "threshold": 1_000_000, "missing": 1_000_000});
        assert_eq!((&me["paid"], &me["next_grade"]), (&json!(0), &next));
        assert_eq!(me["created_at"], "2026-12-01T00:00:00Z");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn name_and_phone_are_changed_and_what_is_not_named_stays(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let me = kim
        .patch("/user/me", json!({"phone": "+82 10-1234-5678"}))
        .await;
    let me = me.expect_status(StatusCode::OK).json();
    assert_eq!(
        (&me["name"], &me["phone"]),
        (&json!("김가조"), &json!("+821012345678"))
    );

    kim.patch("/users/me", json!({"name": " 김 길동 "}))
        .await
        .expect_status(StatusCode::OK);
    let me = kim.get("/users/me").await.json();
    assert_eq!(
        (&me["name"], &me["phone"]),
        (&json!("김 길동"), &json!("+821012345678"))
    );

    let erased = kim.patch("/user/me", json!({"phone": null})).await;
    assert_eq!(
        erased.expect_status(StatusCode::OK).json()["phone"],
        json!(null)
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn nobody_makes_themselves_an_administrator_or_a_vip(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    for path in ["/users/me", "/user/me"] {
        for (member, value) in [
            ("role", json!("ADMIN")),
            ("grade", json!("VIP")),
            ("grade_until", json!("2030-01-01T00:00:00Z")),
            ("email", json!("other@x.kr")),
            ("id", json!(1)),
        ] {
            let answer = kim.patch(path, json!({"name": "김", member: value})).await;
            answer.expect_wrong(&[&format!("/{member}")]);
        }
    }
    let myself = format!("/admin/users/{}", kim.id());
    for change in [
        json!({"role": "ADMIN"}),
        json!({"grade": "VIP", "grade_until": "2027-01-01T00:00:00Z"}),
    ] {
        let answer = kim.patch(&myself, change).await;
        answer.expect_problem(StatusCode::FORBIDDEN, "forbidden");
    }
    let me = kim.get("/users/me").await.json();
    assert_eq!(
        (&me["role"], &me["grade"]),
        (&json!("CUSTOMER"), &json!("BASIC"))
    );
    assert_eq!(me["name"], "김가조");
    kim.get("/admin/users")
        .await
        .expect_problem(StatusCode::FORBIDDEN, "forbidden");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn everything_wrong_with_a_change_is_named_at_once(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    let change = json!({"name": "", "phone": "call me"});
    kim.patch("/users/me", change)
        .await
        .expect_wrong(&["/name", "/phone"]);
    let change = json!({"name": 1, "phone": [], "fax": "1"});
    let problem = kim.patch("/users/me", change).await;
    problem.expect_wrong(&["/fax", "/name", "/phone"]);
    kim.get("/users/me?verbose=1")
        .await
        .expect_invalid(&["verbose"]);
    kim.patch("/users/me?dry=1", json!({}))
        .await
        .expect_invalid(&["dry"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_body_that_is_not_json_is_refused(db: MySqlPool) {
    use axum::body::Body;
    use axum::http::Request;

    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    for (kind, body, status, code) in [
        ("text/plain", "{}".to_owned(), 415, "unsupported_media_type"),
        ("application/json", "{".to_owned(), 400, "invalid_request"),
        (
            "application/json",
            " ".repeat(64 * 1024 + 1),
            413,
            "too_large",
        ),
    ] {
        let request = Request::patch("/users/me")
            .header("authorization", kim.header("authorization").unwrap())
            .header("content-type", kind)
            .body(Body::from(body));
        let answer = house.send(request.unwrap()).await;
        answer.expect_problem(StatusCode::from_u16(status).unwrap(), code);
    }
}
