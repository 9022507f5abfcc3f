//! `search` and `search-paced`: distinct direct questions over HTTP.

use anyhow::{Result, ensure};
use search::Snapshot;

use crate::server::Server;
use crate::{Run, bare, closed, lists, load, report, sql};

/// The api against a bare handler with the same bytes, and against the same answer from SQL.
pub(crate) fn run(run: &Run, snapshot: &Snapshot) -> Result<()> {
    report::heading("search");
    let questions = lists::direct(snapshot, run.first_day)?;
    let paths = lists::paths(snapshot.airports(), &questions);
    let list = run.folder.path().join("direct");
    lists::write(&list, "", &paths)?;
    let api = Server::api()?;
    let answers = run.folder.path().join("answers");
    let bytes = keep_answers(&api, &paths, &answers)?;
    let answers = answers.display().to_string();
    let bare = Server::comparison(&["serve-bare", &answers])?;
    let sql = Server::comparison(&["serve-sql"])?;
    sql::check(&api, &sql, &paths)?;
    report::figure("questions", paths.len(), "");
    report::figure("bytes an answer", bytes / paths.len(), "");
    let ([index, bare, sql], errors) = closed::rounds([&api, &bare, &sql], &list)?;
    report::figure("index", format!("{:.0} req/s", index.rate()), "");
    report::figure(
        "bare axum, same bytes",
        format!("{:.0} req/s", bare.rate()),
        "",
    );
    report::figure("SQL, same answer", format!("{:.0} req/s", sql.rate()), "");
    report::figure("errors", errors, "0");
    report::figure(
        "p50 index / bare / SQL",
        micros(&[index, bare, sql], |m| m.p50_us),
        "",
    );
    report::figure(
        "p99 index / bare / SQL",
        micros(&[index, bare, sql], |m| m.p99_us),
        "",
    );
    report::at_least("index / bare axum", index.rate() / bare.rate(), 0.5);
    report::at_least("index / SQL", index.rate() / sql.rate(), 4.0);
    report::at_most("p99", index.p99_us as f64 / 1e3, 5.0, "ms");
    months(run, snapshot, &questions, &api)
}

/// The calendar against the same from SQL.
fn months(run: &Run, snapshot: &Snapshot, questions: &[lists::Direct], api: &Server) -> Result<()> {
    let sql = Server::comparison(&["serve-sql"])?;
    let paths = lists::calendar_paths(snapshot.airports(), questions);
    sql::check(api, &sql, &paths)?;
    let list = run.folder.path().join("months");
    lists::write(&list, "", &paths)?;
    let ([index, sql], _) = closed::rounds([api, &sql], &list)?;
    report::figure("calendar, index", format!("{:.0} req/s", index.rate()), "");
    report::figure("calendar, SQL", format!("{:.0} req/s", sql.rate()), "");
    report::at_least("calendar: index / SQL", index.rate() / sql.rate(), 10.0);
    Ok(())
}

/// 500 users, one request a second each: the test that the service before this one was judged by.
pub(crate) fn paced(run: &Run, snapshot: &Snapshot) -> Result<()> {
    report::heading("search-paced");
    let questions = lists::direct(snapshot, run.first_day)?;
    let api = Server::api()?;
    let list = run.folder.path().join("urls");
    lists::write(
        &list,
        &api.base(),
        &lists::paths(snapshot.airports(), &questions),
    )?;
    load::paced(&list, 500, 5)?;
    let paced = load::paced(&list, 500, 60)?;
    report::figure("answers a second", format!("{:.1}", paced.rate), "500");
    report::figure("success", format!("{:.4}", paced.success), "1");
    report::figure("p50", format!("{:.2} ms", paced.p50_ms), "");
    report::figure("p99", format!("{:.2} ms", paced.p99_ms), "");
    report::at_most("p95", paced.p95_ms, 5.0, "ms");
    report::figure(
        "p95 of the service before",
        "155 ms",
        "cached; 8,658 ms uncached",
    );
    ensure!(paced.success >= 1.0, "not every answer was a success");
    Ok(())
}

/// Asks every path once and writes the answers for the bare server; returns their size.
fn keep_answers(api: &Server, paths: &[String], file: &std::path::Path) -> Result<usize> {
    let (mut kept, mut bytes) = (Vec::new(), 0);
    for path in paths {
        let body = api.get(path)?;
        bytes += body.len();
        bare::append(&mut kept, path, &body);
    }
    std::fs::write(file, kept)?;
    Ok(bytes)
}

fn micros(measured: &[load::Measured], of: impl Fn(&load::Measured) -> u64) -> String {
    let values: Vec<_> = measured.iter().map(|one| of(one).to_string()).collect();
    format!("{} us", values.join(" / "))
}
