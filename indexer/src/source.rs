//! Flights out of MySQL, as one consistent snapshot has them.
//!
//! The one place that turns rows into [`Flight`]s, so that what is indexed and what is verified
//! cannot differ in how it was read. A flight's seats are its layout's, less its claims; a cancelled
//! flight is not there.

use std::ops::RangeInclusive;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Row, Statement, Value};
use search::model::{AirlineCode, Flight, FlightId, FlightNumber, Iata, PerCabin, SeatIndex, Won};

use crate::account::{self, Account, ServerError};
use crate::dates;
use crate::fleet::Fleet;

/// By id, so that the claims can be merged in one pass.
const FLIGHTS: &str = "
    SELECT id, airplane_id, airline_code, number, origin, destination, departure_date,
           departs_at, arrives_at, distance_km, base_price
    FROM flights
    WHERE id BETWEEN ? AND ? AND status = 'scheduled'
    ORDER BY id";

const CLAIMS: &str = "
    SELECT flight_id, seat_index
    FROM seat_claims
    WHERE flight_id BETWEEN ? AND ?
    ORDER BY flight_id";

const BOUNDS: &str = "SELECT MIN(id), MAX(id) FROM flights";

/// Why flights could not be read.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The server.
    #[error(transparent)]
    Server(#[from] ServerError),
    /// A row holds what no flight can have.
    #[error("flight {flight} has a bad {column} in MySQL; correct the row first")]
    BadRow {
        /// The flight, 0 when not even that can be read.
        flight: u64,
        /// Which column.
        column: &'static str,
    },
}

/// A connection with a consistent snapshot of its own.
pub struct Source {
    conn: Conn,
    account: Account,
    fleet: Fleet,
    flights: Statement,
    claims: Statement,
}

impl Source {
    /// Opens a connection and its snapshot: it sees what is committed now and nothing later.
    pub async fn open(opts: &Opts) -> Result<Self, SourceError> {
        let mut conn = account::connect(opts).await?;
        let account = Account::read(&mut conn).await?;
        let prepared = async {
            conn.query_drop("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .await?;
            conn.query_drop("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
                .await?;
            let fleet = Fleet::read(&mut conn).await?;
            Ok((fleet, conn.prep(FLIGHTS).await?, conn.prep(CLAIMS).await?))
        };
        let (fleet, flights, claims) = prepared.await.map_err(|error| account.refused(error))?;
        Ok(Self {
            conn,
            account,
            fleet,
            flights,
            claims,
        })
    }

    /// The lowest and the highest flight id; `None` when there is no flight.
    pub async fn bounds(&mut self) -> Result<Option<(u64, u64)>, SourceError> {
        let bounds: mysql_async::Result<Option<(Option<u64>, Option<u64>)>> =
            self.conn.query_first(BOUNDS).await;
        let bounds = bounds.map_err(|error| self.account.refused(error))?;
        Ok(bounds.and_then(|(lowest, highest)| lowest.zip(highest)))
    }

    /// Puts the flights with these ids into `flights`, in the order of their ids.
    pub async fn read(
        &mut self,
        ids: &RangeInclusive<u64>,
        flights: &mut Vec<Flight>,
    ) -> Result<(), SourceError> {
        flights.clear();
        let range = (*ids.start(), *ids.end());
        let failed = |error| SourceError::from(self.account.refused(error));

        let rows = self.conn.exec_iter(&self.flights, range).await;
        let mut rows = rows.map_err(failed)?;
        while let Some(row) = rows.next().await.map_err(failed)? {
            flights.push(flight(&row, &self.fleet)?);
        }
        drop(rows);

        let claims = self.conn.exec_iter(&self.claims, range).await;
        let mut claims = claims.map_err(failed)?;
        let mut next = 0;
        while let Some(row) = claims.next().await.map_err(failed)? {
            let (Some(id), Some(seat)) = (number(&row, 0), number(&row, 1)) else {
                continue;
            };
            while flights.get(next).is_some_and(|flight| flight.id.0 < id) {
                next += 1;
            }
            // The claims of a cancelled flight find no flight here.
            if let Some(flight) = flights.get_mut(next).filter(|flight| flight.id.0 == id) {
                self.fleet.claim(flight, SeatIndex(seat));
            }
        }
        Ok(())
    }
}

/// The flight of a row of [`FLIGHTS`], with no seat taken yet.
fn flight(row: &Row, fleet: &Fleet) -> Result<Flight, SourceError> {
    let id = number(row, 0).unwrap_or_default();
    let bad = |column| SourceError::BadRow { flight: id, column };
    let airplane = number(row, 1).and_then(|id| fleet.airplane(id));
    let airplane = airplane.ok_or_else(|| bad("airplane"))?;
    let airline = text(row, 2).and_then(|code| AirlineCode::parse(code).ok());
    let date = |column| row.as_ref(column).unwrap_or(&Value::NULL);
    Ok(Flight {
        id: FlightId(id),
        number: FlightNumber {
            airline: airline.ok_or_else(|| bad("airline_code"))?,
            number: number(row, 3).ok_or_else(|| bad("number"))?,
        },
        origin: airport(row, 4).ok_or_else(|| bad("origin"))?,
        destination: airport(row, 5).ok_or_else(|| bad("destination"))?,
        day: dates::day(date(6)).ok_or_else(|| bad("departure_date"))?,
        departs_at: dates::minute(date(7)).ok_or_else(|| bad("departs_at"))?,
        arrives_at: dates::minute(date(8)).ok_or_else(|| bad("arrives_at"))?,
        distance_km: number(row, 9).ok_or_else(|| bad("distance_km"))?,
        layout: airplane.layout,
        aircraft: airplane.aircraft,
        base_price: Won(number(row, 10).ok_or_else(|| bad("base_price"))?),
        seats_left: PerCabin(airplane.capacity.0),
    })
}

fn number<T: TryFrom<u64> + TryFrom<i64>>(row: &Row, column: usize) -> Option<T> {
    match row.as_ref(column)? {
        Value::UInt(number) => T::try_from(*number).ok(),
        Value::Int(number) => T::try_from(*number).ok(),
        _ => None,
    }
}

fn text(row: &Row, column: usize) -> Option<&str> {
    match row.as_ref(column)? {
        Value::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

fn airport(row: &Row, column: usize) -> Option<Iata> {
    Iata::parse(text(row, column)?).ok()
}
