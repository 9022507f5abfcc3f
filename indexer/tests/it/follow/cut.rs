//! A connection that is cut in the middle of a transaction.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;

use sqlx::MySqlPool;

use super::{Following, await_equal, await_following, built, eventually, said};

/// Passes bytes on until it has passed on as many as it may; then it cuts every connection.
struct Proxy {
    port: u16,
    left: Arc<AtomicI64>,
}

impl Proxy {
    fn start(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let left = Arc::new(AtomicI64::new(i64::MAX));
        let allowed = Arc::clone(&left);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&to).unwrap();
                let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let unlimited = Arc::new(AtomicI64::new(i64::MAX));
                thread::spawn(move || pass(client, server, &unlimited));
                let allowed = Arc::clone(&allowed);
                thread::spawn(move || pass(ends.1, ends.0, &allowed));
            }
        });
        Self { port, left }
    }
}

fn pass(mut from: TcpStream, mut to: TcpStream, left: &AtomicI64) {
    let mut bytes = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let may = left.fetch_sub(read as i64, Ordering::Relaxed);
        let passed = usize::try_from(may).unwrap_or(0).min(read);
        if to.write_all(&bytes[..passed]).is_err() || passed < read {
            break;
        }
    }
    // Whoever is gone need not be told.
    _ = from.shutdown(Shutdown::Both);
    _ = to.shutdown(Shutdown::Both);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn a_connection_cut_within_a_transaction_loses_and_doubles_nothing(db: MySqlPool) {
    let house = built(db).await;
    house.add_flights(1_000, 600).await;
    let opts = &house.config.server;
    let address = format!("{}:{}", opts.ip_or_hostname(), opts.tcp_port());
    let proxy = Proxy::start(address.clone());
    let url = house
        .url
        .replace(&address, &format!("127.0.0.1:{}", proxy.port));
    assert_ne!(url, house.url);
    let _following = Following::spawn(house.command("follow").env("GAJO_MYSQL_URL", url));
    await_following(&house);

    for round in 0..3_i64 {
        let connections = said(&house).unwrap().connections;
        // The rows of the update take some hundred thousand bytes.
        proxy.left.store(10_000 + 15_000 * round, Ordering::Relaxed);
        house
            .sql("UPDATE flights SET base_price = base_price + 1")
            .await;
        eventually("it was cut", || proxy.left.load(Ordering::Relaxed) <= 0);
        proxy.left.store(i64::MAX, Ordering::Relaxed);
        eventually("it is back", || {
            said(&house).unwrap().connections > connections
        });
        await_equal(&house).await;
    }
    assert_eq!(house.served().generation(), 1);
}

#[sqlx::test(migrator = "migrations::MIGRATOR")]
async fn an_index_that_is_still_being_written_is_waited_for_and_not_built_anew(db: MySqlPool) {
    let house = built(db).await;
    let limits = search::WriterLimits {
        threads: 1,
        memory_bytes: 16 << 20,
    };
    let writer = search::Writer::open(&house.config.index.generation(1), limits).unwrap();
    let _following = Following::start(&house);
    eventually("it says why it waits", || {
        let stale = said(&house).and_then(|said| said.stale);
        stale.is_some_and(|stale| stale.detail == "the index is still being written")
    });

    drop(writer);

    await_following(&house);
    assert_eq!(house.served().generation(), 1);
    await_equal(&house).await;
}
