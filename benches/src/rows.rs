//! Rows of `flights` as flights.

use api::app::App;
use chrono::{NaiveDate, NaiveDateTime};
use search::Query;
use search::model::{
    AircraftCode, AirlineCode, BadCode, Day, Flight, FlightId, FlightNumber, Iata, LayoutId,
    Minute, PerCabin, SeatIndex, Won,
};
use sqlx::Row;
use sqlx::mysql::MySqlRow;

/// Columns of one flight.
pub(crate) const COLUMNS: usize = 13;

/// The flights of a route from one day to another.
pub(crate) const DIRECT: &str = "
    SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date, f.departs_at,
           f.arrives_at, f.distance_km, f.base_price, p.layout_id, p.aircraft_type_code,
           (SELECT COUNT(*) FROM seat_claims c WHERE c.flight_id = f.id)
    FROM flights f
    JOIN airplanes p ON p.id = f.airplane_id
    WHERE f.origin = ? AND f.destination = ? AND f.departure_date BETWEEN ? AND ?
      AND f.status = 'scheduled'
";

/// Two flights with a layover between them; the destination and the first flight's terms follow.
pub(crate) const ONE_STOP: &str = "
    SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date, f.departs_at,
           f.arrives_at, f.distance_km, f.base_price, p.layout_id, p.aircraft_type_code,
           (SELECT COUNT(*) FROM seat_claims c WHERE c.flight_id = f.id),
           g.id, g.airline_code, g.number, g.origin, g.destination, g.departure_date, g.departs_at,
           g.arrives_at, g.distance_km, g.base_price, q.layout_id, q.aircraft_type_code,
           (SELECT COUNT(*) FROM seat_claims c WHERE c.flight_id = g.id)
    FROM flights f
    JOIN airplanes p ON p.id = f.airplane_id
    JOIN flights g ON g.origin = f.destination
      AND g.departure_date BETWEEN f.departure_date - INTERVAL 1 DAY
                               AND f.departure_date + INTERVAL 2 DAY
      AND g.departs_at BETWEEN f.arrives_at + INTERVAL 45 MINUTE AND f.arrives_at + INTERVAL 8 HOUR
      AND g.status = 'scheduled'
    JOIN airplanes q ON q.id = g.airplane_id AND g.destination = ";

/// The flight whose columns start at `start`. Its seats are what was claimed, until
/// [`subtract_claims`] makes them what is left.
pub(crate) fn flight(row: &MySqlRow, start: usize) -> sqlx::Result<Flight> {
    let code = |at: usize| row.try_get::<&str, _>(start + at);
    let bad = |error: BadCode| sqlx::Error::Decode(Box::new(error));
    let minute = |at: usize| {
        row.try_get::<NaiveDateTime, _>(start + at)
            .map(Minute::of_utc)
    };
    let claims: i64 = row.try_get(start + 12)?;
    Ok(Flight {
        id: FlightId(row.try_get(start)?),
        number: FlightNumber {
            airline: AirlineCode::parse(code(1)?).map_err(bad)?,
            number: row.try_get(start + 2)?,
        },
        origin: Iata::parse(code(3)?).map_err(bad)?,
        destination: Iata::parse(code(4)?).map_err(bad)?,
        day: Day::of(row.try_get::<NaiveDate, _>(start + 5)?).unwrap_or(Day(0)),
        departs_at: minute(6)?,
        arrives_at: minute(7)?,
        distance_km: row.try_get(start + 8)?,
        base_price: Won(row.try_get(start + 9)?),
        layout: LayoutId(row.try_get(start + 10)?),
        aircraft: AircraftCode::parse(code(11)?).map_err(bad)?,
        seats_left: PerCabin([claims as u16; 4]),
    })
}

/// Turns the number of claims of each flight into the seats left in each cabin.
pub(crate) async fn subtract_claims(app: &App, flights: &mut [Flight]) -> sqlx::Result<()> {
    for flight in flights {
        let claimed = flight.seats_left.0[0] > 0;
        let layout = app.catalog.layout(&app.db, flight.layout).await;
        let layout = layout.map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        let layout = layout.ok_or(sqlx::Error::RowNotFound)?;
        flight.seats_left = layout.capacity();
        if claimed {
            let seats: Vec<u16> =
                sqlx::query_scalar("SELECT seat_index FROM seat_claims WHERE flight_id = ?")
                    .bind(flight.id.0)
                    .fetch_all(&app.db)
                    .await?;
            for cabin in seats
                .into_iter()
                .filter_map(|seat| layout.cabin_of(SeatIndex(seat)))
            {
                flight.seats_left[cabin] -= 1;
            }
        }
    }
    Ok(())
}

/// The rules of a connection that the join does not state: the time it takes, and the detour.
pub(crate) fn is_valid(app: &App, query: &Query, trip: &[Flight]) -> bool {
    let [first, second] = trip else { return false };
    let airports = &app.catalog.airports;
    let domestic = |flight: &Flight| airports.is_domestic(flight.origin, flight.destination);
    let shortest = if domestic(first) && domestic(second) {
        45
    } else {
        90
    };
    let circle = u32::from(airports.distance_km(first.origin, second.destination));
    let flown = u32::from(first.distance_km) + u32::from(second.distance_km);
    let arrival = airports.local(first.destination, first.arrives_at).day();
    second.departs_at.0 - first.arrives_at.0 >= shortest
        && (0..=1).contains(&second.day.since(arrival))
        && flown * 10 <= circle * 22
        && query.to.contains(&second.destination)
}
