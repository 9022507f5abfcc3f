//! What letters tell of orders.

use chrono::{DateTime, Utc};
use search::model::{FlightId, Iata, LayoutId, Minute, SeatIndex, Won};
use sqlx::MySqlConnection;
use uuid::Uuid;

use crate::app::App;
use crate::notify::mail::About;
use crate::notify::mail::told::{Journey, Returned, Seated, Told};
use crate::problem::Language;

/// What a letter tells, as it is now; `None` when there is no such order.
pub(in crate::notify::mail) async fn told(app: &App, about: About) -> sqlx::Result<Option<Told>> {
    let mut conn = app.db.acquire().await?;
    let row = sqlx::query!(
        r#"
        SELECT reference, language, contact_email, status, total,
          hold_expires_at AS "hold_expires_at: DateTime<Utc>"
        FROM orders
        WHERE id = ?
        "#,
        about.order
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let language = match row.language.as_str() {
        "en" => Language::En,
        _ => Language::Ko,
    };
    let refund = match about.refund {
        Some(refund) => returned(&mut conn, refund).await?,
        None => None,
    };
    let (flights, layouts) = journeys(app, &mut conn, about.order, language).await?;
    Ok(Some(Told {
        id: about.order,
        reference: row.reference,
        language,
        email: row.contact_email,
        is_held: row.status == "held",
        hold_expires_at: row.hold_expires_at,
        total: Won(row.total),
        tickets: tickets(app, &mut conn, about.order, &layouts).await?,
        flights,
        refund,
    }))
}

async fn returned(conn: &mut MySqlConnection, id: Uuid) -> sqlx::Result<Option<Returned>> {
    let row = sqlx::query!("SELECT amount, fee, status FROM refunds WHERE id = ?", id)
        .fetch_optional(conn)
        .await?;
    Ok(row.map(|row| Returned {
        amount: Won(row.amount),
        fee: Won(row.fee),
        refused: row.status == "refused",
    }))
}

/// The flights of an order, and where the layout of each is found.
async fn journeys(
    app: &App,
    conn: &mut MySqlConnection,
    order: Uuid,
    language: Language,
) -> sqlx::Result<(Vec<Journey>, Vec<(FlightId, LayoutId)>)> {
    let rows = sqlx::query!(
        r#"
        SELECT f.id, f.airline_code, f.number, f.origin, f.destination,
          f.departs_at AS "departs_at: DateTime<Utc>", f.arrives_at AS "arrives_at: DateTime<Utc>",
          f.status = 'cancelled' AS "cancelled!: bool", a.layout_id
        FROM order_flights s
        JOIN flights f ON f.id = s.flight_id
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE s.order_id = ?
        ORDER BY s.position
        "#,
        order
    )
    .fetch_all(conn)
    .await?;
    let layouts = rows
        .iter()
        .map(|row| (FlightId(row.id), LayoutId(row.layout_id)))
        .collect();
    let journeys = rows.into_iter().map(|row| Journey {
        number: format!("{}{}", row.airline_code, row.number),
        departs_at: local(app, &row.origin, row.departs_at),
        arrives_at: local(app, &row.destination, row.arrives_at),
        origin: airport(app, &row.origin, language),
        destination: airport(app, &row.destination, language),
        cancelled: row.cancelled,
    });
    Ok((journeys.collect(), layouts))
}

async fn tickets(
    app: &App,
    conn: &mut MySqlConnection,
    order: Uuid,
    layouts: &[(FlightId, LayoutId)],
) -> sqlx::Result<Vec<Seated>> {
    let rows = sqlx::query!(
        r#"
        SELECT t.flight_id, t.seat_index, f.airline_code, f.number, p.given_name AS "given_name: String",
          p.surname AS "surname: String"
        FROM tickets t
        JOIN order_flights s ON s.order_id = t.order_id AND s.flight_id = t.flight_id
        JOIN flights f ON f.id = t.flight_id
        JOIN passengers p ON p.order_id = t.order_id AND p.position = t.passenger
        WHERE t.order_id = ? AND t.status IN ('issued', 'refunding')
        ORDER BY s.position, t.passenger
        "#,
        order
    )
    .fetch_all(conn)
    .await?;
    let mut tickets = Vec::with_capacity(rows.len());
    for row in rows {
        let layout = layouts.iter().find(|(flight, _)| flight.0 == row.flight_id);
        let layout = match layout {
            // A letter without its seats is better than none.
            Some((_, layout)) => app.catalog.layout(&app.db, *layout).await.ok().flatten(),
            None => None,
        };
        let seat = row.seat_index.zip(layout);
        let seat = seat.and_then(|(seat, layout)| layout.seat_number(SeatIndex(seat)));
        tickets.push(Seated {
            flight: format!("{}{}", row.airline_code, row.number),
            name: format!("{} {}", row.surname, row.given_name),
            seat: seat.map(|(number, letter)| format!("{number}{letter}")),
        });
    }
    Ok(tickets)
}

/// The date and time at an airport.
fn local(app: &App, code: &str, at: DateTime<Utc>) -> String {
    let offset = Iata::parse(code).map_or(0, |code| {
        let airports = &app.catalog.airports;
        airports.local(code, Minute::of(at)).offset
    });
    let local = at.naive_utc() + chrono::TimeDelta::minutes(offset.into());
    local.format("%Y-%m-%d %H:%M").to_string()
}

/// The name of an airport with its code.
fn airport(app: &App, code: &str, language: Language) -> String {
    let airports = &app.catalog.airports;
    let airport = Iata::parse(code).ok().and_then(|code| airports.get(code));
    let name = airport.map(|airport| match (language, &airport.name_ko) {
        (Language::Ko, Some(name)) => name.as_str(),
        _ => airport.name_en.as_str(),
    });
    match name {
        Some(name) => format!("{name} ({code})"),
        None => code.to_owned(),
    }
}
