//! Letters to customers, through a mail server that shows what it was given.

use api::config::Config;
use api::jobs;
use api::notify::mail::{MOST_ATTEMPTS, Mailer, send_due};
use axum::http::StatusCode;
use sandbox::Clock;
use sandbox::mail::{Letter, Mail};
use serde_json::{Value, json};
use sqlx::MySqlPool;
use tokio::net::TcpListener;

use crate::booking::kit::{body, path};
use crate::house::House;

/// A mail server that may be away.
pub(crate) struct Post {
    mail: Mail,
    address: String,
}

impl Post {
    /// A server whose address is known, and which is away.
    pub(crate) async fn away() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self {
            mail: Mail::open(Clock::default()),
            address: listener.local_addr().unwrap().to_string(),
        }
    }

    /// A server that takes letters.
    pub(crate) async fn open() -> Self {
        let post = Self::away().await;
        post.come_back().await;
        post
    }

    async fn come_back(&self) {
        let listener = TcpListener::bind(&self.address).await.unwrap();
        tokio::spawn(self.mail.clone().receive(listener));
    }

    /// The way to it.
    pub(crate) fn mailer(&self) -> Mailer {
        let config = Config::of(&[
            ("GAJO_MYSQL_URL", "mysql://nobody@127.0.0.1:1/nothing"),
            ("GAJO_REDIS_URL", "redis://127.0.0.1:1"),
            ("GAJO_INDEX_DIR", "nowhere"),
            ("GAJO_SMTP_URL", &format!("smtp://{}", self.address)),
            ("GAJO_MAIL_FROM", "Gajo <gajo@localhost>"),
        ]);
        Mailer::new(&config.unwrap().mail.unwrap()).unwrap()
    }

    /// What came in, the oldest first.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        let mut letters = self.mail.letters();
        letters.reverse();
        letters
    }
}

/// A house that sends its letters there.
pub(crate) async fn house(db: MySqlPool, post: &Post) -> House {
    House::with(db, |parts| parts.mailer = Some(post.mailer())).await
}

/// Runs the job, and says how many letters were done and how many failed.
pub(crate) async fn send(house: &House) -> (u64, u64) {
    let posted = send_due(&house.app).await.unwrap();
    (posted.done, posted.failed)
}

fn to(email: &str) -> Value {
    let mut wanted = body(&[(1, Some("31A"))]);
    wanted["contact"]["email"] = email.into();
    wanted
}

