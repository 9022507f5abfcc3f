//! Cancelling a flight.

use search::model::FlightId;
use serde::Serialize;

use super::flight::FlightStatus;
use super::store;
use super::view::FlightPlanView;
use crate::accounts::UserId;
use crate::app::{App, is_away, retried};
use crate::audit::{self, Act};
use crate::notify::outbox;
use crate::problem::{ApiError, Code};

/// Why a flight is not cancelled.
#[derive(Debug, thiserror::Error)]
pub(super) enum CancelError {
    /// There is no such flight.
    #[error("no such flight")]
    NoSuchFlight,
    /// It has left.
    #[error("the flight has departed")]
    Departed,
    /// MySQL refused or is away.
    #[error("could not cancel the flight")]
    Db(#[from] sqlx::Error),
}

impl From<CancelError> for ApiError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NoSuchFlight => Self::not_found(error),
            CancelError::Departed => Self::new(Code::FlightDeparted).because(error),
            CancelError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            CancelError::Db(_) => Self::internal(error),
        }
    }
}

/// What the outbox is told of a cancelled flight.
#[derive(Debug, Serialize)]
struct Cancelled {
    flight_id: FlightId,
}

/// Cancels a flight; one that is cancelled stays so. From here on nobody buys a seat on it, and those
/// who have one are told, and paid back by condition.
pub(super) async fn cancel(app: &App, admin: UserId, id: FlightId) -> Result<(), CancelError> {
    retried(|| write(app, admin, id)).await
}

async fn write(app: &App, admin: UserId, id: FlightId) -> Result<(), CancelError> {
    let now = app.clock.now();
    let airports = &app.catalog.airports;
    let mut tx = app.begin().await?;
    store::lock(&mut tx, id).await?;
    let flight = store::find(&mut tx, id)
        .await?
        .ok_or(CancelError::NoSuchFlight)?;
    if flight.status == FlightStatus::Cancelled {
        return Ok(());
    }
    if flight.times.departs_at <= now {
        return Err(CancelError::Departed);
    }
    store::cancel(&mut tx, id).await?;
    if store::has_customers(&mut tx, id).await? {
        outbox::put(
            &mut tx,
            "flight_cancelled",
            &Cancelled { flight_id: id },
            now,
        )
        .await?;
    }
    let cancelled = store::find(&mut tx, id)
        .await?
        .ok_or(CancelError::NoSuchFlight)?;
    let act = Act {
        admin: Some(admin.0),
        action: "flight.cancel",
        subject: &format!("flight:{id}"),
        at: now,
    };
    let [before, after] = [&flight, &cancelled].map(|flight| FlightPlanView::new(flight, airports));
    audit::record(&mut tx, act, &before, &after).await?;
    tx.commit().await?;
    Ok(())
}
