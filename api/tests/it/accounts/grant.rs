//! Making the first administrator at the command line.

use std::process::{Command, Output};

use axum::http::StatusCode;
use sqlx::{ConnectOptions, MySqlPool};

use crate::house::House;

fn grant(db: &MySqlPool, email: &str) -> Output {
    Command::new(env!("CARGO_BIN_EXE_api"))
        .args(["grant-admin", email])
        .env_clear()
        .env(
            "GAJO_MYSQL_URL",
            db.connect_options().to_url_lossy().as_str(),
        )
        .output()
        .unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn whoever_has_signed_in_once_is_made_an_administrator(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    for said in [
        "is an administrator from now on",
        "is an administrator already",
    ] {
        let output = grant(&house.db, " Kim@x.kr");
        assert!(output.status.success());
        assert!(
            String::from_utf8(output.stdout).unwrap().contains(said),
            "{said}"
        );
    }
    let log = kim
        .get("/admin/audit")
        .await
        .expect_status(StatusCode::OK)
        .json();
    let entries = log["items"].as_array().unwrap();
    assert_eq!(entries.len(), 1);
    assert!(entries[0]["admin"].is_null());
    assert_eq!(entries[0]["after"]["role"], "ADMIN");
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_e_mail_that_is_nobodys_or_several_peoples_is_refused(db: MySqlPool) {
    let house = House::open(db).await;
    let output = grant(&house.db, "kim@x.kr");
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("sign in once") && said.trim_end().lines().count() == 1,
        "{said}"
    );

    house.customer("kim@x.kr").await;
    house.customer("lee@x.kr").await;
    let same = "UPDATE users SET email = 'kim@x.kr'";
    sqlx::raw_sql(same).execute(&house.db).await.unwrap();
    let output = grant(&house.db, "kim@x.kr");
    assert!(!output.status.success());
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("2 accounts have that e-mail")
    );
}
