//! A small airline in a database of its own, and an index folder beside it.

use std::path::Path;
use std::process::{Command, Output};

use indexer::{Config, Report, Sync};
use search::model::{Flight, FlightId};
use search::{Airports, IndexDir, Snapshot};
use sqlx::mysql::MySqlPool;
use sqlx::{AssertSqlSafe, ConnectOptions};
use tempfile::TempDir;

/// Two airlines, four airports, two layouts, three airplanes. Layout 1 seats 8 in business (seat
/// indexes 0 to 7) and 12 in economy (8 to 19); layout 2 seats 4 in first, 6 in premium, 9 in
/// economy, in this order.
const REFERENCE: [&str; 9] = [
    "INSERT INTO countries (code, name_en, name_ko) VALUES ('KR', 'Korea', '대한민국')",
    "INSERT INTO cities (code, country_code, name_en)
     VALUES ('SEL', 'KR', 'Seoul'), ('TYO', 'KR', 'Tokyo'), ('OSA', 'KR', 'Osaka')",
    "INSERT INTO airports (code, city_code, country_code, name_en, latitude, longitude, timezone,
       size, city_rank, routes)
     VALUES ('ICN', 'SEL', 'KR', 'Incheon', 37.5, 126.5, 'Asia/Seoul', 'large', 0, 9),
       ('GMP', 'SEL', 'KR', 'Gimpo', 37.6, 126.8, 'Asia/Seoul', 'large', 1, 3),
       ('NRT', 'TYO', 'KR', 'Narita', 35.8, 140.4, 'Asia/Tokyo', 'large', 0, 9),
       ('KIX', 'OSA', 'KR', 'Kansai', 34.4, 135.2, 'Asia/Tokyo', 'large', 0, 5)",
    "INSERT INTO airlines (code, country_code, name_en, low_cost, active)
     VALUES ('KE', 'KR', 'Korean Air', FALSE, TRUE), ('7C', 'KR', 'Jeju Air', TRUE, TRUE)",
    "INSERT INTO aircraft_types (code, name, category, cruise_kmh, range_km)
     VALUES ('738', 'Boeing 737-800', 'narrow', 840, 5400),
       ('77W', 'Boeing 777-300ER', 'wide', 900, 13600)",
    "INSERT INTO seat_layouts (id, name) VALUES (1, 'small'), (2, 'large')",
    "INSERT INTO seat_layout_cabins (layout_id, cabin, first_row, last_row, pattern,
       last_row_length, exit_rows)
     VALUES (1, 'economy', 10, 11, 'ABC DEF', 6, ''), (1, 'business', 1, 2, 'AC DF', 4, ''),
       (2, 'first', 1, 1, 'A D G K', 4, ''), (2, 'premium', 3, 3, 'ABC DEF', 6, ''),
       (2, 'economy', 20, 21, 'ABC DEF', 3, '')",
    "INSERT INTO airplanes (id, registration, airline_code, aircraft_type_code, layout_id)
     VALUES (1, 'HL0001', 'KE', '738', 1), (2, 'HL0002', 'KE', '77W', 2),
       (3, 'HL0003', '7C', '738', 1)",
    "UPDATE index_epoch SET marked_at = NULL",
];

/// A database and an index folder.
pub(crate) struct House {
    pub(crate) db: MySqlPool,
    pub(crate) url: String,
    pub(crate) config: Config,
    _folder: TempDir,
}

impl House {
    /// With the reference data and no flight.
    pub(crate) async fn open(db: MySqlPool) -> Self {
        let url = db.connect_options().to_url_lossy().to_string();
        let folder = tempfile::tempdir().unwrap();
        let config = Config {
            server: indexer::parse_url(&url).unwrap(),
            index: IndexDir::new(folder.path().join("index")),
            connections: 2,
            memory_bytes: Some(32 << 20),
            sync: Sync::Unsafe,
        };
        let house = Self {
            db,
            url,
            config,
            _folder: folder,
        };
        house.load_reference().await;
        house
    }

    /// Fills the tables that flights refer to.
    pub(crate) async fn load_reference(&self) {
        for statement in REFERENCE {
            self.sql(statement).await;
        }
    }

    /// Adds `count` flights with ids from `first`: on every route in turn, fifty a day.
    pub(crate) async fn add_flights(&self, first: u64, count: u64) {
        const ROUTES: [(&str, &str); 4] = [
            ("ICN", "NRT"),
            ("NRT", "ICN"),
            ("GMP", "KIX"),
            ("KIX", "GMP"),
        ];
        let ids: Vec<u64> = (first..first + count).collect();
        for ids in ids.chunks(2_000) {
            let rows = ids.iter().map(|id| {
                let (origin, destination) = ROUTES[(id % 4) as usize];
                let (airplane, airline) = [(1, "KE"), (2, "KE"), (3, "7C")][(id % 3) as usize];
                let (day, number, minute) = (id / 50, id % 50 + 1, id * 7 % 1440);
                format!(
                    "({id}, '{airline}', {number}, '{origin}', '{destination}', \
                     '2026-12-01' + INTERVAL {day} DAY, \
                     '2026-12-01' + INTERVAL {day} DAY + INTERVAL {minute} MINUTE, \
                     '2026-12-01' + INTERVAL {day} DAY + INTERVAL {minute} + 95 MINUTE, \
                     {airplane}, 1200, 100000 + {id})"
                )
            });
            let rows = rows.collect::<Vec<_>>().join(", ");
            self.sql(&format!(
                "INSERT INTO flights (id, airline_code, number, origin, destination, \
                 departure_date, departs_at, arrives_at, airplane_id, distance_km, base_price) \
                 VALUES {rows}"
            ))
            .await;
        }
    }

    pub(crate) async fn sql(&self, statement: &str) {
        let statement = AssertSqlSafe(statement.to_owned());
        sqlx::query(statement).execute(&self.db).await.unwrap();
    }

    pub(crate) async fn rebuild(&self) -> Report {
        indexer::rebuild(&self.config).await.unwrap()
    }

    /// What is served now.
    pub(crate) fn served(&self) -> Snapshot {
        Snapshot::open(&self.config.index, Airports::new(vec![], vec![])).unwrap()
    }

    /// Every flight of the index, by id.
    pub(crate) fn indexed(&self) -> Vec<Flight> {
        let mut flights = Vec::new();
        self.served()
            .for_each(|flight| flights.push(flight))
            .unwrap();
        flights.sort_by_key(|flight| flight.id);
        flights
    }

    pub(crate) fn flight(&self, id: u64) -> Option<Flight> {
        self.served().flight(FlightId(id)).unwrap()
    }

    /// The `indexer` program, told where database and index are.
    pub(crate) fn command(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_indexer"));
        command
            .arg(subcommand)
            .env("GAJO_MYSQL_URL", &self.url)
            .env("GAJO_INDEX_DIR", self.config.index.root())
            .env("GAJO_INDEXER_ALLOW_UNSAFE_SYNC", "1");
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, subcommand: &str) -> Output {
        self.command(subcommand).output().unwrap()
    }
}

/// What a command said, and on which stream.
pub(crate) fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// Names in the index folder, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
