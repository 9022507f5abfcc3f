//! What a rebuild serves.

use chrono::{NaiveDate, NaiveDateTime};
use search::Checkpoint;
use search::model::{
    AircraftCode, AirlineCode, Cabin, Day, Flight, FlightId, FlightNumber, Iata, LayoutId, Minute,
    PerCabin, Won,
};
use sqlx::MySqlPool;

use crate::fixture::{House, names, said};

type Row = (
    u64,
    String,
    u16,
    String,
    String,
    NaiveDate,
    NaiveDateTime,
    NaiveDateTime,
    u32,
    String,
    u16,
    i64,
);

/// What the tables hold, read another way than the indexer does.
async fn stored(house: &House) -> Vec<Flight> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT f.id, f.airline_code, f.number, f.origin, f.destination, f.departure_date,
           f.departs_at, f.arrives_at, a.layout_id, a.aircraft_type_code, f.distance_km,
           f.base_price
         FROM flights f JOIN airplanes a ON a.id = f.airplane_id
         WHERE f.status <> 'cancelled'
         ORDER BY f.id",
    )
    .fetch_all(&house.db)
    .await
    .unwrap();
    let claims: Vec<(u64, u16)> = sqlx::query_as("SELECT flight_id, seat_index FROM seat_claims")
        .fetch_all(&house.db)
        .await
        .unwrap();
    rows.into_iter().map(|row| flight(row, &claims)).collect()
}

fn flight(row: Row, claims: &[(u64, u16)]) -> Flight {
    let (id, airline, number, origin, destination, day, departs, arrives, layout, ..) = row;
    let seats = match layout {
        1 => [(Cabin::Business, 8), (Cabin::Economy, 12)].as_slice(),
        _ => [(Cabin::First, 4), (Cabin::Premium, 6), (Cabin::Economy, 9)].as_slice(),
    };
    let cabins: Vec<Cabin> = seats
        .iter()
        .flat_map(|(cabin, n)| vec![*cabin; *n])
        .collect();
    let mut seats_left = PerCabin::default();
    for (seat, cabin) in cabins.into_iter().enumerate() {
        if !claims.contains(&(id, seat as u16)) {
            seats_left[cabin] += 1;
        }
    }
    Flight {
        id: FlightId(id),
        number: FlightNumber {
            airline: AirlineCode::parse(&airline).unwrap(),
            number,
        },
        origin: Iata::parse(&origin).unwrap(),
        destination: Iata::parse(&destination).unwrap(),
        day: Day::of(day).unwrap(),
        departs_at: Minute::of_utc(departs),
        arrives_at: Minute::of_utc(arrives),
        distance_km: row.10,
        layout: LayoutId(layout),
        aircraft: AircraftCode::parse(&row.9).unwrap(),
        base_price: Won(row.11),
        seats_left,
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_rebuild_serves_exactly_what_the_tables_hold(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 500).await;
    house.add_flights(100_000, 500).await; // a gap in the ids
    house
        .sql("UPDATE flights SET status = 'cancelled' WHERE id % 7 = 0")
        .await;
    house
        .sql(
            "INSERT INTO seat_claims (flight_id, seat_index)
             SELECT f.id, s.seat
             FROM flights f
             JOIN (SELECT 0 seat UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 19) s
               ON f.id % 5 < 2 AND (f.id + s.seat) % 3 > 0",
        )
        .await;

    let report = house.rebuild().await;

    let stored = stored(&house).await;
    assert_eq!(house.indexed(), stored);
    assert_eq!(report.flights, stored.len() as u64);
    assert_eq!(house.flight(7), None);
    assert!(
        stored
            .iter()
            .any(|flight| flight.seats_left != PerCabin([12, 0, 8, 0]))
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn blocked_seats_are_not_for_sale(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 3).await;
    house
        .sql("INSERT INTO seat_claims (flight_id, seat_index) VALUES (3, 0), (3, 8), (3, 9), (3, 99)")
        .await;

    house.rebuild().await;

    assert_eq!(house.flight(3).unwrap().seats_left, PerCabin([10, 0, 7, 0]));
    assert_eq!(house.flight(1).unwrap().seats_left, PerCabin([9, 6, 0, 4]));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn no_flights_make_an_empty_index_and_a_hint(db: MySqlPool) {
    let house = House::open(db).await;

    let output = house.run("rebuild");

    let (stdout, stderr) = said(&output);
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.contains("timetable generate"), "{stdout}");
    assert_eq!(house.served().documents(), 0);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_written_during_a_rebuild_is_in_it_or_after_its_position(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 20_000).await;
    let mut server = indexer::Server::connect(&house.config.server)
        .await
        .unwrap();
    let before = server.position().await.unwrap();

    let mut rebuild = house.command("rebuild").spawn().unwrap();
    let mut written = Vec::new();
    while rebuild.try_wait().unwrap().is_none() {
        let id = 20_001 + written.len() as u64;
        house.add_flights(id, 1).await;
        let position = server.position().await.unwrap();
        written.push((id, (position.file, position.position)));
    }

    let snapshot = house.served();
    let Checkpoint { file, position, .. } = snapshot.checkpoint().clone();
    let from = (file, position);
    assert!((before.file, before.position) <= from);
    let missing = |id| snapshot.flight(FlightId(id)).unwrap().is_none();
    assert!(
        written.iter().any(|(id, _)| missing(*id)),
        "nothing was written meanwhile"
    );
    for (id, position) in &written {
        assert!(
            !missing(*id) || *position > from,
            "flight {id} would be lost"
        );
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_damaged_pointer_is_replaced_by_a_rebuild(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 10).await;
    house.rebuild().await;
    let root = house.config.index.root();
    std::fs::write(root.join("CURRENT"), "garbage").unwrap();

    let (_, stderr) = said(&house.run("status"));
    assert!(stderr.contains("`indexer rebuild`"), "{stderr}");
    let report = house.rebuild().await;

    assert_eq!(report.generation, 2);
    assert_eq!(house.served().documents(), 10);
    assert_eq!(names(root), ["CURRENT", "gen-2", "lock"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_generations_are_kept(db: MySqlPool) {
    let house = House::open(db).await;
    for generation in 1..=4 {
        assert_eq!(house.rebuild().await.generation, generation);
    }
    let root = house.config.index.root();
    assert_eq!(names(root), ["CURRENT", "gen-3", "gen-4", "lock"]);
}