async fn waiting(house: &House) -> i64 {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM outbox");
    count.fetch_one(&house.db).await.unwrap()
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_hold_is_written_once_with_its_deadline_in_the_language_of_the_customer(db: MySqlPool) {
    let post = Post::open().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    let lee = house.customer("lee@x.kr").await;
    let lee = lee.with("accept-language", "en");
    let order = kim.ordered(&body(&[(1, None)])).await;
    let other = lee.ordered(&body(&[(2, None)])).await;
    assert_eq!(send(&house).await, (2, 0));
    assert_eq!(send(&house).await, (0, 0));
    assert_eq!(waiting(&house).await, 0);

    let letters = post.letters();
    assert_eq!(letters.len(), 2);
    let reference = order["reference"].as_str().unwrap();
    assert_eq!(
        letters[0].subject,
        format!("[가조] 좌석을 잡아 두었습니다 ({reference})")
    );
    assert_eq!(letters[0].to, ["hong@example.com"]);
    assert_eq!(letters[0].from, "gajo@localhost");
    // Ten minutes after midnight UTC is ten past nine in Korea.
    assert!(
        letters[0].text.contains("2026-12-01 09:10:00 KST까지"),
        "{}",
        letters[0].text
    );
    assert!(letters[0].text.contains(&path(&order)));
    assert!(letters[0].html.contains("<html lang=\"ko\">"));
    let reference = other["reference"].as_str().unwrap();
    assert_eq!(
        letters[1].subject,
        format!("[Gajo] Your seats are held ({reference})")
    );
    assert!(
        letters[1]
            .text
            .contains("Please pay by 2026-12-01 09:10:00 KST")
    );
    assert_ne!(letters[0].message_id, letters[1].message_id);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_letter_waits_for_a_server_that_is_away_and_longer_each_time(db: MySqlPool) {
    let post = Post::away().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    kim.ordered(&body(&[(1, None)])).await;
    kim.ordered(&body(&[(2, None)])).await;
    // The first finds that the server is away; the second need not find out again.
    assert_eq!(send(&house).await, (0, 1));
    let listed = house.admin().await.get("/admin/mail").await.json();
    let attempts = listed["items"].as_array().unwrap().iter();
    let attempts: Vec<_> = attempts.map(|letter| letter["attempts"].clone()).collect();
    assert_eq!(attempts, [0, 1]);
    assert_eq!(
        listed["items"][1]["last_error"],
        "the mail server does not answer"
    );
    assert_eq!(
        listed["items"][1]["next_attempt_at"],
        "2026-12-01T00:00:30Z"
    );

    post.come_back().await;
    assert_eq!(send(&house).await, (1, 0));
    house.after(29);
    assert_eq!(send(&house).await, (0, 0));
    house.after(30);
    assert_eq!(send(&house).await, (1, 0));
    assert_eq!(post.letters().len(), 2);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_letter_that_nobody_takes_is_given_up_and_shown_without_its_address(db: MySqlPool) {
    let post = Post::open().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&to("kim@refused.example")).await;
    sqlx::query("UPDATE orders SET hold_expires_at = '2026-12-31'")
        .execute(&house.db)
        .await
        .unwrap();
    for attempt in 0..MOST_ATTEMPTS {
        assert_eq!(send(&house).await, (0, 1), "{attempt}");
        house.after(3_600 * (i64::from(attempt) + 1));
    }
    assert_eq!(send(&house).await, (0, 0));
    let admin = house.admin().await;
    let dead = admin
        .get("/admin/mail?dead=true")
        .await
        .expect_status(StatusCode::OK);
    assert!(!dead.text().contains("refused.example"), "{}", dead.text());
    let dead = dead.json();
    let letter = &dead["items"][0];
    assert_eq!(
        (&letter["kind"], &letter["order_id"]),
        (&json!("mail_held"), &order["id"])
    );
    assert_eq!(letter["attempts"], MOST_ATTEMPTS);
    assert_eq!(letter["last_error"], "the mail server refused it: 550");
    assert_eq!(letter["next_attempt_at"], Value::Null);
    assert_eq!(letter["dead_at"], "2026-12-01T19:00:00Z");
    let waiting = admin.get("/admin/mail?dead=false").await.json();
    assert_eq!(waiting["items"], json!([]));
    admin
        .get("/admin/mail?dead=perhaps&size=1")
        .await
        .expect_invalid(&["dead", "size"]);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn unsent_letters_come_in_pages(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    for flight in [1, 2, 3] {
        kim.ordered(&body(&[(flight, None)])).await;
    }
    let admin = house.admin().await;
    let first = admin.get("/admin/mail?limit=2").await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = admin
        .get(&format!("/admin/mail?limit=2&cursor={cursor}"))
        .await
        .json();
    assert_eq!(first["items"].as_array().unwrap().len(), 2);
    assert_eq!(second["items"].as_array().unwrap().len(), 1);
    assert_eq!(second["next_cursor"], Value::Null);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn what_is_no_longer_true_is_not_written(db: MySqlPool) {
    let post = Post::open().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    kim.cancel(&order).await.expect_status(StatusCode::OK);
    assert_eq!(send(&house).await, (1, 0));
    assert_eq!(post.letters(), []);
    // Nor is anything to somebody who has left.
    kim.ordered(&body(&[(2, None)])).await;
    sqlx::query("UPDATE orders SET contact_email = ''")
        .execute(&house.db)
        .await
        .unwrap();
    assert_eq!(send(&house).await, (1, 0));
    assert_eq!(post.letters(), []);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_cancelled_flight_is_told_to_who_held_it(db: MySqlPool) {
    let post = Post::open().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    let order = kim.ordered(&body(&[(1, None)])).await;
    send(&house).await;
    let admin = house.admin().await;
    let cancelled = admin.delete("/admin/flight-plans/1").await;
    assert!(cancelled.status.is_success(), "{}", cancelled.text());
    let job = jobs::TABLE
        .iter()
        .find(|job| job.name == "flight_cancelled");
    jobs::run(&house.app, job.unwrap()).await;
    assert_eq!(send(&house).await, (1, 0));
    let letters = post.letters();
    let reference = order["reference"].as_str().unwrap();
    assert_eq!(
        letters[1].subject,
        format!("[가조] 항공편이 취소되었습니다 ({reference})")
    );
    assert!(letters[1].text.contains("(취소됨)"));
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn two_nodes_do_not_send_one_letter_and_a_repeated_one_has_the_same_id(db: MySqlPool) {
    let post = Post::open().await;
    let house = house(db, &post).await;
    let kim = house.customer("kim@x.kr").await;
    kim.ordered(&body(&[(1, None)])).await;
    let copy = "CREATE TABLE copy AS SELECT * FROM outbox";
    sqlx::query(copy).execute(&house.db).await.unwrap();
    let (one, two) = tokio::join!(send(&house), send(&house));
    assert_eq!((one.0 + two.0, one.1 + two.1), (1, 0));
    assert_eq!(post.letters().len(), 1);

    // A node that ended before it could say that the letter was sent.
    let back = "INSERT INTO outbox SELECT * FROM copy";
    sqlx::query(back).execute(&house.db).await.unwrap();
    assert_eq!(send(&house).await, (1, 0));
    let letters = post.letters();
    assert_eq!(letters.len(), 2);
    assert!(letters[0].message_id.is_some());
    assert_eq!(letters[0].message_id, letters[1].message_id);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn without_a_mail_server_letters_are_dropped_when_they_are_due(db: MySqlPool) {
    let house = House::open(db).await;
    let kim = house.customer("kim@x.kr").await;
    kim.ordered(&body(&[(1, None)])).await;
    assert_eq!(waiting(&house).await, 1);
    assert_eq!(send(&house).await, (1, 0));
    assert_eq!(waiting(&house).await, 0);
}
