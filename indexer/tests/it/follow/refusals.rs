//! What a follower refuses, and how it says so.

use sqlx::MySqlPool;

use super::{Following, await_following, built};
use crate::refused::Account;

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_missing_privilege_names_the_grant_and_the_named_ones_are_enough(db: MySqlPool) {
    let house = built(db).await;
    let account = Account::create(&house).await;
    let url = account.url(&house);
    let start = || Following::spawn(house.command("follow").env("GAJO_MYSQL_URL", &url));

    let mut granted = Vec::new();
    for privilege in ["SELECT ON `", "REPLICATION SLAVE ON *.*"] {
        let (code, stderr) = start().wait();
        assert_eq!(code, Some(1), "{stderr}");
        let line = stderr
            .lines()
            .find(|line| line.starts_with("indexer: MySQL refused"));
        let line = line.unwrap_or_else(|| panic!("{stderr}"));
        let grant = line.split('`').collect::<Vec<_>>();
        let grant = grant[1..grant.len() - 1].join("`");
        assert!(grant.contains(privilege), "{line}");
        house.sql(&grant).await;
        granted.push(grant);
    }
    let database = house.config.server.db_name().unwrap();
    let name = account.quoted();
    house
        .sql(&format!(
            "GRANT UPDATE ON `{database}`.index_epoch TO {name}"
        ))
        .await;
    house
        .sql(&format!("GRANT REPLICATION CLIENT ON *.* TO {name}"))
        .await;

    let _following = start();
    await_following(&house);
    house
        .sql("UPDATE flights SET base_price = 7 WHERE id = 5")
        .await;
    super::eventually_flight(&house, 5, |flight| flight.unwrap().base_price.0 == 7);
    account.drop(&house).await;
}
