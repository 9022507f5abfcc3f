//! Discounts in MySQL.
//!
//! An event never changes but for its period, and its airlines and routes are written in the
//! transaction that makes it.

use chrono::{DateTime, Utc};
use search::model::{AirlineCode, Iata};
use sqlx::MySqlConnection;

use super::draft::Draft;
use super::{Event, EventId, Grade, GradeRates, Percent, Period, Scope};

/// How often the discounts were changed.
pub(super) async fn version(conn: &mut MySqlConnection) -> sqlx::Result<u64> {
    let version = sqlx::query_scalar!("SELECT version FROM discount_epoch")
        .fetch_optional(conn)
        .await?;
    Ok(version.unwrap_or(0))
}

/// The events that are not over at `now`, the oldest first. How many there can be, and how large, is
/// limited when they are written.
///
/// In one statement: an event that is read without the airlines it is for would be for all.
pub(super) async fn not_over(
    conn: &mut MySqlConnection,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Event>> {
    let rows = sqlx::query_as!(
        Row,
        r#"
        SELECT e.id AS "id!", e.name AS "name!: String", e.rate_percent AS "rate_percent!",
          e.starts_at AS "starts_at!: DateTime<Utc>", e.ends_at AS "ends_at!: DateTime<Utc>",
          a.airline_code AS "airline?: String", NULL AS "origin?: String", NULL AS "destination?: String"
        FROM discount_events e
        LEFT JOIN discount_event_airlines a ON a.event_id = e.id
        WHERE e.ends_at > ?
        UNION ALL
        SELECT e.id, e.name, e.rate_percent, e.starts_at, e.ends_at, NULL, r.origin, r.destination
        FROM discount_events e
        JOIN discount_event_routes r ON r.event_id = e.id
        WHERE e.ends_at > ?
        ORDER BY 1, 6, 7, 8
        "#,
        now,
        now,
    )
    .fetch_all(conn)
    .await?;
    let mut events: Vec<Event> = Vec::new();
    for row in rows {
        if events.last().is_none_or(|event| event.id.0 != row.id) {
            events.push(row.event()?);
        }
        if let Some(event) = events.last_mut() {
            row.widen(&mut event.scope)?;
        }
    }
    Ok(events)
}

/// When an event ends; `None` when there is none with that id.
pub(super) async fn end(
    conn: &mut MySqlConnection,
    id: EventId,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar!(
        r#"SELECT ends_at AS "ends_at: DateTime<Utc>" FROM discount_events WHERE id = ?"#,
        id.0,
    )
    .fetch_optional(conn)
    .await
}

/// Counts a change, and keeps other writers out until the transaction ends.
pub(super) async fn raise_version(conn: &mut MySqlConnection) -> sqlx::Result<()> {
    sqlx::query!(
        "
        INSERT INTO discount_epoch (id, version)
        VALUES (1, 1)
        ON DUPLICATE KEY UPDATE version = version + 1
        "
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes an event of a draft.
pub(super) async fn insert(
    conn: &mut MySqlConnection,
    draft: &Draft,
    now: DateTime<Utc>,
) -> sqlx::Result<EventId> {
    let made = sqlx::query!(
        "
        INSERT INTO discount_events (name, rate_percent, starts_at, ends_at, created_at)
        VALUES (?, ?, ?, ?, ?)
        ",
        draft.name,
        draft.rate.get(),
        draft.period.starts_at,
        draft.period.ends_at,
        now,
    )
    .execute(&mut *conn)
    .await?;
    let id = EventId(made.last_insert_id());
    for airline in &draft.scope.airlines {
        sqlx::query!(
            "INSERT INTO discount_event_airlines (event_id, airline_code) VALUES (?, ?)",
            id.0,
            airline.as_str(),
        )
        .execute(&mut *conn)
        .await?;
    }
    for (origin, destination) in &draft.scope.routes {
        sqlx::query!(
            "INSERT INTO discount_event_routes (event_id, origin, destination) VALUES (?, ?, ?)",
            id.0,
            origin.as_str(),
            destination.as_str(),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(id)
}

/// Gives an event another period.
pub(super) async fn set_period(
    conn: &mut MySqlConnection,
    id: EventId,
    period: Period,
) -> sqlx::Result<()> {
    sqlx::query!(
        "UPDATE discount_events SET starts_at = ?, ends_at = ? WHERE id = ?",
        period.starts_at,
        period.ends_at,
        id.0,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What each grade takes off.
pub(super) async fn grade_rates(conn: &mut MySqlConnection) -> sqlx::Result<GradeRates> {
    let rows = sqlx::query!(r#"SELECT grade AS "grade: Grade", rate_percent FROM grade_discounts"#)
        .fetch_all(conn)
        .await?;
    let rates = rows.into_iter();
    Ok(rates
        .map(|row| (row.grade, Percent::new(row.rate_percent)))
        .collect())
}

/// An event with one airline, one route or neither.
struct Row {
    id: u64,
    name: String,
    rate_percent: u8,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    airline: Option<String>,
    origin: Option<String>,
    destination: Option<String>,
}

impl Row {
    fn event(&self) -> sqlx::Result<Event> {
        Ok(Event {
            id: EventId(self.id),
            name: self.name.clone(),
            rate: Percent::try_from(self.rate_percent).map_err(decode)?,
            period: Period {
                starts_at: self.starts_at,
                ends_at: self.ends_at,
            },
            scope: Scope::default(),
        })
    }

    /// Adds what the row names to a scope; rows come sorted.
    fn widen(&self, scope: &mut Scope) -> sqlx::Result<()> {
        if let Some(airline) = &self.airline {
            scope
                .airlines
                .push(AirlineCode::parse(airline).map_err(decode)?);
        }
        if let (Some(origin), Some(destination)) = (&self.origin, &self.destination) {
            let end = |code: &str| Iata::parse(code).map_err(decode);
            scope.routes.push((end(origin)?, end(destination)?));
        }
        Ok(())
    }
}

/// A row that does not say what the schema promises.
fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
