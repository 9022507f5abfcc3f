//! What is nobody else's business does not come into the log.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use axum::http::{Method, StatusCode};
use serde_json::json;
use sqlx::MySqlPool;
use tracing_subscriber::fmt::MakeWriter;

use crate::authorization::ROUTES;
use crate::house::House;

/// A log that is kept in memory.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn the_log_of_a_full_run_tells_nothing_about_anybody(db: MySqlPool) {
    let kept = Kept::default();
    // Everything that anybody writes: the most talkative setting there is.
    let log = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(kept.clone())
        .with_ansi(false)
        .finish();
    tracing::subscriber::set_global_default(log).unwrap();

    let house = House::open(db).await;
    let secrets = [
        "hong.gildong@secret.example",
        "비밀이름",
        "01098765432",
        "4111111111111111",
    ];
    let [email, name, phone, card] = secrets;
    let mut tokens = vec![];
    for (method, path, _) in ROUTES {
        let client = house.customer(email).await;
        tokens.push(client.token());
        let method: Method = method.parse().unwrap();
        let path = path
            .replace("{id}", "1")
            .replace("{code}", "x")
            .replace("{airplane_id}", "1")
            .replace("{discount_id}", "1");
        let personal = json!({"name": name, "phone": phone, "email": email, "card": card});
        let body = (method != Method::GET).then_some(personal);
        client.send(method.clone(), &path, body).await;
        // Also with nothing wrong but the cookie, and to somebody whose token nobody knows.
        let browser = house
            .nobody()
            .with("cookie", &format!("session={}", client.token()));
        browser
            .send(method.clone(), &path, Some(json!({"name": name})))
            .await;
        house
            .nobody()
            .send(method, &format!("{path}?email={email}&phone={phone}"), None)
            .await;
    }
    let kim = house.customer(email).await;
    let change = kim
        .patch("/users/me", json!({"name": name, "phone": phone}))
        .await;
    change.expect_status(StatusCode::OK);
    tokens.push(kim.token());
    // From here on every statement fails.
    house.db.close().await;
    let failed = kim
        .patch("/users/me", json!({"name": name, "phone": phone}))
        .await;
    failed.expect_status(StatusCode::SERVICE_UNAVAILABLE);

    let log = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(
        log.contains("answered") && log.contains("/users/me"),
        "nothing was logged"
    );
    assert!(
        log.contains("a request was turned away"),
        "no failure was logged"
    );
    for secret in secrets.iter().map(|s| (*s).to_owned()).chain(tokens) {
        let told = log.lines().find(|line| line.contains(&secret));
        assert_eq!(told, None, "{secret} is in the log");
    }
}
