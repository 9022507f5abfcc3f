//! Holding the seats five minutes longer, once.

use axum::http::StatusCode;
use serde_json::json;

use super::order::{OrderId, OrderStatus};
use super::store::moves;
use crate::accounts::UserId;
use crate::app::{App, retried};
use crate::idempotency::{Claim, NotKept};

/// Why a hold is not extended.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    /// There is no such order, or it is somebody else's.
    #[error("no such order")]
    NotFound,
    /// Its time has passed.
    #[error("the hold is over")]
    Over,
    /// It has had its extension.
    #[error("the hold was extended before")]
    Extended,
    /// A payment runs.
    #[error("a payment of the order runs")]
    Paying,
    /// It is paid or cancelled.
    #[error("the order is {0:?}")]
    NotHeld(OrderStatus),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not extend the hold")]
    Db(#[from] sqlx::Error),
}

/// Gives a hold its one extension.
pub(crate) async fn extend(
    app: &App,
    customer: UserId,
    id: OrderId,
    claim: &Claim,
) -> Result<(), ExtendError> {
    retried(|| prolong(app, customer, id, claim)).await
}

async fn prolong(
    app: &App,
    customer: UserId,
    id: OrderId,
    claim: &Claim,
) -> Result<(), ExtendError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = moves::lock(&mut tx, id).await?;
    let order = order.filter(|order| order.user == customer);
    let order = order.ok_or(ExtendError::NotFound)?;
    match order.status {
        // Also before the job has come by.
        OrderStatus::Held if order.hold.is_over(now) => return Err(ExtendError::Over),
        OrderStatus::Expired => return Err(ExtendError::Over),
        OrderStatus::Held => {}
        OrderStatus::Paying => return Err(ExtendError::Paying),
        status @ (OrderStatus::Paid | OrderStatus::Cancelled) => {
            return Err(ExtendError::NotHeld(status));
        }
    }
    let longer = order.hold.extend().ok_or(ExtendError::Extended)?;
    claim.keep(&mut tx, StatusCode::OK, id.0).await?;
    moves::move_to(&mut tx, &order, order.status, longer, now).await?;
    let until = json!({ "until": longer.expires_at });
    moves::note(&mut tx, id, "extended", &until, now).await?;
    tx.commit().await?;
    Ok(())
}
