//! What a cancelled flight does to orders that are not paid.
//!
//! Found by condition, not by a list: whoever cancels a flight need not know of orders. Paid orders
//! are refunded by `payments`; orders whose payment runs wait for its end.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::expire::Round;
use super::order::{OrderEvent, OrderId, TicketStatus};
use super::seating;
use super::store::claims::{self, Seat};
use super::store::{lists, moves};
use crate::app::{App, retried};
use crate::notify::mail::{self, Occasion};
use crate::telemetry::chain;

/// Orders that one round ends at most; the next goes on.
const BATCH: u32 = 500;

#[derive(Debug, thiserror::Error)]
enum CancelError {
    #[error("could not cancel an order")]
    Db(#[from] sqlx::Error),
}

/// Cancels held orders of cancelled flights, up to a batch. One that fails does not stop the others.
pub async fn cancel_held(app: &App) -> sqlx::Result<Round> {
    let now = app.clock.now();
    let mut round = Round::default();
    for id in lists::held_on_cancelled(&app.db, BATCH).await? {
        match retried(|| cancel(app, id, now)).await {
            Ok(Some(freed)) => {
                seating::release(app, &freed).await;
                round.done += 1;
            }
            Ok(None) => {}
            Err(error) => {
                round.failed += 1;
                tracing::warn!(order.id = %id, error = %chain(&error), "an order of a cancelled flight stays");
            }
        }
    }
    Ok(round)
}

async fn cancel(
    app: &App,
    id: OrderId,
    now: DateTime<Utc>,
) -> Result<Option<Vec<Seat>>, CancelError> {
    let mut tx = app.begin().await?;
    let Some(order) = moves::lock(&mut tx, id).await? else {
        return Ok(None);
    };
    // It was held when it was found; meanwhile somebody may have paid or given it up.
    let Ok(status) = order.status.after(OrderEvent::FlightCancelled) else {
        return Ok(None);
    };
    moves::move_to(&mut tx, &order, status, order.hold, now).await?;
    let freed = claims::delete_of(&mut tx, id, TicketStatus::Held).await?;
    moves::move_tickets(&mut tx, id, TicketStatus::Held, TicketStatus::Cancelled).await?;
    moves::note(&mut tx, id, "flight_cancelled", &json!({}), now).await?;
    mail::tell(&mut tx, Occasion::FlightCancelled, id.0, now).await?;
    tx.commit().await?;
    Ok(Some(freed))
}
