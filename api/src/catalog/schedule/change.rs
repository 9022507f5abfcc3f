//! Changing the times or the price of a flight.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use search::model::FlightId;
use serde::Serialize;
use sqlx::MySqlConnection;

use super::flight::{FlightStatus, ScheduledFlight, Times};
use super::plan::FlightChange;
use super::refusal::Clash;
use super::store;
use super::view::FlightPlanView;
use crate::accounts::UserId;
use crate::app::{App, is_away, retried};
use crate::audit::{self, Act};
use crate::catalog::airplanes::{self, Airplane};
use crate::idempotency::{Claim, NotKept};
use crate::notify::outbox;
use crate::problem::{ApiError, Code, FieldError, Text};

/// Why a flight is not changed.
#[derive(Debug, thiserror::Error)]
pub(super) enum ChangeError {
    /// There is no such flight.
    #[error("no such flight")]
    NoSuchFlight,
    /// Parts of the change are wrong.
    #[error("the change has {} faults", .0.len())]
    Invalid(Vec<FieldError>),
    /// Somebody else changed it after it was read.
    #[error("the flight is at version {0}")]
    ChangedMeanwhile(u32),
    /// A cancelled flight stays as it is.
    #[error("the flight is cancelled")]
    Cancelled,
    /// It has left.
    #[error("the flight has departed")]
    Departed,
    /// Another flight is in the way.
    #[error(transparent)]
    Clash(#[from] Clash),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not write the flight")]
    Db(#[from] sqlx::Error),
}

impl From<ChangeError> for ApiError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NoSuchFlight => Self::not_found(error),
            ChangeError::Invalid(faults) => Self::invalid(faults),
            ChangeError::ChangedMeanwhile(version) => {
                let detail = Text::new(
                    format!("지금 항공편의 버전은 {version}입니다. 다시 읽고 바꾸세요."),
                    format!(
                        "The flight is at version {version} now. Read it again and change that."
                    ),
                );
                Self::new(Code::ChangedMeanwhile)
                    .because(error)
                    .detail(detail)
            }
            ChangeError::Cancelled => Self::new(Code::FlightCancelled).because(error),
            ChangeError::Departed => Self::new(Code::FlightDeparted).because(error),
            ChangeError::Clash(clash) => clash.into(),
            ChangeError::Key(error) => error.into(),
            ChangeError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            ChangeError::Db(_) => Self::internal(error),
        }
    }
}

/// What the outbox is told of a moved flight: the times that its customers knew, and the new ones.
#[derive(Debug, Serialize)]
struct Moved {
    flight_id: FlightId,
    before: Moment,
    after: Moment,
}

#[derive(Debug, Serialize)]
struct Moment {
    departs_at: DateTime<Utc>,
    arrives_at: DateTime<Utc>,
}

/// Changes a flight. Customers who have seats on a flight that is moved are told of it.
pub(super) async fn change(
    app: &App,
    admin: UserId,
    id: FlightId,
    change: &FlightChange,
    claim: &Claim,
) -> Result<ScheduledFlight, ChangeError> {
    retried(|| write(app, admin, id, change, claim)).await
}

async fn write(
    app: &App,
    admin: UserId,
    id: FlightId,
    change: &FlightChange,
    claim: &Claim,
) -> Result<ScheduledFlight, ChangeError> {
    let now = app.clock.now();
    let airports = &app.catalog.airports;
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    let (airplane, flight) = locked(&mut tx, id).await?;
    if flight.version != change.version || flight.airplane != airplane.id {
        return Err(ChangeError::ChangedMeanwhile(flight.version));
    }
    refuse_what_is_over(&flight, now)?;
    let (times, base_price) = change
        .check(&flight, airports, now)
        .map_err(ChangeError::Invalid)?;
    if (times, base_price) == (flight.times, flight.base_price) {
        let view = FlightPlanView::new(&flight, airports);
        claim.answer(&mut tx, StatusCode::OK, &view).await?;
        tx.commit().await?;
        return Ok(flight);
    }
    if times != flight.times {
        refuse_two_places(&mut tx, &airplane, &flight, times).await?;
    }
    match store::change(&mut tx, id, times, base_price).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(Clash::NumberTaken(flight.number).into());
        }
        changed => changed?,
    }
    let changed = store::find(&mut tx, id)
        .await?
        .ok_or(ChangeError::NoSuchFlight)?;
    if times != flight.times && store::has_customers(&mut tx, id).await? {
        let moved = Moved::new(&flight, &changed);
        outbox::put(&mut tx, "flight_moved", &moved, now).await?;
    }
    let act = Act {
        admin: Some(admin.0),
        action: "flight.change",
        subject: &format!("flight:{id}"),
        at: now,
    };
    let [before, after] = [&flight, &changed].map(|flight| FlightPlanView::new(flight, airports));
    audit::record(&mut tx, act, &before, &after).await?;
    claim.answer(&mut tx, StatusCode::OK, &after).await?;
    tx.commit().await?;
    Ok(changed)
}

/// A flight and its airplane, with their rows locked: airplane before flight, as everybody does.
async fn locked(
    conn: &mut MySqlConnection,
    id: FlightId,
) -> Result<(Airplane, ScheduledFlight), ChangeError> {
    let airplane = store::airplane_of(conn, id)
        .await?
        .ok_or(ChangeError::NoSuchFlight)?;
    let airplane = airplanes::store::find_for_update(conn, airplane)
        .await?
        .ok_or(ChangeError::NoSuchFlight)?;
    store::lock(conn, id).await?;
    let flight = store::find(conn, id)
        .await?
        .ok_or(ChangeError::NoSuchFlight)?;
    Ok((airplane, flight))
}

fn refuse_what_is_over(flight: &ScheduledFlight, now: DateTime<Utc>) -> Result<(), ChangeError> {
    if flight.status == FlightStatus::Cancelled {
        return Err(ChangeError::Cancelled);
    }
    if flight.times.departs_at <= now {
        return Err(ChangeError::Departed);
    }
    Ok(())
}

async fn refuse_two_places(
    conn: &mut MySqlConnection,
    airplane: &Airplane,
    flight: &ScheduledFlight,
    times: Times,
) -> Result<(), ChangeError> {
    if airplane.pooled {
        return Ok(());
    }
    match store::in_the_way(conn, airplane.id, times, Some(flight.id)).await? {
        Some(other) => Err(Clash::AirplaneBusy(other).into()),
        None => Ok(()),
    }
}

impl Moved {
    fn new(before: &ScheduledFlight, after: &ScheduledFlight) -> Self {
        let moment = |flight: &ScheduledFlight| Moment {
            departs_at: flight.times.departs_at,
            arrives_at: flight.times.arrives_at,
        };
        Self {
            flight_id: before.id,
            before: moment(before),
            after: moment(after),
        }
    }
}
