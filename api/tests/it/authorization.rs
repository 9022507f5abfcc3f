//! Every route and who may call it: a new route gets a line in the table.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use serde_json::json;
use sqlx::MySqlPool;

use crate::booking::kit;
use crate::client::Client;
use crate::house::House;

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// Everybody.
    Anyone,
    /// Whoever is signed in.
    Customer,
    /// Whoever is signed in, for what is theirs. For others it is not there.
    Owner,
    /// Administrators.
    Admin,
}

use Who::{Admin, Anyone, Customer, Owner};

/// The table, in the order of the document.
pub(crate) const ROUTES: &[(&str, &str, Who)] = &[
    ("GET", "/", Anyone),
    ("GET", "/admin/airplanes", Admin),
    ("POST", "/admin/airplanes", Admin),
    ("POST", "/admin/airplanes/{airplane_id}/flight-plans", Admin),
    ("GET", "/admin/audit", Admin),
    ("GET", "/admin/flight-plans", Admin),
    ("PATCH", "/admin/flight-plans/{id}", Admin),
    ("DELETE", "/admin/flight-plans/{id}", Admin),
    ("GET", "/admin/jobs", Admin),
    ("GET", "/admin/mail", Admin),
    ("GET", "/admin/orders", Admin),
    ("GET", "/admin/seat-layouts", Admin),
    ("POST", "/admin/seat-layouts", Admin),
    ("GET", "/admin/users", Admin),
    ("PATCH", "/admin/users/{id}", Admin),
    ("GET", "/airports", Anyone),
    ("GET", "/discounts", Customer),
    ("POST", "/discounts/admin", Admin),
    ("PATCH", "/discounts/admin/{discount_id}", Admin),
    ("GET", "/discounts/grade", Customer),
    ("GET", "/docs", Anyone),
    ("GET", "/flight-plans", Anyone),
    ("GET", "/flight-plans/anywhere", Anyone),
    ("GET", "/flight-plans/calendar", Anyone),
    ("GET", "/flight-plans/grid", Anyone),
    ("GET", "/flight-plans/{id}", Anyone),
    ("GET", "/flight-plans/{id}/proof", Anyone),
    ("GET", "/flight-plans/{id}/seats", Anyone),
    ("GET", "/healthz", Anyone),
    ("GET", "/login/oauth2/code/google", Anyone),
    ("POST", "/logout", Anyone),
    ("GET", "/metrics", Anyone),
    ("GET", "/oauth2/authorization/google", Anyone),
    ("POST", "/oauth2/authorization/google", Anyone),
    ("GET", "/openapi.json", Anyone),
    ("GET", "/orders", Customer),
    ("POST", "/orders", Customer),
    ("GET", "/orders/{id}", Owner),
    ("PUT", "/orders/{id}", Admin),
    ("POST", "/orders/{id}/cancel", Owner),
    ("POST", "/orders/{id}/extend", Owner),
    ("GET", "/orders/{id}/refund-quote", Owner),
    ("POST", "/orders/{id}/refunds", Owner),
    ("POST", "/payments/confirm", Customer),
    ("GET", "/payments/toss/fail", Anyone),
    ("GET", "/payments/toss/success", Anyone),
    ("GET", "/problems/{code}", Anyone),
    ("GET", "/readyz", Anyone),
    ("GET", "/user/me", Customer),
    ("PATCH", "/user/me", Customer),
    ("DELETE", "/user/me", Customer),
    ("GET", "/users/me", Customer),
    ("PATCH", "/users/me", Customer),
    ("DELETE", "/users/me", Customer),
    ("GET", "/users/me/export", Customer),
    ("GET", "/users/me/sessions", Customer),
    ("DELETE", "/users/me/sessions", Customer),
    ("DELETE", "/users/me/sessions/{id}", Owner),
    ("POST", "/webhooks/toss", Anyone),
];

/// The path to something that the owner has and nobody else.
async fn owned(owner: &Client<'_>, path: &str) -> String {
    match path {
        "/users/me/sessions/{id}" => {
            let sessions = owner.get("/users/me/sessions").await.json();
            let id = &sessions["items"][0]["id"];
            path.replace("{id}", &id.to_string())
        }
        "/orders/{id}"
        | "/orders/{id}/cancel"
        | "/orders/{id}/extend"
        | "/orders/{id}/refund-quote"
        | "/orders/{id}/refunds" => {
            let order = owner.ordered(&kit::body(&[(1, None)])).await;
            path.replace("{id}", order["id"].as_str().unwrap())
        }
        _ => panic!("{path} has an owner: say here how to make such a thing"),
    }
}

#[test]
fn the_table_lists_every_route_once() {
    let document = serde_json::to_value(api::http::document()).unwrap();
    let mut routes = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            routes.insert((method.to_uppercase(), path.clone()));
        }
    }
    let listed = ROUTES
        .iter()
        .map(|(m, p, _)| ((*m).to_owned(), (*p).to_owned()));
    let listed: BTreeSet<_> = listed.collect();
    assert_eq!(listed.len(), ROUTES.len(), "a route is listed twice");
    let missing: Vec<_> = routes.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&routes).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "missing {missing:?}, gone {gone:?}"
    );
}

#[test]
fn the_document_says_where_one_has_to_be_signed_in() {
    let document = serde_json::to_value(api::http::document()).unwrap();
    for (method, path, who) in ROUTES {
        let operation = &document["paths"][path][method.to_lowercase()];
        let is_said = operation["security"].is_array();
        // Who may but need not be signed in may be told so.
        assert!(
            is_said || *who == Anyone,
            "{method} {path} does not name its security"
        );
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn each_route_is_for_those_it_is_for(db: MySqlPool) {
    let house = House::open(db).await;
    for (position, (method, path, who)) in ROUTES.iter().enumerate() {
        let method: Method = method.parse().unwrap();
        // Each with a session of its own: some routes end it. And with orders of its own: nobody may
        // hold many.
        let (owner, other) = (
            house.customer(&format!("owner{position}@x.kr")).await,
            house.customer("kim@x.kr").await,
        );
        let (nobody, admin) = (house.nobody(), house.admin().await);
        let path = match who {
            Owner => owned(&owner, path).await,
            _ => (*path).to_owned(),
        };
        let body = (method != Method::GET && method != Method::DELETE).then(|| json!({}));
        let ask = async |client: &Client<'_>| {
            let key = uuid::Uuid::now_v7().to_string();
            client
                .with("idempotency-key", &key)
                .send(method.clone(), &path, body.clone())
                .await
                .status
        };
        let asked = [
            ask(&nobody).await,
            ask(&other).await,
            ask(&admin).await,
            ask(&owner).await,
        ];
        let [nobody, other, admin, owner] = asked.map(|status| match status {
            StatusCode::UNAUTHORIZED => "who",
            StatusCode::FORBIDDEN => "no",
            StatusCode::NOT_FOUND if *who == Owner => "none",
            _ => "in",
        });
        let expected = match who {
            Anyone => ["in", "in", "in", "in"],
            Customer => ["who", "in", "in", "in"],
            Owner => ["who", "none", "none", "in"],
            Admin => ["who", "no", "in", "no"],
        };
        assert_eq!([nobody, other, admin, owner], expected, "{method} {path}");
    }
}
