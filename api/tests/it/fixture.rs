//! A small world: eleven airports, five airlines, and the flights a test asks for.

use std::collections::HashMap;

use api::catalog::Catalog;
use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use search::model::{
    AircraftCode, AirlineCode, Day, Flight, FlightId, FlightNumber, Iata, LayoutId, Minute, Won,
};
use search::{Airports, Checkpoint, IndexDir, Writer, WriterLimits};
use sqlx::MySqlPool;

/// The time on the clock of a house.
pub(crate) const NOW: &str = "2026-12-01T00:00:00Z";

/// A flight of the timetable. Its airplane is its airline's only one or its last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Departure {
    /// Airline and number.
    pub(crate) number: (&'static str, u16),
    /// Origin and destination.
    pub(crate) route: (&'static str, &'static str),
    /// In UTC.
    pub(crate) departs_at: &'static str,
    /// From departure to arrival.
    pub(crate) minutes: i64,
    /// KRW.
    pub(crate) base_price: i64,
}

/// What every house has: Seoul to Tokyo and back, to Paris directly and by Tokyo, to Jeju and to
/// Bangkok. The ids are 1 to 14, in this order.
const TIMETABLE: &str = "
    KE  703 ICN NRT 2026-12-24T00:05:00Z 140  150300
    OZ  102 ICN NRT 2026-12-24T01:00:00Z 140  141000
    7C 1102 ICN NRT 2026-12-23T22:30:00Z 145   98700
    KE 2101 GMP HND 2026-12-23T23:10:00Z 130  182500
    JL   92 GMP HND 2026-12-24T10:45:00Z 130  175900
    KE  704 NRT ICN 2026-12-29T04:20:00Z 155  160200
    7C 1101 NRT ICN 2026-12-29T02:30:00Z 160  101300
    KE  901 ICN CDG 2026-12-24T05:00:00Z 685 1310400
    AF  275 NRT CDG 2026-12-24T04:55:00Z 750  990000
    AF  163 HND CDG 2026-12-24T14:55:00Z 750  870500
    KE 1201 GMP CJU 2026-12-23T22:00:00Z  75   71400
    7C  101 GMP CJU 2026-12-24T08:00:00Z  75   43600
    KE 1201 GMP CJU 2026-12-24T22:00:00Z  75   69000
    KE  651 ICN BKK 2026-12-24T08:45:00Z 310  353900
";

/// The flights that every house has.
pub(crate) fn timetable() -> Vec<Departure> {
    let lines = TIMETABLE.lines().filter(|line| !line.trim().is_empty());
    lines.map(Departure::parse).collect()
}

impl Departure {
    /// Reads a line such as those of the usual timetable.
    pub(crate) fn parse(line: &'static str) -> Self {
        let words: Vec<_> = line.split_whitespace().collect();
        let [
            airline,
            number,
            origin,
            destination,
            departs_at,
            minutes,
            base_price,
        ] = words[..]
        else {
            panic!("not a departure: {line}");
        };
        Self {
            number: (airline, number.parse().unwrap()),
            route: (origin, destination),
            departs_at,
            minutes: minutes.parse().unwrap(),
            base_price: base_price.parse().unwrap(),
        }
    }
}

/// Fills an empty database with the reference data alone.
pub(crate) async fn load_reference(db: &MySqlPool) {
    let statements = include_str!("fixture.sql").split(";\n");
    for statement in statements.filter(|statement| !statement.trim().is_empty()) {
        sqlx::raw_sql(statement).execute(db).await.unwrap();
    }
}

/// Puts flights into MySQL.
pub(crate) async fn load_flights(db: &MySqlPool, airports: &Airports, flights: &[Departure]) {
    for flight in flights {
        let [origin, destination] = [flight.route.0, flight.route.1].map(iata);
        let departs_at = instant(flight.departs_at);
        let day = airports.local(origin, Minute::of(departs_at)).day();
        let insert = "
            INSERT INTO flights (
              airline_code, number, origin, destination, departure_date, departs_at, arrives_at,
              airplane_id, distance_km, base_price
            )
            SELECT ?, ?, ?, ?, ?, ?, ?, id, ?, ?
            FROM airplanes
            WHERE airline_code = ?
            ORDER BY id DESC
            LIMIT 1
        ";
        sqlx::query(insert)
            .bind(flight.number.0)
            .bind(flight.number.1)
            .bind(flight.route.0)
            .bind(flight.route.1)
            .bind(day.date())
            .bind(departs_at.naive_utc())
            .bind(departs_at.naive_utc() + Duration::minutes(flight.minutes))
            .bind(airports.distance_km(origin, destination))
            .bind(flight.base_price)
            .bind(flight.number.0)
            .execute(db)
            .await
            .unwrap();
    }
}

