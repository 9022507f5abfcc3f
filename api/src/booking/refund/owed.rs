//! Refunds that we owe: paid orders with a flight that the airline cancelled.
//!
//! Found by condition, as held ones are. A refund that runs is waited for.

use serde_json::json;

use super::quote::{QuoteError, RefundQuote, TicketQuote};
use super::request;
use super::rule::Rule;
use crate::app::{App, retried};
use crate::booking::expire::Round;
use crate::booking::order::{OrderId, OrderStatus, TicketStatus};
use crate::booking::store::moves;
use crate::booking::store::refunds::{self, Cause};
use crate::notify::mail::{self, Occasion};
use crate::telemetry::chain;
use search::model::Won;

/// Orders that one round looks at, at most; the next goes on.
const BATCH: u32 = 500;

/// Why the money goes back.
const REASON: &str = "항공편이 취소되어 전액 환불합니다";

/// Begins the refunds of paid orders with a cancelled flight, up to a batch.
pub async fn refund_cancelled(app: &App) -> sqlx::Result<Round> {
    let mut round = Round::default();
    for id in refunds::paid_on_cancelled(&app.db, BATCH).await? {
        match retried(|| begin(app, id)).await {
            Ok(true) => round.done += 1,
            Ok(false) => {}
            Err(error) => {
                round.failed += 1;
                tracing::error!(order.id = %id, error = %chain(&error), "an order of a cancelled flight is not refunded");
            }
        }
    }
    Ok(round)
}

async fn begin(app: &App, id: OrderId) -> Result<bool, QuoteError> {
    let now = app.clock.now();
    let mut tx = app.begin().await?;
    let order = moves::lock(&mut tx, id).await?;
    let Some(order) = order.filter(|order| order.status == OrderStatus::Paid) else {
        return Ok(false);
    };
    let paid = refunds::lock_paid(&mut tx, id).await?;
    let paid = paid.ok_or(QuoteError::NoPayment)?;
    if refunds::is_running(&mut tx, paid.id).await? {
        return Ok(false);
    }
    let bought = refunds::bought(&mut tx, id).await?;
    let live = bought
        .iter()
        .filter(|ticket| ticket.status == TicketStatus::Issued);
    let tickets = live.map(|ticket| TicketQuote {
        id: ticket.id,
        paid: ticket.price.total(),
        fee: Won(0),
        rule: Rule::FlightCancelled,
    });
    let quote = RefundQuote {
        tickets: tickets.collect(),
    };
    if quote.tickets.is_empty() {
        return Ok(false);
    }
    let why = (Cause::FlightCancelled, REASON);
    moves::note(&mut tx, id, "flight_cancelled", &json!({}), now).await?;
    request::write(&mut tx, (&order, &paid), &quote, why, now).await?;
    mail::tell(&mut tx, Occasion::FlightCancelled, id.0, now).await?;
    tx.commit().await?;
    Ok(true)
}
