//! The addresses of this subject.
//!
//! A direct search, a month of one route and a single flight take microseconds and are answered in
//! place. Whatever walks many days or many flights goes through [`App::walk`].

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use search::model::FlightId;
use search::{Snapshot, Stops};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answering::{at_once, journeys, walked};
use super::find::{self, FindError};
use super::offer::{Asker, Offer};
use super::params::docs::{
    AirportParams, CabinParams, DateParams, EndsParams, FromParams, MonthParams, PartyParams,
    ReturnParams, SearchParams,
};
use super::params::{self, AirportAsk, AnywhereAsk, CalendarAsk, GridAsk, JourneyAsk, Params};
use super::reply::json;
use super::seats::{self, SeatsError};
use super::view::{
    AnswerView, AnywhereView, CalendarView, FlightFacts, FlightView, GridView, SeatMapView,
    SuggestionsView,
};
use crate::app::App;
use crate::problem::{ApiError, Language, Problem};

/// The routes of this subject.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search_flights))
        .routes(routes!(calendar))
        .routes(routes!(grid))
        .routes(routes!(anywhere))
        .routes(routes!(flight))
        .routes(routes!(seat_map))
        .routes(routes!(airports))
}

/// Searches flights, one way or round trip.
#[utoipa::path(
    get,
    path = "/flight-plans",
    tag = "search",
    params(EndsParams, DateParams, PartyParams, CabinParams, SearchParams),
    responses(
        (status = OK, body = AnswerView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn search_flights(
    State(app): State<App>,
    asker: Asker,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let ask = JourneyAsk::read(Params::parse(query.as_deref()), &app.catalog, asker.now)?;
    match ask.stops {
        Stops::None => journeys(&app, &ask, language, asker),
        Stops::One { .. } => {
            let walking = app.clone();
            app.walk(move || journeys(&walking, &ask, language, asker))
                .await?
        }
    }
}

/// The lowest price of each day of a month.
#[utoipa::path(
    get,
    path = "/flight-plans/calendar",
    tag = "search",
    params(EndsParams, MonthParams, PartyParams, CabinParams),
    responses(
        (status = OK, body = CalendarView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn calendar(
    State(app): State<App>,
    asker: Asker,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let ask = CalendarAsk::read(
        Params::parse(query.as_deref()),
        &app.catalog.airports,
        asker.now,
    )?;
    let (pairs, travellers) = (ask.pairs(), ask.travellers);
    let answer = move |snapshot: &Snapshot, offer: &Offer<'_>| {
        let fares = find::calendar(snapshot, &ask, offer, asker.now)?;
        json(&CalendarView::new(&ask, snapshot.into(), &fares), language)
    };
    match pairs {
        1 => at_once(&app, (travellers, asker), answer),
        _ => walked(app, (travellers, asker), answer).await,
    }
}

/// The lowest prices of round trips around two days.
#[utoipa::path(
    get,
    path = "/flight-plans/grid",
    tag = "search",
    params(EndsParams, DateParams, ReturnParams, PartyParams, CabinParams),
    responses(
        (status = OK, body = GridView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn grid(
    State(app): State<App>,
    asker: Asker,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let ask = GridAsk::read(
        Params::parse(query.as_deref()),
        &app.catalog.airports,
        asker.now,
    )?;
    walked(app, (ask.travellers, asker), move |snapshot, offer| {
        let grid = find::grid(snapshot, &ask, offer, asker.now)?;
        json(&GridView::new(&ask, snapshot.into(), &grid), language)
    })
    .await
}

/// Where one can go without a stop on a day, and for how much.
#[utoipa::path(
    get,
    path = "/flight-plans/anywhere",
    tag = "search",
    params(FromParams, DateParams, PartyParams, CabinParams),
    responses(
        (status = OK, body = AnywhereView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn anywhere(
    State(app): State<App>,
    asker: Asker,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let ask = AnywhereAsk::read(
        Params::parse(query.as_deref()),
        &app.catalog.airports,
        asker.now,
    )?;
    let catalog = Arc::clone(&app.catalog);
    walked(app, (ask.travellers, asker), move |snapshot, offer| {
        let fares = find::anywhere(snapshot, &ask, offer, asker.now)?;
        let asked = (&ask, snapshot.into());
        let view = AnywhereView::new(asked, &fares, &catalog, language);
        json(&view, language)
    })
    .await
}

/// One flight with its airports, airplane, prices and seats left.
#[utoipa::path(
    get,
    path = "/flight-plans/{id}",
    tag = "search",
    params(
        ("id" = u64, Path, description = "The flight", example = 1_234_567),
        PartyParams,
    ),
    responses(
        (status = OK, body = FlightView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn flight(
    State(app): State<App>,
    Path(id): Path<String>,
    asker: Asker,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let party = params::party_of_flight(Params::parse(query.as_deref()))?;
    let (flight, as_of) = {
        let snapshot = app.index.snapshot();
        let flight = snapshot.flight(flight_id(&id)?).map_err(FindError::from)?;
        (
            flight.ok_or(SeatsError::NoSuchFlight)?,
            (&**snapshot).into(),
        )
    };
    let layout = app.catalog.layout(&app.db, flight.layout).await;
    let layout = layout
        .map_err(SeatsError::from)?
        .ok_or(SeatsError::NoLayout(flight.id))?;
    let facts = FlightFacts {
        flight,
        as_of,
        layout,
        party,
        asker,
        discounts: Arc::clone(&app.discounts.known()),
    };
    json(&FlightView::new(&facts, &app.catalog, language), language)
}

/// The seats of a flight at this moment.
#[utoipa::path(
    get,
    path = "/flight-plans/{id}/seats",
    tag = "search",
    params(("id" = u64, Path, description = "The flight", example = 1_234_567)),
    responses(
        (status = OK, body = SeatMapView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
        (status = NOT_FOUND, body = Problem, content_type = "application/problem+json"),
        (status = SERVICE_UNAVAILABLE, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn seat_map(
    State(app): State<App>,
    Path(id): Path<String>,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    params::nothing(Params::parse(query.as_deref()))?;
    let id = flight_id(&id)?;
    let map = seats::seats(&app, id).await?;
    json(&SeatMapView::new(id, &map), language)
}

/// Cities and airports that somebody may have meant.
#[utoipa::path(
    get,
    path = "/airports",
    tag = "search",
    params(AirportParams),
    responses(
        (status = OK, body = SuggestionsView),
        (status = BAD_REQUEST, body = Problem, content_type = "application/problem+json"),
    )
)]
async fn airports(
    State(app): State<App>,
    language: Language,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let ask = AirportAsk::read(Params::parse(query.as_deref()))?;
    let found = app.catalog.suggestions.find(&ask.text, ask.limit);
    json(&SuggestionsView::new(&found, language), language)
}

/// What is not a number is the id of no flight.
fn flight_id(text: &str) -> Result<FlightId, SeatsError> {
    let number = text.parse();
    number.map(FlightId).map_err(|_| SeatsError::NoSuchFlight)
}
