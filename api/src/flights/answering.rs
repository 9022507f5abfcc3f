//! Where an answer is made: on the thread of the request, or on one where it may take its time.
//!
//! Each is made of one state of the index and one of the discounts.

use axum::response::Response;
use search::Snapshot;

use super::find;
use super::offer::{Asker, Offer};
use super::params::{JourneyAsk, Travellers};
use super::reply::written;
use super::view::{AnswerView, Page};
use crate::app::App;
use crate::problem::{ApiError, Language};

/// Both ways of a journey, on this thread.
pub(super) fn journeys(
    app: &App,
    ask: &JourneyAsk,
    language: Language,
    asker: Asker,
) -> Result<Response, ApiError> {
    let snapshot = app.index.snapshot();
    let discounts = app.discounts.known();
    let offer = Offer::new(snapshot.airports(), ask.travellers, asker, &discounts);
    let found = find::journeys(&snapshot, ask, &offer, asker.now)?;
    let page = Page {
        ask,
        snapshot: &snapshot,
        catalog: &app.catalog,
        offer: &offer,
        language,
    };
    written(AnswerView::new(&page, &found).to_json(), language)
}

/// An answer about the fares of many days or many flights.
pub(super) async fn walked(
    app: App,
    (travellers, asker): (Travellers, Asker),
    answer: impl FnOnce(&Snapshot, &Offer<'_>) -> Result<Response, ApiError> + Send + 'static,
) -> Result<Response, ApiError> {
    let walking = app.clone();
    app.walk(move || at_once(&walking, (travellers, asker), answer))
        .await?
}

/// The same on this thread, for what reads some hundreds of flights: they take less time than the way
/// to another thread.
pub(super) fn at_once(
    app: &App,
    (travellers, asker): (Travellers, Asker),
    answer: impl FnOnce(&Snapshot, &Offer<'_>) -> Result<Response, ApiError>,
) -> Result<Response, ApiError> {
    let snapshot = app.index.snapshot();
    let discounts = app.discounts.known();
    let offer = Offer::new(snapshot.airports(), travellers, asker, &discounts);
    answer(&snapshot, &offer)
}
