//! `memory`: what the api keeps resident under load, beside the mapped index.

use anyhow::Result;
use search::Snapshot;

use crate::server::Server;
use crate::{Run, lists, load, report};

/// Asks the api for half a minute and reads what the kernel counts.
pub(crate) fn run(run: &Run, snapshot: &Snapshot) -> Result<()> {
    report::heading("memory");
    let api = Server::api()?;
    let questions = lists::direct(snapshot, run.first_day)?;
    let mut paths = lists::paths(snapshot.airports(), &questions);
    let months = lists::calendar_paths(snapshot.airports(), &questions);
    for (path, month) in paths.iter_mut().skip(1).step_by(20).zip(months) {
        *path = month;
    }
    for path in paths.iter_mut().step_by(5) {
        path.push_str("&max_stops=1");
    }
    paths.retain(|path| !(path.contains("calendar") && path.contains("max_stops")));
    let list = run.folder.path().join("mixed");
    lists::write(&list, "", &paths)?;
    let before = api.kilobytes("RssAnon")?;
    let measured = load::closed(&api.base(), &list, 30)?;
    let megabytes = |kilobytes: u64| kilobytes as f64 / 1024.0;
    let resident = api.kilobytes("RssAnon")?;
    report::figure(
        "requests, of which errors",
        format!("{}, {}", measured.requests, measured.errors),
        "",
    );
    report::figure("before load", format!("{:.0} MB", megabytes(before)), "");
    report::figure(
        "mapped files resident",
        format!("{:.0} MB", megabytes(api.kilobytes("RssFile")?)),
        "",
    );
    report::at_most(
        "resident without the mapped index",
        megabytes(resident),
        500.0,
        "MB",
    );
    Ok(())
}
