//! What a rebuild refuses, and how it says so.

use indexer::RebuildError;
use sqlx::MySqlPool;

use crate::fixture::{House, names, said};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_second_writer_is_told_who_writes(db: MySqlPool) {
    let house = House::open(db).await;
    let lock = house
        .config
        .index
        .lock("process 7 (`indexer rebuild`)")
        .unwrap();

    let output = house.run("rebuild");

    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr.contains("another indexer writes to"), "{stderr}");
    assert!(stderr.contains("process 7 (`indexer rebuild`)"), "{stderr}");
    drop(lock);
    house.rebuild().await;
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_missing_privilege_names_the_grant(db: MySqlPool) {
    let mut house = House::open(db).await;
    house.add_flights(1, 1).await;
    let name = Account::create(&house).await;
    house.config.server = indexer::parse_url(&name.url(&house)).unwrap();

    for privilege in ["SELECT ON `", "REPLICATION CLIENT ON *.*", "UPDATE ON `"] {
        let refusal = indexer::rebuild(&house.config).await.unwrap_err();
        let RebuildError::Server(indexer::ServerError::Denied { grant, .. }) = refusal else {
            panic!("{refusal}");
        };
        assert!(grant.contains(privilege), "{grant}");
        house.sql(&grant).await;
    }
    assert_eq!(house.rebuild().await.flights, 1);
    name.drop(&house).await;
}

#[sqlx::test]
async fn a_database_without_tables_is_told_to_migrate(db: MySqlPool) {
    use sqlx::ConnectOptions;
    let url = db.connect_options().to_url_lossy().to_string();
    let folder = tempfile::tempdir().unwrap();
    let config = indexer::Config {
        server: indexer::parse_url(&url).unwrap(),
        index: search::IndexDir::new(folder.path()),
        connections: 1,
        memory_bytes: None,
        sync: indexer::Sync::Unsafe,
    };

    let refusal = indexer::rebuild(&config).await.unwrap_err();

    assert!(refusal.to_string().contains("`api migrate`"), "{refusal}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_unreachable_server_is_named(db: MySqlPool) {
    let mut house = House::open(db).await;
    house.config.server = indexer::parse_url("mysql://root@127.0.0.1:1/gajo").unwrap();

    let refusal = indexer::rebuild(&house.config)
        .await
        .unwrap_err()
        .to_string();

    assert!(
        refusal.starts_with("could not connect to MySQL at 127.0.0.1:1: "),
        "{refusal}"
    );
    assert!(refusal.contains("refused"), "{refusal}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_row_that_no_flight_can_have_is_named_and_leaves_nothing_behind(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 100).await;
    house.rebuild().await;
    house
        .sql("UPDATE flights SET departure_date = '1999-12-31' WHERE id = 7")
        .await;

    let refusal = indexer::rebuild(&house.config).await.unwrap_err();

    assert!(
        refusal
            .to_string()
            .starts_with("flight 7 has a bad departure_date"),
        "{refusal}"
    );
    assert_eq!(house.served().generation(), 1);
    assert_eq!(
        names(house.config.index.root()),
        ["CURRENT", "gen-1", "lock"]
    );
}

/// A database user of one test, who may connect and nothing else.
pub(crate) struct Account(String);

impl Account {
    pub(crate) async fn create(house: &House) -> Self {
        let database = house.config.server.db_name().unwrap().to_owned();
        // A name has at most 32 characters; the end of the database's is what makes it unique.
        let end: String = database.chars().rev().take(24).collect();
        let name = format!("gajo_{}", end.replace('_', "x"));
        house
            .sql(&format!("CREATE USER '{name}'@'%' IDENTIFIED BY ''"))
            .await;
        // Some privilege has to let it into the database.
        house
            .sql(&format!("GRANT INDEX ON `{database}`.* TO '{name}'@'%'"))
            .await;
        Self(name)
    }

    pub(crate) fn url(&self, house: &House) -> String {
        let opts = &house.config.server;
        let (host, port) = (opts.ip_or_hostname(), opts.tcp_port());
        format!(
            "mysql://{}@{host}:{port}/{}",
            self.0,
            opts.db_name().unwrap()
        )
    }

    pub(crate) async fn drop(self, house: &House) {
        house.sql(&format!("DROP USER '{}'@'%'", self.0)).await;
    }
}
