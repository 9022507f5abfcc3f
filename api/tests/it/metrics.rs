//! What Prometheus is told.

use axum::http::StatusCode;
use sqlx::MySqlPool;

use crate::house::House;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn requests_are_counted_by_route_and_status(db: MySqlPool) {
    let house = House::open(db).await;
    for path in ["/healthz", "/healthz", "/problems/nonsense", "/nowhere"] {
        house.get(path).await;
    }
    let metrics = house
        .get("/metrics")
        .await
        .expect_status(StatusCode::OK)
        .text();
    for line in [
        "gajo_http_request_duration_seconds_count{route=\"/healthz\",status=\"2xx\"} 2",
        "gajo_http_request_duration_seconds_count{route=\"/problems/{code}\",status=\"4xx\"} 1",
        "gajo_http_request_duration_seconds_count{route=\"unmatched\",status=\"4xx\"} 1",
        "gajo_http_in_flight 1",
        "gajo_index_generation 1",
        "gajo_index_documents 14",
        "gajo_index_behind_seconds 0",
        "gajo_index_reload_failures_total 0",
        "gajo_walks 0",
    ] {
        assert!(metrics.lines().any(|l| l == line), "{line} in\n{metrics}");
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_new_generation_is_served_and_counted(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild_index().await;
    let metrics = house.get("/metrics").await.text();
    assert!(metrics.contains("\ngajo_index_generation 2\n"));
    assert!(metrics.contains("\ngajo_index_reloads_total 1\n"));
}
