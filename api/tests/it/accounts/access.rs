//! Who is let in: by a token in a header or in a cookie.

use api::accounts::{Admin, SessionCookie, SignedIn, Visitor};
use api::http::behind_front;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use axum::routing::any;
use chrono::TimeDelta;
use serde_json::json;
use sqlx::MySqlPool;

use crate::health::mysql_that_is_away;
use crate::house::{Answer, House};

/// Three doors, each with its guard.
fn doors(house: &House) -> Router {
    let customers = async |who: SignedIn| who.id.0.to_string();
    let admins = async |who: Admin| who.id.0.to_string();
    let everybody = async |Visitor(who): Visitor| who.map_or(0, |who| who.id.0).to_string();
    let routes = Router::new()
        .route("/customers", any(customers))
        .route("/admins", any(admins))
        .route("/everybody", any(everybody));
    behind_front(house.app.clone(), routes)
}

async fn knock(router: &Router, method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    Answer::of(router, request.body(Body::empty()).unwrap()).await
}

/// The cookie of somebody who came in by a browser.
async fn cookie(house: &House, email: &str) -> String {
    let customer = house.customer(email).await;
    let token = customer
        .header("authorization")
        .unwrap()
        .replace("Bearer ", "");
    format!(
        "{}={token}",
        SessionCookie::of(&house.app.config.http).name()
    )
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_door_lets_in_those_it_is_for(db: MySqlPool) {
    let house = House::open(db).await;
    let doors = doors(&house);
    let (customer, admin) = (house.customer("kim@x.kr").await, house.admin().await);
    for (who, statuses) in [
        (None, [401, 401, 200]),
        (Some(&customer), [200, 403, 200]),
        (Some(&admin), [200, 200, 200]),
    ] {
        let header = who.map(|who| ("authorization", who.header("authorization").unwrap()));
        let id = who.map_or(0, |who| who.id()).to_string();
        for (path, status) in ["/customers", "/admins", "/everybody"]
            .into_iter()
            .zip(statuses)
        {
            let answer = knock(&doors, Method::GET, path, header.as_slice()).await;
            assert_eq!(answer.status.as_u16(), status, "{path} {id}");
            match status {
                200 => assert_eq!(answer.text(), id),
                401 => {
                    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
                    answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
                }
                _ => _ = answer.expect_problem(StatusCode::FORBIDDEN, "forbidden"),
            }
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_no_token_of_ours_opens_nothing(db: MySqlPool) {
    let house = House::open(db).await;
    let doors = doors(&house);
    let unknown = format!("Bearer {}", "0".repeat(64));
    for header in [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic a2ltOmtpbQ==",
        &unknown,
    ] {
        for path in ["/customers", "/everybody"] {
            let headers = [("authorization", header)];
            let answer = knock(&doors, Method::GET, path, &headers).await;
            answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_browser_is_let_in_by_its_cookie_and_writes_only_from_our_pages(db: MySqlPool) {
    let house = House::open(db).await;
    let doors = doors(&house);
    let cookie = format!("other=1; {}; more=2", cookie(&house, "kim@x.kr").await);
    let ours = house.app.config.http.base_url.clone();
    let from = [
        (vec![], false),
        (vec![("origin", ours.as_str())], true),
        (
            vec![("origin", &ours), ("sec-fetch-site", "same-origin")],
            true,
        ),
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![("sec-fetch-site", "none")], false),
        (vec![("origin", "null")], false),
        (vec![("origin", "https://evil.example")], false),
        (
            vec![("origin", &ours), ("sec-fetch-site", "cross-site")],
            false,
        ),
        (
            vec![
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin"),
            ],
            false,
        ),
    ];
    for (mut headers, is_ours) in from {
        headers.push(("cookie", &cookie));
        for path in ["/customers", "/everybody"] {
            let read = knock(&doors, Method::GET, path, &headers).await;
            read.expect_status(StatusCode::OK);
            for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                let write = knock(&doors, method, path, &headers).await;
                if is_ours {
                    write.expect_status(StatusCode::OK);
                } else {
                    write.expect_problem(StatusCode::FORBIDDEN, "forbidden");
                }
            }
        }
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_header_wins_over_a_cookie(db: MySqlPool) {
    let house = House::open(db).await;
    let doors = doors(&house);
    let cookie = cookie(&house, "kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("authorization", lee.header("authorization").unwrap()),
    ];
    let answer = knock(&doors, Method::POST, "/customers", &headers).await;
    assert_eq!(
        answer.expect_status(StatusCode::OK).text(),
        lee.id().to_string()
    );

    let headers = [("cookie", cookie.as_str()), ("authorization", "Bearer x")];
    let answer = knock(&doors, Method::GET, "/customers", &headers).await;
    answer.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_ends_30_days_after_its_last_use(db: MySqlPool) {
    let house = House::open(db).await;
    let customer = house.customer("kim@x.kr").await;
    let bearer = [("authorization", customer.header("authorization").unwrap())];
    let doors = doors(&house);
    for (days, status) in [(29, 200), (29, 200), (31, 401)] {
        house.clock.set(house.clock.now() + TimeDelta::days(days));
        let answer = knock(&doors, Method::GET, "/customers", &bearer).await;
        assert_eq!(answer.status.as_u16(), status);
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_session_ends_90_days_after_it_began_however_much_it_is_used(db: MySqlPool) {
    let house = House::open(db).await;
    let customer = house.customer("kim@x.kr").await;
    let bearer = [("authorization", customer.header("authorization").unwrap())];
    let doors = doors(&house);
    let begun = house.clock.now();
    for (day, status) in [
        (20, 200),
        (40, 200),
        (60, 200),
        (80, 200),
        (89, 200),
        (90, 401),
    ] {
        house.clock.set(begun + TimeDelta::days(day));
        let answer = knock(&doors, Method::GET, "/customers", &bearer).await;
        assert_eq!(answer.status.as_u16(), status, "day {day}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cookie_whose_session_is_over_is_nobody(db: MySqlPool) {
    let house = House::open(db).await;
    let cookie = cookie(&house, "kim@x.kr").await;
    house.clock.set(house.clock.now() + TimeDelta::days(31));
    let doors = doors(&house);
    let headers = [("cookie", cookie.as_str())];
    let visitor = knock(&doors, Method::GET, "/everybody", &headers).await;
    assert_eq!(visitor.expect_status(StatusCode::OK).text(), "0");
    let refused = knock(&doors, Method::GET, "/customers", &headers).await;
    refused.expect_problem(StatusCode::UNAUTHORIZED, "unauthenticated");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn while_mysql_is_away_those_known_are_let_in_and_others_may_only_look(db: MySqlPool) {
    let house = House::with(db, |parts| {
        parts.sessions = api::accounts::Sessions::new(mysql_that_is_away(), parts.clock.clone());
    })
    .await;
    let customer = house.customer("kim@x.kr").await;
    let bearer = [("authorization", customer.header("authorization").unwrap())];
    let doors = doors(&house);
    let visitor = knock(&doors, Method::GET, "/everybody", &bearer).await;
    assert_eq!(visitor.expect_status(StatusCode::OK).text(), "0");
    let refused = knock(&doors, Method::GET, "/customers", &bearer).await;
    refused.expect_problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_path_that_is_read_only_is_not_written_to_by_anybody(db: MySqlPool) {
    let house = House::open(db).await;
    let admin = house.admin().await;
    admin.get("/healthz").await.expect_status(StatusCode::OK);
    for answer in [
        admin.post("/healthz", json!({})).await,
        admin.put("/healthz", json!({})).await,
        admin.patch("/healthz", json!({})).await,
        admin.delete("/healthz").await,
    ] {
        answer.expect_problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed");
    }
}
