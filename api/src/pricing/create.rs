//! Making a discount event.

use axum::http::StatusCode;
use chrono::{DateTime, Utc};

use super::draft::{Draft, NewEvent};
use super::refusal::Refusal;
use super::view::EventView;
use super::{Event, store};
use crate::accounts::Admin;
use crate::app::{App, is_away, retried};
use crate::audit;
use crate::idempotency::{Claim, NotKept};
use crate::problem::ApiError;

/// Why there is no new event.
#[derive(Debug, thiserror::Error)]
pub(super) enum CreateError {
    /// Something is wrong with it.
    #[error("the event was refused")]
    Refused(Vec<Refusal>),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not make the event")]
    Db(#[from] sqlx::Error),
}

impl From<CreateError> for ApiError {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Refused(ref refused) => {
                Self::invalid(refused.iter().map(Refusal::field_error).collect())
            }
            CreateError::Key(error) => error.into(),
            CreateError::Db(ref cause) if is_away(cause) => Self::unavailable(error),
            CreateError::Db(_) => Self::internal(error),
        }
    }
}

/// Makes an event. Searches on this node know it at once, those on others within a second.
pub(super) async fn create(
    app: &App,
    admin: Admin,
    new: NewEvent,
    claim: &Claim,
) -> Result<Event, CreateError> {
    let now = app.clock.now();
    let draft = new.check(&app.catalog, now).map_err(CreateError::Refused)?;
    let event = retried(|| insert(app, admin, draft.clone(), (claim, now))).await?;
    // When it fails, the next poll makes up for it.
    _ = app.discounts.notice(&app.db, now).await;
    Ok(event)
}

async fn insert(
    app: &App,
    admin: Admin,
    draft: Draft,
    (claim, now): (&Claim, DateTime<Utc>),
) -> Result<Event, CreateError> {
    let mut tx = app.begin().await?;
    claim.take(&mut tx).await?;
    // From here on nobody else changes discounts: what is read stays true until the commit.
    store::raise_version(&mut tx).await?;
    let others = store::not_over(&mut tx, now).await?;
    let refused = draft.refused_among(&others);
    if !refused.is_empty() {
        return Err(CreateError::Refused(refused));
    }
    let id = store::insert(&mut tx, &draft, now).await?;
    let event = draft.into_event(id);
    let subject = id.subject();
    let act = admin.act("discount.create", &subject, now);
    let view = EventView::from(&event);
    audit::record(&mut tx, act, (), &view).await?;
    claim.answer(&mut tx, StatusCode::CREATED, &view).await?;
    tx.commit().await?;
    Ok(event)
}
