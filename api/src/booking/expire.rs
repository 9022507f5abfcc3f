//! Ending holds whose time has passed.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::order::{OrderId, TicketStatus};
use super::seating;
use super::store::claims::{self, Seat};
use super::store::{lists, moves};
use crate::app::{App, fail_point, retried};
use crate::telemetry::chain;

/// Orders that one round ends at most; the next goes on.
const BATCH: u32 = 500;

/// Why a hold could not be ended.
#[derive(Debug, thiserror::Error)]
enum ExpireError {
    #[error("could not end a hold")]
    Db(#[from] sqlx::Error),
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Orders that it moved.
    pub done: u64,
    /// Orders that it could not move; the next round tries again.
    pub failed: u64,
}

/// Ends every hold that is over, up to a batch. One that fails does not stop the others.
pub async fn expire_due(app: &App) -> sqlx::Result<Round> {
    let now = app.clock.now();
    let mut round = Round::default();
    for id in lists::over(&app.db, now, BATCH).await? {
        match retried(|| expire(app, id, now)).await {
            Ok(Some(freed)) => {
                fail_point("expire-committed");
                seating::release(app, &freed).await;
                round.done += 1;
            }
            // Somebody else was first.
            Ok(None) => {}
            Err(error) => {
                round.failed += 1;
                tracing::warn!(order.id = %id, error = %chain(&error), "a hold could not be ended");
            }
        }
    }
    Ok(round)
}

async fn expire(
    app: &App,
    id: OrderId,
    now: DateTime<Utc>,
) -> Result<Option<Vec<Seat>>, ExpireError> {
    let mut tx = app.begin().await?;
    if !moves::expire(&mut tx, id, now).await? {
        return Ok(None);
    }
    let freed = claims::delete_of(&mut tx, id, TicketStatus::Held).await?;
    moves::move_tickets(&mut tx, id, TicketStatus::Held, TicketStatus::Expired).await?;
    moves::note(&mut tx, id, "expired", &json!({}), now).await?;
    tx.commit().await?;
    Ok(Some(freed))
}
