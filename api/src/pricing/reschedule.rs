//! Changing the period of a discount event.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;

use super::draft::overlaps;
use super::refusal::Refusal;
use super::view::EventView;
use super::{Event, EventId, Period, store};
use crate::accounts::Admin;
use crate::app::{App, is_away, retried};
use crate::audit;
use crate::idempotency::{Claim, NotKept};
use crate::problem::ApiError;

/// A new period; what is left out stays as it is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPeriod {
    /// From when the event is valid; not once it has begun.
    #[serde(default)]
    starts_at: Option<DateTime<Utc>>,
    /// The first second in which it is not valid any more; not before now.
    #[serde(default)]
    ends_at: Option<DateTime<Utc>>,
}

/// Why an event keeps its period.
#[derive(Debug, thiserror::Error)]
pub(super) enum RescheduleError {
    /// No event has the id.
    #[error("no such event")]
    NoSuchEvent,
    /// Something is wrong with the new one.
    #[error("the new period was refused")]
    Refused(Vec<Refusal>),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not change the period")]
    Db(#[from] sqlx::Error),
}

impl From<RescheduleError> for ApiError {
    fn from(error: RescheduleError) -> Self {
        match error {
            RescheduleError::NoSuchEvent => Self::not_found(error),
            RescheduleError::Refused(ref refused) => {
                Self::invalid(refused.iter().map(Refusal::field_error).collect())
            }
            RescheduleError::Key(error) => error.into(),
            RescheduleError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            RescheduleError::Db(_) => Self::internal(error),
        }
    }
}

impl NewPeriod {
    fn instead_of(self, before: Period) -> Period {
        Period {
            starts_at: self.starts_at.unwrap_or(before.starts_at),
            ends_at: self.ends_at.unwrap_or(before.ends_at),
        }
    }
}

/// Gives an event another period. What was sold in the old one keeps its price.
pub(super) async fn reschedule(
    app: &App,
    admin: Admin,
    id: EventId,
    new: NewPeriod,
    claim: &Claim,
) -> Result<Event, RescheduleError> {
    if new.starts_at.is_none() && new.ends_at.is_none() {
        return Err(RescheduleError::Refused(vec![Refusal::NoChange]));
    }
    let now = app.clock.now();
    let event = retried(|| update(app, admin, (id, new), (claim, now))).await?;
    // When it fails, the next poll makes up for it.
    _ = app.discounts.notice(&app.db, now).await;
    Ok(event)
}

async fn update(
    app: &App,
    admin: Admin,
    (id, new): (EventId, NewPeriod),
    (claim, now): (&Claim, DateTime<Utc>),
) -> Result<Event, RescheduleError> {
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    // From here on nobody else changes discounts: what is read stays true until the commit.
    store::raise_version(&mut tx).await?;
    let events = store::not_over(&mut tx, now).await?;
    let Some(before) = events.iter().find(|event| event.id == id) else {
        return Err(match store::end(&mut tx, id).await? {
            Some(ended_at) => RescheduleError::Refused(vec![Refusal::Over(ended_at)]),
            None => RescheduleError::NoSuchEvent,
        });
    };
    let after = Event {
        period: new.instead_of(before.period),
        ..before.clone()
    };
    let mut refused = after.period.refused_after(&before.period, now);
    if refused.is_empty() {
        let others = events.iter().filter(|event| event.id != id);
        refused = overlaps(&after.scope, &after.period, others);
    }
    if !refused.is_empty() {
        return Err(RescheduleError::Refused(refused));
    }
    store::set_period(&mut tx, id, after.period).await?;
    let subject = id.subject();
    let act = admin.act("discount.reschedule", &subject, now);
    let (old, changed) = (EventView::from(before), EventView::from(&after));
    audit::record(&mut tx, act, old, &changed).await?;
    claim.answer(&mut tx, StatusCode::OK, &changed).await?;
    tx.commit().await?;
    Ok(after)
}
