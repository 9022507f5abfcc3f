//! A customer comes back from the payment widget: the payment begins, or what is known of it is told.

use chrono::{DateTime, Utc};
use tokio::task::JoinError;

use super::collect::collect;
use super::reason::reason;
use super::store::{self, Facts};
use super::toss::Toss;
use crate::app::{App, is_away};
use crate::booking::{Confirm, PaymentId, PaymentStatus, StartPayingError, Started, start_paying};
use crate::problem::{ApiError, Code};
use crate::telemetry::chain;

/// Where a payment stands when its customer is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// The order is paid.
    Paid,
    /// Nobody knows yet; when the provider is asked next.
    Pending(Option<DateTime<Utc>>),
    /// The provider refused; its code.
    Declined(String),
}

/// Why nothing can be said about a payment.
#[derive(Debug, thiserror::Error)]
pub(super) enum ConfirmError {
    /// Nobody can pay here.
    #[error("no payment provider is set up (GAJO_TOSS_SECRET_KEY)")]
    NoProvider,
    /// No payment begins.
    #[error(transparent)]
    Start(#[from] StartPayingError),
    /// MySQL refused or is away, after the payment began.
    #[error("could not read the payment")]
    Db(#[from] sqlx::Error),
    /// The task that collects died; it will be found out.
    #[error("the task that collects a payment died")]
    Died(#[from] JoinError),
}

impl From<ConfirmError> for ApiError {
    fn from(error: ConfirmError) -> Self {
        match error {
            ConfirmError::Start(error) => error.into(),
            ConfirmError::NoProvider => Self::unavailable(error),
            ConfirmError::Db(ref cause) if is_away(cause) => Self::unavailable(error).same_key(),
            ConfirmError::Db(_) | ConfirmError::Died(_) => Self::internal(error),
        }
    }
}

/// What a customer is told whose payment was refused.
pub(super) fn declined(code: String) -> ApiError {
    ApiError::new(Code::PaymentDeclined)
        .detail(reason(&code))
        .provider_code(code)
}

/// Pays an order: waits for the provider for a while, and tells where the payment stands.
pub(super) async fn confirm(app: &App, ask: &Confirm<'_>) -> Result<Standing, ConfirmError> {
    let toss = app.toss.clone().ok_or(ConfirmError::NoProvider)?;
    let id = match start_paying(app, ask).await? {
        Started::Known(known) => known.id,
        Started::New(id) => {
            let patience = toss.pace.customer;
            let task = tokio::spawn(in_background(app.clone(), toss, id));
            match tokio::time::timeout(patience, task).await {
                Ok(ended) => ended?,
                // The task goes on without its customer.
                Err(_) => tracing::info!(payment.id = %id.0, "a payment takes longer"),
            }
            id
        }
    };
    let facts = store::find(&app.db, id).await?;
    Ok(facts.map_or(Standing::Pending(None), |facts| standing(&facts)))
}

async fn in_background(app: App, toss: Toss, id: PaymentId) {
    if let Err(error) = collect(&app, &toss, id).await {
        tracing::error!(payment.id = %id.0, error = %chain(&error), "a payment could not be settled");
    }
}

fn standing(facts: &Facts) -> Standing {
    match facts.status {
        PaymentStatus::Captured => Standing::Paid,
        PaymentStatus::Confirming | PaymentStatus::Unknown => {
            Standing::Pending(facts.next_check_at)
        }
        PaymentStatus::Declined => {
            Standing::Declined(facts.failure_code.clone().unwrap_or_default())
        }
    }
}
