//! Creating a flight.

use axum::http::StatusCode;
use search::model::FlightId;
use sqlx::MySqlConnection;

use super::flight::{ScheduledFlight, Times};
use super::plan::{FlightDraft, FlightPlan};
use super::refusal::Clash;
use super::store;
use super::view::FlightPlanView;
use crate::accounts::UserId;
use crate::app::{App, is_away, retried};
use crate::audit::{self, Act};
use crate::catalog::airplanes::{self, Airplane, AirplaneId};
use crate::idempotency::{Claim, NotKept};
use crate::problem::{ApiError, FieldError};

/// Why a flight is not created.
#[derive(Debug, thiserror::Error)]
pub(super) enum CreateError {
    /// There is no such airplane.
    #[error("no such airplane")]
    NoSuchAirplane,
    /// Parts of the draft are wrong.
    #[error("the flight has {} faults", .0.len())]
    Invalid(Vec<FieldError>),
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

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::NoSuchAirplane => Self::not_found(error),
            CreateError::Invalid(faults) => Self::invalid(faults),
            CreateError::Clash(clash) => clash.into(),
            CreateError::Key(error) => error.into(),
            CreateError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            CreateError::Db(_) => Self::internal(error),
        }
    }
}

/// Creates a flight of an airplane.
pub(super) async fn create(
    app: &App,
    admin: UserId,
    airplane: AirplaneId,
    draft: &FlightDraft,
    claim: &Claim,
) -> Result<ScheduledFlight, CreateError> {
    retried(|| insert(app, admin, airplane, draft, claim)).await
}

async fn insert(
    app: &App,
    admin: UserId,
    airplane: AirplaneId,
    draft: &FlightDraft,
    claim: &Claim,
) -> Result<ScheduledFlight, CreateError> {
    let now = app.clock.now();
    let airports = &app.catalog.airports;
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    let airplane = airplanes::store::find_for_update(&mut tx, airplane)
        .await?
        .ok_or(CreateError::NoSuchAirplane)?;
    let plan =
        FlightPlan::check(draft, airplane.airline, airports, now).map_err(CreateError::Invalid)?;
    refuse_two_places(&mut tx, &airplane, plan.times).await?;
    let id = match store::insert(&mut tx, airplane.id, &plan).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(Clash::NumberTaken(plan.number).into());
        }
        inserted => inserted?,
    };
    let flight = written(&mut tx, id).await?;
    let act = Act {
        admin: Some(admin.0),
        action: "flight.create",
        subject: &format!("flight:{id}"),
        at: now,
    };
    let after = FlightPlanView::new(&flight, airports);
    audit::record(&mut tx, act, (), &after).await?;
    claim.answer(&mut tx, StatusCode::CREATED, &after).await?;
    tx.commit().await?;
    Ok(flight)
}

/// The flight that this transaction has written.
async fn written(conn: &mut MySqlConnection, id: FlightId) -> sqlx::Result<ScheduledFlight> {
    store::find(conn, id).await?.ok_or(sqlx::Error::RowNotFound)
}

async fn refuse_two_places(
    conn: &mut MySqlConnection,
    airplane: &Airplane,
    times: Times,
) -> Result<(), CreateError> {
    if airplane.pooled {
        return Ok(());
    }
    match store::in_the_way(conn, airplane.id, times, None).await? {
        Some(other) => Err(Clash::AirplaneBusy(other).into()),
        None => Ok(()),
    }
}
