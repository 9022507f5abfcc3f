//! Registering an airplane.

use axum::http::StatusCode;
use search::model::{AircraftCode, AirlineCode, LayoutId};
use sqlx::MySqlConnection;

use super::airplane::{Airplane, AirplaneDraft, AirplaneId, check_registration};
use super::store;
use super::view::AirplaneView;
use crate::accounts::UserId;
use crate::app::{App, is_away, retried};
use crate::audit::{self, Act};
use crate::catalog::reasons;
use crate::idempotency::{Claim, NotKept};
use crate::problem::{ApiError, Code, FieldError, Text};

/// Why an airplane is not registered.
#[derive(Debug, thiserror::Error)]
pub(super) enum RegisterError {
    /// Parts of the draft are wrong.
    #[error("the airplane has {} faults", .0.len())]
    Invalid(Vec<FieldError>),
    /// Another airplane has its registration.
    #[error("there is an airplane of that registration")]
    RegistrationTaken,
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not write the airplane")]
    Db(#[from] sqlx::Error),
}

impl From<RegisterError> for ApiError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Invalid(faults) => Self::invalid(faults),
            RegisterError::RegistrationTaken => Self::new(Code::AlreadyExists)
                .because(error)
                .detail(Text::fixed(
                    "그 등록기호를 가진 비행기가 있습니다.",
                    "There is an airplane of that registration.",
                )),
            RegisterError::Key(error) => error.into(),
            RegisterError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            RegisterError::Db(_) => Self::internal(error),
        }
    }
}

/// Registers an airplane of a draft.
pub(super) async fn register(
    app: &App,
    admin: UserId,
    draft: &AirplaneDraft,
    claim: &Claim,
) -> Result<Airplane, RegisterError> {
    retried(|| insert(app, admin, draft, claim)).await
}

async fn insert(
    app: &App,
    admin: UserId,
    draft: &AirplaneDraft,
    claim: &Claim,
) -> Result<Airplane, RegisterError> {
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    let mut airplane = check(&mut tx, draft).await?;
    airplane.id = match store::insert(&mut tx, &airplane).await {
        Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
            return Err(RegisterError::RegistrationTaken);
        }
        inserted => inserted?,
    };
    let act = Act {
        admin: Some(admin.0),
        action: "airplane.create",
        subject: &format!("airplane:{}", airplane.id.0),
        at: app.clock.now(),
    };
    let after = AirplaneView::from(&airplane);
    audit::record(&mut tx, act, (), &after).await?;
    claim.answer(&mut tx, StatusCode::CREATED, &after).await?;
    tx.commit().await?;
    Ok(airplane)
}

/// The airplane that was drafted, without an id, or all that is wrong with it.
async fn check(
    conn: &mut MySqlConnection,
    draft: &AirplaneDraft,
) -> Result<Airplane, RegisterError> {
    let known = store::known(conn, &draft.airline, &draft.aircraft_type, draft.layout).await?;
    let mut faults = Vec::new();
    if let Err(reason) = check_registration(&draft.registration) {
        faults.push(FieldError::pointer("/registration", reason));
    }
    let airline = AirlineCode::parse(&draft.airline)
        .ok()
        .filter(|_| known.airline);
    if airline.is_none() {
        let reason = reasons::no_such_airline(&draft.airline);
        faults.push(FieldError::pointer("/airline", reason));
    }
    let aircraft = AircraftCode::parse(&draft.aircraft_type)
        .ok()
        .filter(|_| known.aircraft);
    if aircraft.is_none() {
        let reason = reasons::no_such_aircraft(&draft.aircraft_type);
        faults.push(FieldError::pointer("/aircraft_type", reason));
    }
    let layout = u32::try_from(draft.layout).ok().filter(|_| known.layout);
    if layout.is_none() {
        let reason = reasons::no_such_layout(draft.layout);
        faults.push(FieldError::pointer("/layout", reason));
    }
    match (airline, aircraft, layout) {
        (Some(airline), Some(aircraft), Some(layout)) if faults.is_empty() => Ok(Airplane {
            id: AirplaneId(0),
            registration: draft.registration.clone(),
            airline,
            aircraft,
            layout: LayoutId(layout),
            pooled: false,
        }),
        _ => Err(RegisterError::Invalid(faults)),
    }
}
