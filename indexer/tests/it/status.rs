//! What the index says about itself.

use indexer::ServerStatus;
use sqlx::MySqlPool;

use crate::fixture::{House, said};

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_status_shows_the_generation_and_its_lag(db: MySqlPool) {
    let house = House::open(db).await;
    house.add_flights(1, 30).await;
    house.rebuild().await;
    house.rebuild().await;

    let server = Some(&house.config.server);
    let status = indexer::status(&house.config.index, server).await.unwrap();

    assert_eq!((status.generation, status.previous), (2, Some(1)));
    assert_eq!((status.documents, status.segments), (30, 1));
    assert!(status.bytes > 0 && !status.server_id.is_empty());
    assert_eq!(status.epoch.len(), 32);
    // The marker row of the rebuild lies after the position that it noted.
    assert!(
        matches!(status.server, ServerStatus::Ahead { .. }),
        "{status:?}"
    );
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn after_a_quiet_rebuild_a_status_explains_what_was_written_since(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;

    let (stdout, stderr) = said(&house.run("status"));

    assert!(
        stdout.contains("server      has written "),
        "{stdout}{stderr}"
    );
    assert!(stdout.contains("a rebuild's own marker"), "{stdout}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_status_is_one_json_object(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;

    let output = house.command("status").arg("--json").output().unwrap();

    let (stdout, stderr) = said(&output);
    let json: serde_json::Value = serde_json::from_str(&stdout).expect(&stderr);
    assert_eq!(
        (json["generation"].as_u64(), json["documents"].as_u64()),
        (Some(1), Some(0))
    );
    assert_eq!(json["server"]["state"], "ahead");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_status_needs_no_server(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;

    let away = ["--mysql-url", "mysql://root@127.0.0.1:1/gajo"];
    let output = house.command("status").args(away).output().unwrap();

    let (stdout, _) = said(&output);
    assert!(output.status.success());
    assert!(stdout.contains("generation  1"), "{stdout}");
    assert!(stdout.contains("not reachable"), "{stdout}");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_index_of_another_database_is_recognised(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;
    house
        .sql("UPDATE index_epoch SET epoch = REPEAT('x', 16)")
        .await;

    let server = Some(&house.config.server);
    let status = indexer::status(&house.config.index, server).await.unwrap();

    assert_eq!(status.server, ServerStatus::OtherDatabase);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_an_index_a_status_says_what_to_run(db: MySqlPool) {
    let house = House::open(db).await;

    let output = house.run("status");

    let (_, stderr) = said(&output);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr.starts_with("indexer: there is no index in "),
        "{stderr}"
    );
    assert!(stderr.contains("run `indexer rebuild`"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_status_says_who_follows_and_why_it_is_stale(db: MySqlPool) {
    let house = House::open(db).await;
    house.rebuild().await;
    let (stdout, _) = said(&house.run("status"));
    assert!(stdout.contains("follower    none so far"), "{stdout}");

    let now = std::time::SystemTime::now().into();
    let stale = search::Stale {
        reason: search::StaleReason::LogGone,
        detail: "it was purged".into(),
        since: now,
    };
    let follower = search::Follower {
        process: 7,
        activity: search::Activity::Rebuilding,
        stale: Some(stale),
        flights: 0,
        commits: 0,
        rebuilds: 0,
        connections: 0,
        bad_rows: 0,
        started_at: now,
        updated_at: now,
    };
    follower.write(&house.config.index).unwrap();

    let (stdout, _) = said(&house.run("status"));
    assert!(
        stdout.contains("follower    process 7, rebuilding"),
        "{stdout}"
    );
    assert!(stdout.contains("stale       log_gone since "), "{stdout}");
    assert!(stdout.contains(": it was purged"), "{stdout}");
    let status = indexer::status(&house.config.index, None).await.unwrap();
    assert!(status.followed && status.lag_seconds < 60.0);
}
