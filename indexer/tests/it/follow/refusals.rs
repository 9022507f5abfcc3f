//! What a follower refuses, and how it says so.

use sqlx::MySqlPool;

use super::{Following, await_following, built};
use crate::fixture::House;
use crate::private::Private;
use crate::refused::Account;

/// The statement that the one line of a refusal names, between its first and its last backtick.
fn statement(stderr: &str, refusal: &str) -> String {
    let line = stderr.lines().find(|line| line.starts_with(refusal));
    let line = line.unwrap_or_else(|| panic!("{stderr}"));
    let parts = line.split('`').collect::<Vec<_>>();
    parts[1..parts.len() - 1].join("`")
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_missing_privilege_names_the_grant_and_the_named_ones_are_enough(db: MySqlPool) {
    let house = built(db).await;
    let account = Account::create(&house).await;
    let url = account.url(&house);
    let start = || Following::spawn(house.command("follow").env("GAJO_MYSQL_URL", &url));

    for privilege in [
        "SELECT ON `",
        "REPLICATION CLIENT ON *.*",
        "UPDATE ON `",
        "REPLICATION SLAVE ON *.*",
    ] {
        let (code, stderr) = start().wait();
        assert_eq!(code, Some(1), "{stderr}");
        let grant = statement(&stderr, "indexer: MySQL refused");
        assert!(grant.contains(privilege), "{grant}");
        house.sql(&grant).await;
    }

    let _following = start();
    await_following(&house);
    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    super::eventually_flight(&house, 5, |flight| flight.unwrap().base_price.0 == 7);
    account.drop(&house).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_setting_names_the_statement_that_mends_it() {
    let Some(server) = Private::start().await else {
        return;
    };
    let house = House::open(server.database().await).await;
    house.add_flights(1, 10).await;
    let mut durable = house.command("run");
    durable.env_remove("GAJO_INDEXER_ALLOW_UNSAFE_SYNC");
    house.rebuild().await;
    for wrong in [
        "binlog_row_image = MINIMAL",
        "binlog_row_metadata = MINIMAL",
        "sync_binlog = 0",
        "innodb_flush_log_at_trx_commit = 2",
    ] {
        house.sql(&format!("SET GLOBAL {wrong}")).await;

        let (code, stderr) = Following::spawn(&mut durable).wait();

        assert_eq!(code, Some(1), "{stderr}");
        let mends = statement(&stderr, "indexer: the server's ");
        let name = wrong.split(' ').next().unwrap();
        assert!(
            mends.starts_with(&format!("SET GLOBAL {name} = ")),
            "{mends}"
        );
        house.sql(&mends).await;
    }

    let _following = Following::spawn(&mut durable);
    await_following(&house);
}
