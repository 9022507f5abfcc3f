//! Airplanes, their seats and their flights, as administrators keep them.

mod airplanes;
mod cancel;
mod change;
mod create;
mod found;
mod layouts;
mod list;
mod races;

use axum::http::StatusCode;
use serde_json::{Value, json};
use sqlx::{MySqlConnection, MySqlPool};

use crate::client::Client;
use crate::house::Answer;

/// An airplane of Korean Air with the 186 seats of layout 1.
pub(crate) async fn airplane(admin: &Client<'_>, registration: &str) -> u64 {
    let airplane = json!({
        "registration": registration, "airline": "KE", "aircraft_type": "738", "layout": 1,
    });
    let answer = admin.post("/admin/airplanes", airplane).await;
    let airplane = answer.expect_status(StatusCode::CREATED).json();
    airplane["id"].as_u64().unwrap()
}

/// A flight to Tokyo on Christmas day, with some members changed.
pub(crate) fn to_tokyo(changes: &Value) -> Value {
    changed(
        json!({
            "flight_number": "KE761", "origin": "ICN", "destination": "NRT",
            "departs_at": "2026-12-25T10:00", "arrives_at": "2026-12-25T12:20",
            "base_price": 150_000,
        }),
        changes,
    )
}

/// A body with some members changed; null takes one away.
pub(crate) fn changed(mut body: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(name),
            value => body
                .as_object_mut()
                .unwrap()
                .insert(name.clone(), value.clone()),
        };
    }
    body
}

/// Plans a flight.
pub(crate) async fn plan(admin: &Client<'_>, airplane: u64, flight: Value) -> Answer {
    let path = format!("/admin/airplanes/{airplane}/flight-plans");
    admin.post(&path, flight).await
}

/// What the audit log says of administrators, who were made so by the operator: who, what, to what, before, after.
pub(crate) async fn audit(db: &MySqlPool) -> Vec<(Option<u64>, String, String, Value, Value)> {
    let select = "
        SELECT admin_id, action, subject,
          COALESCE(before_value, 'null') AS b, COALESCE(after_value, 'null') AS a
        FROM audit_log
        WHERE admin_id IS NOT NULL
        ORDER BY id
    ";
    let rows: Vec<(Option<u64>, String, String, String, String)> =
        sqlx::query_as(select).fetch_all(db).await.unwrap();
    let value = |text: String| serde_json::from_str(&text).unwrap();
    rows.into_iter()
        .map(|(admin, action, subject, b, a)| (admin, action, subject, value(b), value(a)))
        .collect()
}

/// What the outbox holds.
pub(crate) async fn outbox(db: &MySqlPool) -> Vec<(String, Value)> {
    let select = "SELECT kind, CONCAT(payload, '') FROM outbox ORDER BY id";
    let rows: Vec<(String, String)> = sqlx::query_as(select).fetch_all(db).await.unwrap();
    let value = |text: String| serde_json::from_str(&text).unwrap();
    rows.into_iter()
        .map(|(kind, payload)| (kind, value(payload)))
        .collect()
}

/// Gives somebody a seat on a flight. Who it is and what they paid does not matter here, so the claim
/// is made without the order that its ticket belongs to.
pub(crate) async fn sell_a_seat(db: &MySqlPool, flight: u64) {
    let mut conn = db.acquire().await.unwrap();
    let check_keys = async |conn: &mut MySqlConnection, statement: &'static str| {
        sqlx::raw_sql(statement).execute(conn).await.unwrap();
    };
    check_keys(&mut conn, "SET foreign_key_checks = 0").await;
    sqlx::query("INSERT INTO seat_claims (flight_id, seat_index, ticket_id) VALUES (?, 0, ?)")
        .bind(flight)
        .bind(vec![7_u8; 16])
        .execute(&mut *conn)
        .await
        .unwrap();
    check_keys(&mut conn, "SET foreign_key_checks = 1").await;
}
