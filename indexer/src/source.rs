//! Flights out of MySQL, as one consistent snapshot has them.
//!
//! The one place that turns rows into [`Flight`]s, so that what is indexed and what is verified
//! cannot differ in how it was read. A flight's seats are its layout's, less its claims; a cancelled
//! flight is not there.

use std::ops::RangeInclusive;

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, Params, Row, Statement, Value};
use search::model::{AirlineCode, Flight, FlightId, FlightNumber, Iata, PerCabin, SeatIndex, Won};

use crate::account::{self, Account, ServerError};
use crate::dates;
use crate::fleet::Fleet;
use crate::server::MARK;

const SNAPSHOT: &str = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";

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

/// The same of a list of ids, in JSON: one statement for lists of any length.
const FLIGHTS_OF: &str = "
    SELECT STRAIGHT_JOIN f.id, f.airplane_id, f.airline_code, f.number, f.origin, f.destination,
           f.departure_date, f.departs_at, f.arrives_at, f.distance_km, f.base_price
    FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS wanted
    JOIN flights f ON f.id = wanted.id
    WHERE f.status = 'scheduled'
    ORDER BY f.id";

const CLAIMS_OF: &str = "
    SELECT STRAIGHT_JOIN c.flight_id, c.seat_index
    FROM JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT UNSIGNED PATH '$')) AS wanted
    JOIN seat_claims c ON c.flight_id = wanted.id
    ORDER BY c.flight_id";

/// The flights of some airplanes and of all airplanes with some layouts.
const FLIGHTS_FLOWN_BY: &str = "
    SELECT f.id
    FROM airplanes p
    JOIN flights f ON f.airplane_id = p.id
    WHERE p.id IN (SELECT id FROM JSON_TABLE(?, '$[*]' COLUMNS (id INT UNSIGNED PATH '$')) AS a)
       OR p.layout_id IN (SELECT id FROM JSON_TABLE(?, '$[*]' COLUMNS (id INT UNSIGNED PATH '$')) AS l)
    LIMIT ?";

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
    flights_of: Statement,
    claims_of: Statement,
}

impl Source {
    /// Opens a connection and its snapshot: it sees what is committed now and nothing later.
    pub async fn open(opts: &Opts) -> Result<Self, SourceError> {
        let mut conn = account::connect(opts).await?;
        let account = Account::read(&mut conn).await?;
        let prepared = async {
            conn.query_drop("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .await?;
            conn.query_drop(SNAPSHOT).await?;
            let fleet = Fleet::read(&mut conn).await?;
            let ranges = (conn.prep(FLIGHTS).await?, conn.prep(CLAIMS).await?);
            let lists = (conn.prep(FLIGHTS_OF).await?, conn.prep(CLAIMS_OF).await?);
            Ok((fleet, ranges, lists))
        };
        let (fleet, ranges, lists) = prepared.await.map_err(|error| account.refused(error))?;
        Ok(Self {
            conn,
            account,
            fleet,
            flights: ranges.0,
            claims: ranges.1,
            flights_of: lists.0,
            claims_of: lists.1,
        })
    }

    /// Commits a marker and opens the snapshot anew, so that it sees everything that was in the
    /// change stream before.
    ///
    /// A transaction is in the stream a moment before others see it: who looks up at once what the
    /// stream has told may find the row as it was. Transactions become visible in the order of the
    /// stream, so once the marker is committed, those before it are seen.
    pub async fn catch_up(&mut self) -> Result<(), SourceError> {
        self.end().await?;
        let marked = self.conn.query_drop(MARK).await;
        marked.map_err(|error| self.account.refused_update(error))?;
        let opened = self.conn.query_drop(SNAPSHOT).await;
        Ok(opened.map_err(|error| self.account.refused(error))?)
    }

    /// Ends the snapshot: an open one keeps the server from clearing up.
    pub async fn end(&mut self) -> Result<(), SourceError> {
        let ended = self.conn.query_drop("COMMIT").await;
        Ok(ended.map_err(|error| self.account.refused(error))?)
    }

    /// Reads the airplanes and layouts again, as the snapshot has them.
    pub async fn reread_fleet(&mut self) -> Result<(), SourceError> {
        let fleet = Fleet::read(&mut self.conn).await;
        self.fleet = fleet.map_err(|error| self.account.refused(error))?;
        Ok(())
    }

    /// The ids of the flights of some airplanes, and of all airplanes with some layouts; at most
    /// `limit` of them.
    pub async fn flown_by(
        &mut self,
        airplanes: &[u64],
        layouts: &[u64],
        limit: usize,
    ) -> Result<Vec<u64>, SourceError> {
        let lists = (json(airplanes), json(layouts), limit as u64);
        let ids = self.conn.exec(FLIGHTS_FLOWN_BY, lists).await;
        Ok(ids.map_err(|error| self.account.refused(error))?)
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
        let range = Params::from((*ids.start(), *ids.end()));
        let statements = (self.flights.clone(), self.claims.clone());
        let bad = self.fill(statements, range, flights).await?;
        bad.into_iter().next().map_or(Ok(()), Err)
    }

    /// The same for a list of ids, each once. Rows that no flight can have are left out and returned.
    pub async fn read_each(
        &mut self,
        ids: &[u64],
        flights: &mut Vec<Flight>,
    ) -> Result<Vec<SourceError>, SourceError> {
        let list = Params::from((json(ids),));
        let statements = (self.flights_of.clone(), self.claims_of.clone());
        self.fill(statements, list, flights).await
    }

    async fn fill(
        &mut self,
        (of_flights, of_claims): (Statement, Statement),
        asked: Params,
        flights: &mut Vec<Flight>,
    ) -> Result<Vec<SourceError>, SourceError> {
        flights.clear();
        let mut bad = Vec::new();
        let failed = |error| SourceError::from(self.account.refused(error));

        let rows = self.conn.exec_iter(&of_flights, asked.clone()).await;
        let mut rows = rows.map_err(failed)?;
        while let Some(row) = rows.next().await.map_err(failed)? {
            match flight(&row, &self.fleet) {
                Ok(flight) => flights.push(flight),
                Err(error) => bad.push(error),
            }
        }
        drop(rows);

        let claims = self.conn.exec_iter(&of_claims, asked).await;
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
        Ok(bad)
    }
}

/// Ids as a JSON array.
fn json(ids: &[u64]) -> String {
    let mut text = String::with_capacity(2 + ids.len() * 9);
    for (position, id) in ids.iter().enumerate() {
        text.push(if position == 0 { '[' } else { ',' });
        text.push_str(&id.to_string());
    }
    text.push_str(if ids.is_empty() { "[]" } else { "]" });
    text
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