/// Builds the next generation of the index from the flights and claims in MySQL, and serves it.
pub(crate) async fn build_index(db: &MySqlPool, catalog: &Catalog, dir: &IndexDir) {
    let lock = dir.lock("a test").unwrap();
    let generation = lock.begin().unwrap();
    let limits = WriterLimits {
        threads: 1,
        memory_bytes: 16 * 1024 * 1024,
    };
    let mut writer = Writer::create(&dir.generation(generation), limits).unwrap();
    let claims = claims(db).await;
    for row in scheduled(db).await {
        let mut flight = row.flight();
        let layout = catalog.layout(db, flight.layout).await.unwrap().unwrap();
        flight.seats_left = layout.capacity();
        for seat in claims.get(&flight.id).into_iter().flatten() {
            let cabin = layout.cabin_of(search::model::SeatIndex(*seat)).unwrap();
            flight.seats_left[cabin] -= 1;
        }
        writer.add(&flight).unwrap();
    }
    writer.commit(&checkpoint(db).await).unwrap();
    writer.finish().unwrap();
    lock.publish(generation).unwrap();
}

/// An instant in RFC 3339.
pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[derive(sqlx::FromRow)]
struct Row {
    id: u64,
    airline_code: String,
    number: u16,
    origin: String,
    destination: String,
    departure_date: chrono::NaiveDate,
    departs_at: NaiveDateTime,
    arrives_at: NaiveDateTime,
    distance_km: u16,
    layout_id: u32,
    aircraft_type_code: String,
    base_price: i64,
}

impl Row {
    fn flight(&self) -> Flight {
        Flight {
            id: FlightId(self.id),
            number: FlightNumber {
                airline: AirlineCode::parse(&self.airline_code).unwrap(),
                number: self.number,
            },
            origin: iata(&self.origin),
            destination: iata(&self.destination),
            day: Day::of(self.departure_date).unwrap(),
            departs_at: Minute::of_utc(self.departs_at),
            arrives_at: Minute::of_utc(self.arrives_at),
            distance_km: self.distance_km,
            layout: LayoutId(self.layout_id),
            aircraft: AircraftCode::parse(&self.aircraft_type_code).unwrap(),
            base_price: Won(self.base_price),
            seats_left: Default::default(),
        }
    }
}

async fn scheduled(db: &MySqlPool) -> Vec<Row> {
    let select = "
        SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date,
          f.departs_at, f.arrives_at, f.distance_km, a.layout_id, a.aircraft_type_code, f.base_price
        FROM flights f
        JOIN airplanes a ON a.id = f.airplane_id
        WHERE f.status = 'scheduled'
    ";
    sqlx::query_as(select).fetch_all(db).await.unwrap()
}

async fn claims(db: &MySqlPool) -> HashMap<FlightId, Vec<u16>> {
    let select = "SELECT flight_id, seat_index FROM seat_claims";
    let rows: Vec<(u64, u16)> = sqlx::query_as(select).fetch_all(db).await.unwrap();
    let mut claims: HashMap<_, Vec<_>> = HashMap::new();
    for (flight, seat) in rows {
        claims.entry(FlightId(flight)).or_default().push(seat);
    }
    claims
}

async fn checkpoint(db: &MySqlPool) -> Checkpoint {
    let select = "SELECT LOWER(HEX(epoch)) FROM index_epoch";
    Checkpoint {
        epoch: sqlx::query_scalar(select).fetch_one(db).await.unwrap(),
        server: "test".into(),
        file: "binlog.000001".into(),
        position: 4,
        gtid: None,
        as_of: instant(NOW),
        seal: None,
    }
}

fn iata(code: &str) -> Iata {
    Iata::parse(code).unwrap()
}
