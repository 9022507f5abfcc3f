//! The comparison that asks MySQL: the same answers, rendered by the same code, from the best index
//! that SQL has for them.

use anyhow::{Result, ensure};
use api::app::App;
use api::flights::elsewhere::{MonthAsk, SearchAsk};
use api::problem::ApiError;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use axum::routing::get;
use search::model::{Day, Flight, Iata};
use search::{Query, Stops};
use sqlx::{MySql, MySqlPool, QueryBuilder};
use tokio::net::TcpListener;

use crate::rows::{self, DIRECT, ONE_STOP};
use crate::server::Server;

/// How many answers are compared before a run.
const COMPARED: usize = 200;

/// Serves `/flight-plans` and its calendar from SQL.
pub(crate) async fn serve(listen: &str) -> Result<()> {
    let app = api::start::open(api::config::Config::load()?).await?;
    let router = Router::new()
        .route("/flight-plans", get(flights))
        .route("/flight-plans/calendar", get(calendar))
        .route("/healthz", get(|| async {}))
        .with_state(app);
    let listener = TcpListener::bind(listen).await?;
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // As the api does; a socket that refuses is only slower.
        _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

/// Compares answers of the api with those from SQL: all but the state of the index they came from, and
/// why there is nothing.
pub(crate) fn check(api: &Server, sql: &Server, paths: &[String]) -> Result<()> {
    for path in paths.iter().take(COMPARED) {
        let parse = |body: Vec<u8>| -> Result<serde_json::Value> {
            let mut answer: serde_json::Value = serde_json::from_slice(&body)?;
            for not_compared in ["as_of", "empty"] {
                answer[not_compared] = serde_json::Value::Null;
            }
            Ok(answer)
        };
        let same = parse(api.get(path)?)? == parse(sql.get(path)?)?;
        ensure!(same, "the answers to {path} differ");
    }
    Ok(())
}

async fn flights(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let ask = SearchAsk::read(&app, query.as_deref())?;
    let trips = trips(&app, &ask.query())
        .await
        .map_err(ApiError::internal)?;
    ask.answer(&app, &trips)
}

async fn calendar(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Response, ApiError> {
    let ask = MonthAsk::read(&app, query.as_deref())?;
    let (from, to) = ask.ends();
    let days = ask.days();
    let found = on_routes(&app, (from, to), days)
        .await
        .map_err(ApiError::internal)?;
    ask.answer(&app, &found)
}

async fn trips(app: &App, query: &Query) -> sqlx::Result<Vec<Vec<Flight>>> {
    let ends = (query.from.as_slice(), query.to.as_slice());
    let direct = on_routes(app, ends, (query.day, query.day)).await?;
    let mut trips: Vec<Vec<Flight>> = direct.into_iter().map(|flight| vec![flight]).collect();
    if query.stops != Stops::None {
        for from in &query.from {
            for to in &query.to {
                trips.extend(connections(app, query, *from, *to).await?);
            }
        }
    }
    Ok(trips)
}

/// Direct flights on the days from the first to the last: one range of the index
/// (origin, destination, departure_date) for each pair of airports.
async fn on_routes(
    app: &App,
    (from, to): (&[Iata], &[Iata]),
    (first, last): (Day, Day),
) -> sqlx::Result<Vec<Flight>> {
    let mut flights = Vec::new();
    for origin in from {
        for destination in to {
            let rows = sqlx::query(DIRECT)
                .bind(origin.as_str())
                .bind(destination.as_str())
                .bind(first.date())
                .bind(last.date())
                .fetch_all(&app.db)
                .await?;
            for row in rows {
                flights.push(rows::flight(&row, 0)?);
            }
        }
    }
    rows::subtract_claims(app, &mut flights).await?;
    Ok(flights)
}

/// Two flights by one join: the airports of connection come from the network, so that both sides of
/// the join are ranges of the index.
async fn connections(
    app: &App,
    query: &Query,
    from: Iata,
    to: Iata,
) -> sqlx::Result<Vec<Vec<Flight>>> {
    let hubs = hubs(app, query, from, to);
    if hubs.is_empty() {
        return Ok(vec![]);
    }
    let mut statement = QueryBuilder::<MySql>::new(ONE_STOP);
    statement
        .push_bind(to.to_string())
        .push(" WHERE f.origin = ")
        .push_bind(from.to_string());
    statement
        .push(" AND f.departure_date = ")
        .push_bind(query.day.date());
    statement.push(" AND f.status = 'scheduled' AND f.destination IN (");
    let mut list = statement.separated(", ");
    for hub in hubs {
        list.push_bind(hub.to_string());
    }
    statement.push(")");
    let pool: &MySqlPool = &app.db;
    let mut trips = Vec::new();
    for row in statement.build().fetch_all(pool).await? {
        let mut pair = [rows::flight(&row, 0)?, rows::flight(&row, rows::COLUMNS)?];
        rows::subtract_claims(app, &mut pair).await?;
        trips.push(pair.to_vec());
    }
    trips.retain(|trip| rows::is_valid(app, query, trip));
    Ok(trips)
}

fn hubs(app: &App, query: &Query, from: Iata, to: Iata) -> Vec<Iata> {
    let snapshot = app.index.snapshot();
    let network = snapshot.network();
    let is_end = |hub: &Iata| query.from.contains(hub) || query.to.contains(hub);
    let hubs = network.destinations(from).iter().copied();
    hubs.filter(|hub| !is_end(hub) && network.links(*hub, to))
        .collect()
}
