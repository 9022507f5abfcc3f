//! Giving up a hold: its seats are free at once.

use serde_json::json;

use super::order::{IllegalMove, OrderEvent, OrderId, OrderStatus, TicketStatus};
use super::seating;
use super::store::claims::{self, Seat};
use super::store::moves;
use crate::accounts::UserId;
use crate::app::{App, retried};
use crate::idempotency::{Claim, NotKept};
use axum::http::StatusCode;

/// Why a hold is not given up.
#[derive(Debug, thiserror::Error)]
pub enum GiveUpError {
    /// There is no such order, or it is somebody else's.
    #[error("no such order")]
    NotFound,
    /// A payment runs.
    #[error("a payment of the order runs")]
    Paying,
    /// It is not a hold.
    #[error("the order does not allow it")]
    NotAllowed(#[from] IllegalMove),
    /// The same request was here before.
    #[error(transparent)]
    Key(#[from] NotKept),
    /// MySQL refused or is away.
    #[error("could not end the hold")]
    Db(#[from] sqlx::Error),
}

/// Ends a hold on the customer's wish and frees its seats.
pub(crate) async fn give_up(
    app: &App,
    customer: UserId,
    id: OrderId,
    claim: &Claim,
) -> Result<(), GiveUpError> {
    let freed = retried(|| end(app, customer, id, claim)).await?;
    seating::release(app, &freed).await;
    Ok(())
}

async fn end(
    app: &App,
    customer: UserId,
    id: OrderId,
    claim: &Claim,
) -> Result<Vec<Seat>, GiveUpError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = moves::lock(&mut tx, id).await?;
    let order = order.filter(|order| order.user == customer);
    let order = order.ok_or(GiveUpError::NotFound)?;
    if order.status == OrderStatus::Paying {
        return Err(GiveUpError::Paying);
    }
    let status = order.status.after(OrderEvent::GivenUp)?;
    claim.keep(&mut tx, StatusCode::OK, id.0).await?;
    moves::move_to(&mut tx, &order, status, order.hold, now).await?;
    let freed = claims::delete_of(&mut tx, id, TicketStatus::Held).await?;
    moves::move_tickets(&mut tx, id, TicketStatus::Held, TicketStatus::Cancelled).await?;
    moves::note(&mut tx, id, "given_up", &json!({}), now).await?;
    tx.commit().await?;
    Ok(freed)
}
