//! `hold`: orders on distinct flights, against the bare transactions that they come down to.

mod bare;

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use search::model::Cabin;

use crate::load::Times;
use crate::sale::rush::{Answer, Ask, Queue, rush};
use crate::sale::{self, Sale};
use crate::server::Server;
use crate::{Run, report};
use bare::Bare;

/// Customers of the api, and as many again whose orders are bare transactions.
const BUYERS: usize = 15_000;
/// Orders of each customer: as many as anybody may have unpaid.
const ORDERS: usize = 3;
/// Each side orders this long, in turn, after a shorter time that warms up.
const SECONDS: u64 = 10;
const WARM_UP_SECONDS: u64 = 3;
/// Rounds; the one with the median rate counts.
const ROUNDS: usize = 3;

/// What one side did in one round.
struct Round {
    rate: f64,
    times: Times,
}

/// The api against bare transactions.
pub(crate) async fn run(run: &Run) -> Result<()> {
    report::heading("hold");
    let sale = Sale::open(&run.place.mysql_url, 2 * BUYERS).await?;
    let fits = |flight: &search::model::Flight| flight.seats_left(Cabin::Economy) > 1;
    let flights = sale::flights(&run.snapshot()?, fits, 2 * BUYERS * ORDERS)?;
    let (of_api, of_bare) = flights.split_at(BUYERS * ORDERS);
    let queue = queue(&sale, of_api);
    let bare = Bare::new(&sale, &sale.buyers[BUYERS..], of_bare);
    let api = Server::api()?;

    let mut sold = through_api(&api, &queue, WARM_UP_SECONDS)
        .await?
        .times
        .count();
    bare.learn().await?;
    through_mysql(&bare, WARM_UP_SECONDS).await?;
    let (mut orders, mut transactions) = (vec![], vec![]);
    for _ in 0..ROUNDS {
        let round = through_api(&api, &queue, SECONDS).await?;
        sold += round.times.count();
        orders.push(round);
        transactions.push(through_mysql(&bare, SECONDS).await?);
    }
    ensure!(queue.left() > 0 && bare.left() > 0, "too few customers");
    let claimed = claimed(&sale, sale.buyers[BUYERS].id).await?;
    ensure!(claimed == sold as i64, "{sold} answers, {claimed} seats");
    sale.expect_good_books().await?;
    report(&median(orders)?, &median(transactions)?, sold);
    sale.close().await
}

fn report(orders: &Round, transactions: &Round, sold: usize) {
    report::figure("orders", format!("{:.0} /s", orders.rate), "");
    report::figure(
        "bare transactions",
        format!("{:.0} /s", transactions.rate),
        "",
    );
    for (what, round) in [("orders", orders), ("bare transactions", transactions)] {
        let [p50, p99] = [0.5, 0.99].map(|share| round.times.percentile(share) / 1e3);
        report::figure(
            &format!("{what}: p50, p99"),
            format!("{p50:.1}, {p99:.1} ms"),
            "",
        );
    }
    report::figure("seats sold, sold twice", format!("{sold}, 0"), "0");
    report::at_least(
        "orders / bare transactions",
        orders.rate / transactions.rate,
        0.6,
    );
}

/// Every order on a flight of its own. Those of one customer are far apart.
fn queue(sale: &Sale, flights: &[u64]) -> std::sync::Arc<Queue> {
    let asks = flights.iter().enumerate().map(|(number, flight)| Ask {
        token: sale.buyers[number % BUYERS].token.clone(),
        order: Some((format!("hold-{number}"), *flight)),
    });
    Queue::of(asks.collect())
}

async fn through_api(api: &Server, queue: &std::sync::Arc<Queue>, seconds: u64) -> Result<Round> {
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds);
    let answers = rush(api.address(), queue, Some(until)).await?;
    ensure!(answers.iter().all(|answer| answer.sold), "a flight is full");
    Ok(round(&answers, begun))
}

async fn through_mysql(bare: &Bare, seconds: u64) -> Result<Round> {
    let begun = Instant::now();
    let answers = bare.rush(begun + Duration::from_secs(seconds)).await?;
    Ok(round(&answers, begun))
}

fn round(answers: &[Answer], begun: Instant) -> Round {
    let times = answers.iter().map(|answer| answer.took.as_nanos() as u64);
    Round {
        rate: answers.len() as f64 / begun.elapsed().as_secs_f64(),
        times: Times::new(times.collect()),
    }
}

fn median(mut rounds: Vec<Round>) -> Result<Round> {
    rounds.sort_unstable_by(|a, b| a.rate.total_cmp(&b.rate));
    rounds.into_iter().nth(ROUNDS / 2).context("no round")
}

/// Seats that the api sold, by what MySQL says: its customers come before `end`.
async fn claimed(sale: &Sale, end: u64) -> Result<i64> {
    let select = "
        SELECT COUNT(*)
        FROM seat_claims c
        JOIN tickets t ON t.id = c.ticket_id
        JOIN orders o ON o.id = t.order_id
        WHERE o.user_id BETWEEN ? AND ?";
    let claimed = sqlx::query_scalar(select)
        .bind(sale.buyers[0].id)
        .bind(end - 1);
    Ok(claimed.fetch_one(&sale.db).await?)
}
