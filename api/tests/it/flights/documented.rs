//! The OpenAPI document says what the addresses know.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use sqlx::MySqlPool;

use super::ok;
use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn every_parameter_is_documented_and_every_documented_one_is_known(db: MySqlPool) {
    let house = House::open(db).await;
    let document = ok(&house, "/openapi.json").await;
    for (route, path) in [
        ("/flight-plans", "/flight-plans"),
        ("/flight-plans/calendar", "/flight-plans/calendar"),
        ("/flight-plans/grid", "/flight-plans/grid"),
        ("/flight-plans/anywhere", "/flight-plans/anywhere"),
        ("/flight-plans/{id}", "/flight-plans/1"),
        ("/airports", "/airports"),
    ] {
        let parameters = document["paths"][route]["get"]["parameters"]
            .as_array()
            .unwrap();
        let documented: BTreeSet<_> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();

        let headers = [("accept-language", "en")];
        let answer = house
            .get_with(&format!("{path}?nobody_knows=1"), &headers)
            .await;
        let problem = answer.expect_problem(StatusCode::BAD_REQUEST, "invalid_request");
        let errors = problem["errors"].as_array().unwrap();
        let unknown = errors.last().unwrap();
        assert_eq!(unknown["parameter"], "nobody_knows");
        let known = unknown["detail"].as_str().unwrap();
        let known = known.strip_prefix("is not known here; known are ").unwrap();
        assert_eq!(documented, known.split(", ").collect(), "{route}");
    }
}
