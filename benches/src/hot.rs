//! `hot`: many more buyers than seats on one flight.

pub(crate) mod bare;

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use search::model::Cabin;

use crate::load::Times;
use crate::sale::rush::{Answer, Ask, Queue, refusal, rush};
use crate::sale::{self, Sale};
use crate::server::Server;
use crate::{Run, report};

/// Buyers, who order once each.
const BUYERS: usize = 20_000;
/// Seats that they may have.
const SEATS: usize = 189;
/// Rounds, each on a flight of its own; the one with the median rate of refusals counts.
const ROUNDS: usize = 3;
/// Transactions that MySQL may see of the orders of one flight.
const MOST_TRANSACTIONS: f64 = 250.0;

const BLOCK: &str = "INSERT INTO seat_claims (flight_id, seat_index) VALUES (?, ?)";
const UNBLOCK: &str = "DELETE FROM seat_claims WHERE flight_id = ? AND ticket_id IS NULL";
const ENDED: &str = "SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_commit', 'Com_rollback')";

/// What one round came to.
struct Round {
    refusals: f64,
    bare: f64,
    times: Times,
    sold_out_after: Duration,
    transactions: i64,
}

/// The api against a handler that runs the same scripts and does nothing else.
pub(crate) async fn run(run: &Run) -> Result<()> {
    report::heading("hot");
    let sale = Sale::open(&run.place.mysql_url, BUYERS).await?;
    let flights = flights(run, &sale).await?;
    let api = Server::api()?;
    let mut rounds = Vec::new();
    for flight in &flights {
        sale.look(&api).await?;
        rounds.push(round(run, &sale, &api, *flight).await?);
    }
    sale.expect_good_books().await?;
    let most = rounds.iter().map(|round| round.transactions).max();
    rounds.sort_unstable_by(|a, b| a.refusals.total_cmp(&b.refusals));
    let median = rounds.get(ROUNDS / 2).context("no round")?;
    report(median, most.unwrap_or_default());
    for flight in flights {
        sqlx::query(UNBLOCK).bind(flight).execute(&sale.db).await?;
    }
    sale.close().await
}

fn report(round: &Round, most_transactions: i64) {
    report::figure("buyers", BUYERS, "");
    report::figure("seats sold, in each round", SEATS, "189");
    let after = round.sold_out_after.as_secs_f64();
    report::figure("sold out after", format!("{after:.2} s"), "");
    report::figure("refusals", format!("{:.0} /s", round.refusals), "");
    report::figure(
        "bare axum, same scripts",
        format!("{:.0} /s", round.bare),
        "",
    );
    let [p50, p99] = [0.5, 0.99].map(|share| round.times.percentile(share) / 1e3);
    report::figure("answers: p50, p99", format!("{p50:.1}, {p99:.1} ms"), "");
    report::at_least("refusals / bare axum", round.refusals / round.bare, 0.6);
    report::at_most(
        "transactions that MySQL saw",
        most_transactions as f64,
        MOST_TRANSACTIONS,
        "",
    );
}

/// Flights of which exactly so many seats are free in economy; the others are blocked.
async fn flights(run: &Run, sale: &Sale) -> Result<Vec<u64>> {
    let snapshot = run.snapshot()?;
    let fits = |flight: &search::model::Flight| {
        let left = usize::from(flight.seats_left(Cabin::Economy));
        left >= SEATS
    };
    let mut found = Vec::new();
    for id in sale::flights(&snapshot, fits, 10 * ROUNDS)? {
        if found.len() < ROUNDS && sale.claims(id).await? == 0 {
            let plan = bare::plan(&sale.db, id).await?;
            for seat in plan.first + SEATS as u16..plan.first + plan.seats {
                let block = sqlx::query(BLOCK).bind(id).bind(seat);
                block.execute(&sale.db).await?;
            }
            found.push(id);
        }
    }
    ensure!(found.len() == ROUNDS, "too few flights are empty");
    Ok(found)
}

async fn round(run: &Run, sale: &Sale, api: &Server, flight: u64) -> Result<Round> {
    let blocked = sale.claims(flight).await?;
    let before = ended(sale).await?;
    let begun = Instant::now();
    let answers = rush(api.address(), &queue(sale, flight, "hot"), None).await?;
    let transactions = ended(sale).await? - before;
    let sold = answers.iter().filter(|answer| answer.sold).count();
    ensure!(sold == SEATS, "{sold} seats were sold, not {SEATS}");
    let claimed = sale.claims(flight).await? - blocked;
    ensure!(claimed == SEATS as i64, "{claimed} seats are claimed");

    let late = asks(sale, flight, "late").next().context("no buyer")?;
    let told = run.folder.path().join(format!("refusal-{flight}"));
    std::fs::write(&told, refusal(api.address(), &late).await?)?;
    let [flight_id, told] = [flight.to_string(), told.display().to_string()];
    let bare = Server::comparison(&["serve-scripts", &flight_id, &told])?;
    let same = rush(bare.address(), &queue(sale, flight, "bare"), None).await?;
    let last_sale = answers.iter().filter(|a| a.sold).map(|a| a.at).max();
    let last_sale = last_sale.context("nothing was sold")?;
    let times = answers.iter().map(|answer| answer.took.as_nanos() as u64);
    Ok(Round {
        refusals: refused_after(&answers, last_sale),
        bare: refused_after(&same, same.iter().map(|a| a.at).min().context("no answer")?),
        times: Times::new(times.collect()),
        sold_out_after: last_sale - begun,
        transactions,
    })
}

/// Refusals a second from then on.
fn refused_after(answers: &[Answer], from: Instant) -> f64 {
    let late: Vec<_> = answers.iter().filter(|answer| answer.at > from).collect();
    let end = late.iter().map(|answer| answer.at).max().unwrap_or(from);
    late.len() as f64 / (end - from).as_secs_f64()
}

fn queue(sale: &Sale, flight: u64, kind: &str) -> Arc<Queue> {
    Queue::of(asks(sale, flight, kind).collect())
}

/// An order of each buyer, with keys of that kind.
fn asks(sale: &Sale, flight: u64, kind: &str) -> impl Iterator<Item = Ask> {
    sale.buyers.iter().map(move |buyer| Ask {
        token: buyer.token.clone(),
        order: Some((format!("{kind}-{flight}-{}", buyer.id), flight)),
    })
}

/// Transactions that the server has ended.
async fn ended(sale: &Sale) -> Result<i64> {
    let rows: Vec<(String, String)> = sqlx::query_as(ENDED).fetch_all(&sale.db).await?;
    let mut ended = 0;
    for (_, value) in rows {
        ended += value.parse::<i64>()?;
    }
    Ok(ended)
}
